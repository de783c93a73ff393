import {Agent} from 'node:https';
import type {SignInEvent} from '../../../src/core/identity.ts';
import type {Clock, Locks, Network, TokenVault} from '../../../src/core/ports.ts';
import {Secret} from '../../../src/core/secret.ts';
import type {EntraSessionOptions, Records} from '../../../src/providers/entra/index.ts';
import {createEntraSession} from '../../../src/providers/entra/index.ts';
import type {PracticeCloud} from '../../../src/sandbox/index.ts';

/** One machine's places, shared by every "process" a test starts on it. */
export interface Machine {
  readonly entries: Map<string, string>;
  readonly files: Map<string, string>;
  readonly locks: Locks;
  /** How often a lock was taken. */
  taken(): number;
}

export function newMachine(): Machine {
  let taken = 0;
  let queue: Promise<unknown> = Promise.resolve();
  const holding: Locks['holding'] = (_name, _signal, work) => {
    taken += 1;
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  };
  return {entries: new Map(), files: new Map(), locks: {holding}, taken: () => taken};
}

export function vaultOf({entries}: Machine): TokenVault {
  return {
    ...{level: 'keyring', path: 'tokens', protection: 'a key in the keyring'},
    read: async entry => {
      const text = entries.get(entry);
      return text === undefined ? undefined : new Secret(text);
    },
    change: async (entry, by) => {
      const old = entries.get(entry);
      const text = by(old === undefined ? undefined : new Secret(old));
      if (text === undefined) entries.delete(entry);
      else entries.set(entry, text.reveal());
    },
    forget: async () => entries.clear(),
  };
}

export function recordsOf({files}: Machine): Records {
  return {
    read: async name => files.get(name),
    write: async (name, text) => void files.set(name, text),
    remove: async name => void files.delete(name),
  };
}

/** Time runs as it does; nothing in these tests waits for it but MSAL's own polls. */
export const wallClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (length, signal) =>
    new Promise((resolve, reject) => {
      const end = () => reject(new DOMException('interrupted', 'AbortError'));
      if (signal.aborted) return end();
      const timer = setTimeout(resolve, length);
      timer.unref();
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        end();
      });
    }),
};

export interface SeenNetwork extends Network {
  readonly dates: (string | null | undefined)[];
  readonly urls: string[];
}

export function networkTrusting(ca: string | undefined): SeenNetwork {
  const agent = new Agent({keepAlive: true, ...(ca === undefined ? {} : {ca})});
  const [dates, urls]: [SeenNetwork['dates'], string[]] = [[], []];
  return {
    ...{dates, urls},
    agentFor: url => {
      urls.push(url);
      return agent;
    },
    sawDate: date => void dates.push(date),
  };
}

/** A new process: nothing in memory, the machine's places as they are. */
export function startProcess(
  cloud: PracticeCloud,
  machine: Machine,
  changes: Partial<EntraSessionOptions> = {},
) {
  const {login, arm, graph} = cloud.origins;
  return createEntraSession({
    ...{profile: 'default', tenantId: cloud.tenantId, clientId: cloud.clientId, cloudName: 'lab'},
    endpoints: {authorityHost: login, armEndpoint: arm, graphEndpoint: graph},
    network: networkTrusting(cloud.ca),
    clock: wallClock,
    server: {now: () => cloud.clock.now(), offset: () => 0},
    vault: async () => vaultOf(machine),
    records: recordsOf(machine),
    locks: machine.locks,
    openBrowser: async () => false,
    defaultFlow: 'device',
    ...changes,
  });
}

/** Lives the story to its end; `onCode` is the person. */
export async function live(
  story: AsyncIterable<SignInEvent>,
  person: (event: SignInEvent) => void = () => undefined,
): Promise<readonly SignInEvent[]> {
  const events: SignInEvent[] = [];
  for await (const event of story) {
    events.push(event);
    person(event);
  }
  return events;
}

export const never = (): AbortSignal => new AbortController().signal;

/** Requests to the token and device code endpoints: what a person or a refresh costs. */
export function tokenRequests(cloud: PracticeCloud): number {
  return cloud.log.filter(({origin, path}) => origin === 'login' && /(token|devicecode)$/.test(path)).length;
}
