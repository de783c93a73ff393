import {randomBytes, randomUUID, scrypt} from 'node:crypto';
import type {Secret} from '../../core/secret.ts';
import {type Derivation, fits, type Header, headerFor} from './header.ts';
import type {KeySource} from './key-source.ts';
import type {Passphrases} from './passphrase.ts';
import {KEY_BYTES} from './seal.ts';
import {unreadable} from './trouble.ts';

export type Costs = Omit<Derivation, 'salt'>;

/** 128 MiB and some tenths of a second for each guess (OWASP Password Storage: scrypt N=2^17, r=8, p=1). */
export const SCRYPT_COSTS: Costs = {N: 2 ** 17, r: 8, p: 1};
const SALT_BYTES = 16;
const TRIES = 3;

/** The key is derived with scrypt; costs and salt lie in the header. A mistyped passphrase is asked for again. */
export function passphraseKeys(passphrases: Passphrases, costs: Costs = SCRYPT_COSTS): KeySource {
  return {
    protection: 'AES-256-GCM, its key from your passphrase (scrypt)',
    open: header => opened(header, passphrases),
    async create() {
      const derivation = {...costs, salt: randomBytes(SALT_BYTES).toString('base64')};
      const key = await derive(await passphrases.fresh(), derivation);
      return {header: headerFor(randomUUID(), derivation, key), key};
    },
    forget: async () => undefined,
  };
}

async function opened(header: Header, passphrases: Passphrases): Promise<Uint8Array> {
  const {derivation} = header;
  if (derivation === null) throw unreadable('it was not made with a passphrase');
  for (let left = passphrases.isAsked ? TRIES : 1; left > 0; left -= 1) {
    const key = await derive(await passphrases.existing(), derivation);
    if (fits(header, key)) return key;
  }
  throw unreadable('the passphrase is not the right one');
}

/** scrypt needs 128 * N * r bytes; Node asks for leave to take more than 32 MiB. */
function derive(passphrase: Secret, {N, r, p, salt}: Derivation): Promise<Uint8Array> {
  const options = {N, r, p, maxmem: 256 * N * r};
  return new Promise((resolve, reject) => {
    scrypt(
      passphrase.reveal().normalize('NFC'),
      Buffer.from(salt, 'base64'),
      KEY_BYTES,
      options,
      (error, key) =>
        error === null ? resolve(key) : reject(unreadable('its key cannot be derived', error)),
    );
  });
}
