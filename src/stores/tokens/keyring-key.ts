import {randomBytes, randomUUID} from 'node:crypto';
import type {Keyring, NoKeyring} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import {Secret} from '../../core/secret.ts';
import {fits, type Header, headerFor} from './header.ts';
import type {KeySource} from './key-source.ts';
import {KEY_BYTES} from './seal.ts';
import {noStore, unreadable} from './trouble.ts';

const nameOf = (id: string): string => `token-key-${id}`;

/** 32 random bytes in the keyring, in base64, under the store's id. */
export function keyringKeys(openKeyring: () => Promise<Keyring | NoKeyring>): KeySource {
  return {
    protection: 'AES-256-GCM, its key in the system keyring',
    async open(header) {
      const keyring = await openKeyring();
      if ('unavailable' in keyring) throw unreadable(`the keyring is not available (${keyring.unavailable})`);
      return checked(header, keyring.label, await keyring.get(nameOf(header.id)).catch(silent));
    },
    async create() {
      const keyring = await openKeyring();
      if ('unavailable' in keyring) throw noStore(`the keyring is not available (${keyring.unavailable})`);
      const [id, key] = [randomUUID(), randomBytes(KEY_BYTES)];
      await keyring.set(nameOf(id), new Secret(key.toString('base64'))).catch(thrown => {
        throw noStore(`the ${keyring.label} does not take the key (${messageOf(thrown)})`);
      });
      return {header: headerFor(id, null, key), key};
    },
    forget: async header => forgetKey(await openKeyring(), header),
  };
}

function silent(thrown: unknown): never {
  throw unreadable(`the keyring does not answer (${messageOf(thrown)})`, thrown);
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : 'an error');

function checked(header: Header, label: string, found: Secret | undefined): Uint8Array {
  if (found === undefined) throw unreadable(`its key is not in the ${label}`);
  const key = Buffer.from(found.reveal(), 'base64');
  if (key.length !== KEY_BYTES || !fits(header, key))
    throw unreadable(`the key in the ${label} does not fit`);
  return key;
}

/** The tokens are gone by now, so a key that stays protects nothing; it is said all the same. */
async function forgetKey(keyring: Keyring | NoKeyring, header: Header): Promise<void> {
  const stays = (reason: string, cause?: unknown) =>
    new Trouble(
      {code: 'failed', reason: `The tokens are gone, but their key stays behind: ${reason}.`},
      cause,
    );
  if ('unavailable' in keyring) throw stays(`the keyring is not available (${keyring.unavailable})`);
  await keyring.delete(nameOf(header.id)).catch(thrown => {
    throw stays(`the ${keyring.label} does not answer (${messageOf(thrown)})`, thrown);
  });
}
