import {randomUUID} from 'node:crypto';
import type {Clock, Keyring, NoKeyring} from '../core/ports.ts';
import {Secret} from '../core/secret.ts';
import {type Millis, seconds} from '../core/time.ts';

/** What we use of `@napi-rs/keyring`. */
export interface KeyringModule {
  readonly AsyncEntry: new (
    service: string,
    account: string,
    options?: {readonly linux: {readonly store: 'secret-service'}},
  ) => KeyringEntry;
}

interface KeyringEntry {
  getPassword(signal?: AbortSignal): Promise<string | null | undefined>;
  setPassword(password: string, signal?: AbortSignal): Promise<void>;
  deleteCredential(signal?: AbortSignal): Promise<boolean>;
}

export interface KeyringParts {
  readonly clock: Clock;
  readonly platform?: NodeJS.Platform | undefined;
  /** The native module, loaded at need; it is optional, and a bundle leaves it outside. */
  readonly load?: (() => Promise<KeyringModule>) | undefined;
}

const SERVICE = 'stint';
/** A keyring that waits for a person to unlock it, or hangs, is none. */
const LIMIT: Millis = seconds(3);
const LABELS: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'Secret Service keyring',
  darwin: 'macOS Keychain',
  win32: 'Windows Credential Manager',
};

/**
 * The keyring, proved by a round trip, or why there is none. On Linux it is the Secret Service and nothing else: the
 * module's own fallback, the kernel keyring, forgets at reboot and would do so silently (design 4). Never rejects.
 */
export async function openKeyring(parts: KeyringParts): Promise<Keyring | NoKeyring> {
  const {clock, platform = process.platform, load = loadNative} = parts;
  try {
    const keyring = keyringOver(await load(), clock, LABELS[platform] ?? 'system keyring');
    return (await roundTrip(keyring)) ? keyring : {unavailable: 'it does not give back what it was given'};
  } catch (thrown) {
    return {unavailable: reasonOf(thrown)};
  }
}

const loadNative = (): Promise<KeyringModule> => import('@napi-rs/keyring');

function keyringOver({AsyncEntry}: KeyringModule, clock: Clock, label: string): Keyring {
  const entry = (name: string) => new AsyncEntry(SERVICE, name, {linux: {store: 'secret-service'}});
  return {
    label,
    async get(name) {
      const found = await limited(clock, signal => entry(name).getPassword(signal));
      return found == null ? undefined : new Secret(found);
    },
    set: (name, value) => limited(clock, signal => entry(name).setPassword(value.reveal(), signal)),
    delete: async name => {
      await limited(clock, signal => entry(name).deleteCredential(signal));
    },
  };
}

async function roundTrip(keyring: Keyring): Promise<boolean> {
  const name = `probe-${randomUUID()}`;
  const value = randomUUID();
  await keyring.set(name, new Secret(value));
  const found = await keyring.get(name);
  await keyring.delete(name);
  return found?.reveal() === value;
}

/** A native call may not heed the signal, so the answer is not waited for beyond the limit. */
async function limited<T>(clock: Clock, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const tooLate = new AbortController();
  const done = new AbortController();
  const limit = clock.sleep(LIMIT, done.signal).then(() => {
    tooLate.abort();
    throw new Error('it does not answer');
  });
  try {
    return await Promise.race([work(tooLate.signal), limit]);
  } finally {
    done.abort();
    await limit.catch(() => undefined);
  }
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'it gives an error';
  const code = (thrown as NodeJS.ErrnoException).code;
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND')
    return 'the keyring module is not installed';
  return thrown.message.replace(/\s+/g, ' ').slice(0, 200);
}
