import {createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject} from 'node:crypto';
import type {TokenVault} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import {Secret} from '../core/secret.ts';
import type {PublicKey} from './audit-keys.ts';
import {fingerprintOf} from './audit-seal.ts';

export interface SigningKey extends PublicKey {
  readonly sign: KeyObject;
}

/** The key that signs, and the one before it for as long as the record does not know the new one. */
export interface SigningKeys {
  readonly current: SigningKey;
  readonly previous: SigningKey | undefined;
}

/** Where the key of the record lies. Rejects with `Trouble` where the store cannot be opened without asking a person. */
export interface SigningKeyStore {
  open(): Promise<SigningKeys | undefined>;
  /** The first key; one that another process has made meanwhile is taken. */
  make(): Promise<SigningKeys>;
  /** A new key takes over. */
  renew(): Promise<SigningKeys>;
}

const ENTRY = 'signing-key';

interface Kept {
  readonly current: string;
  readonly previous: string | null;
}

/** Ed25519 keys (PKCS #8) in a token store of their own, which no sign-out touches. */
export function createSigningKeyStore(openVault: () => Promise<TokenVault>): SigningKeyStore {
  const changed = async (by: (old: Kept | undefined) => Kept): Promise<SigningKeys> => {
    const vault = await openVault();
    if (vault.level === 'memory') throw notKept();
    let now: Kept | undefined;
    await vault.change(ENTRY, old => {
      now = by(keptIn(old));
      return new Secret(JSON.stringify(now));
    });
    if (now === undefined) throw damaged();
    return keysOf(now);
  };
  return {
    async open() {
      const vault = await openVault();
      if (vault.level === 'memory') throw notKept();
      const kept = keptIn(await vault.read(ENTRY));
      return kept === undefined ? undefined : keysOf(kept);
    },
    make: () => changed(old => old ?? {current: newKey(), previous: null}),
    renew: () => changed(old => ({current: newKey(), previous: old?.current ?? null})),
  };
}

const newKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({format: 'der', type: 'pkcs8'}).toString('base64');

function keptIn(text: Secret | undefined): Kept | undefined {
  if (text === undefined) return undefined;
  try {
    const {current, previous} = JSON.parse(text.reveal()) as Partial<Kept>;
    if (typeof current === 'string') return {current, previous: previous ?? null};
  } catch {
    throw damaged();
  }
  throw damaged();
}

const keysOf = ({current, previous}: Kept): SigningKeys => ({
  current: signingKey(current),
  previous: previous === null ? undefined : signingKey(previous),
});

function signingKey(text: string): SigningKey {
  try {
    const sign = createPrivateKey({key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8'});
    const publicKey = createPublicKey(sign).export({format: 'der', type: 'spki'}).toString('base64');
    return {sign, publicKey, key: fingerprintOf(publicKey)};
  } catch (thrown) {
    throw damaged(thrown);
  }
}

const damaged = (cause?: unknown): Trouble =>
  new Trouble({code: 'failed', reason: 'The key that signs the record is damaged.'}, cause);

const notKept = (): Trouble =>
  new Trouble({code: 'failed', reason: 'A token store in memory keeps no key to sign the record with.'});
