import {readFile} from 'node:fs/promises';
import {codeOf} from '../folder.ts';
import {seal, unseal} from './seal.ts';
import {unreadable} from './trouble.ts';

/** scrypt's costs (RFC 7914); `salt` is base64. */
export interface Derivation {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: string;
}

/** What a store says of itself in `store.json`: no secret. */
export interface Header {
  readonly version: 1;
  /** Random; names the key in the keyring, and binds entries to this store. */
  readonly id: string;
  /** How the passphrase becomes the key; `null` for a key in the keyring. */
  readonly derivation: Derivation | null;
  /** A known text under the key, in base64: tells a wrong key before anything is read or written with it. */
  readonly check: string;
}

const CHECK = 'stint token store';
const aboutCheck = (id: string): string => `${id}/check`;

export const headerFor = (id: string, derivation: Derivation | null, key: Uint8Array): Header => ({
  version: 1,
  id,
  derivation,
  check: seal(key, aboutCheck(id), CHECK).toString('base64'),
});

export const fits = (header: Header, key: Uint8Array): boolean =>
  unseal(key, aboutCheck(header.id), Buffer.from(header.check, 'base64')) === CHECK;

/** `undefined`: there is no store. Rejects `signed-out` (`store-unreadable`) when the header cannot be understood. */
export async function readHeader(path: string): Promise<Header | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw unreadable(`${path} cannot be read`, thrown);
  }
  const header = headerIn(text);
  if (header === undefined) throw unreadable(`${path} is damaged`);
  return header;
}

/** `undefined`: it is none that we could have written. */
export function headerIn(text: string): Header | undefined {
  try {
    const value = JSON.parse(text) as Partial<Header> | null;
    return value !== null && isHeader(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isHeader(value: Partial<Header>): value is Header {
  const {version, id, derivation, check} = value;
  if (version !== 1 || typeof id !== 'string' || typeof check !== 'string') return false;
  return derivation === null || (derivation !== undefined && isDerivation(derivation));
}

/** Bounded, so that a changed header cannot ask for all memory, nor for what scrypt does not take (N: a power of two). */
function isDerivation({N, r, p, salt}: Partial<Derivation>): boolean {
  const upTo = (count: unknown, most: number) =>
    Number.isSafeInteger(count) && Number(count) >= 1 && Number(count) <= most;
  const isPower = Number.isInteger(Math.log2(Number(N))) && Number(N) > 1;
  return isPower && upTo(N, 2 ** 20) && upTo(r, 16) && upTo(p, 4) && typeof salt === 'string';
}
