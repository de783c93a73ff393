import type {AuditEntry, Seal, Signed} from '../core/audit.ts';
import {fingerprintOf, isSignedBy} from './audit-seal.ts';

export type KeyFault = 'bad-signature' | 'unsigned-key' | 'foreign-key';

export interface PublicKey {
  readonly key: string;
  readonly publicKey: string;
}

/**
 * The keys of a record, in the order they took over. The first is taken as it comes; each later one is signed by the
 * one before, or follows an acknowledged break. With a fingerprint that is `trusted`, only that key counts, and those
 * that it has signed.
 */
export class KeyChain {
  readonly #trusted: string | undefined;
  readonly #known = new Set<string>();
  #current: PublicKey | undefined;
  #signed: Signed | undefined;
  #isTrusted: boolean;
  #acknowledgedAt = 0;

  constructor(trusted?: string, current?: PublicKey) {
    this.#trusted = trusted;
    this.#current = current;
    this.#isTrusted = trusted === undefined;
    if (current !== undefined) this.#known.add(current.key);
  }

  get current(): PublicKey | undefined {
    return this.#current;
  }

  /** The last signature that counts. */
  get signed(): Signed | undefined {
    return this.#signed;
  }

  has(key: string): boolean {
    return this.#known.has(key);
  }

  /** Looks at an entry that fits the chain of hashes; `hash` is its own. */
  take(entry: AuditEntry, hash: string): KeyFault | undefined {
    if (entry.type === 'acknowledged') this.#acknowledgedAt = entry.seq;
    if (entry.type === 'key' || entry.type === 'key-change') return this.#succeed(entry);
    if (entry.type !== 'checkpoint') return undefined;
    const {seal} = entry;
    if (seal === undefined || !this.signs(entry)) return 'bad-signature';
    if (this.#isTrusted) this.#signed = {key: seal.key, seq: entry.seq, hash};
    return undefined;
  }

  /** The key of this moment has signed the entry. */
  signs(entry: AuditEntry): boolean {
    const {seal} = entry;
    const current = this.#current;
    if (seal === undefined || current === undefined || seal.key !== current.key) return false;
    return isSignedBy(entry, current.publicKey, seal.signature);
  }

  #succeed(entry: AuditEntry): KeyFault | undefined {
    const {seal} = entry;
    if (seal?.publicKey === undefined || !isOwnSeal(entry, seal, seal.publicKey)) return 'bad-signature';
    const handedOver = entry.type === 'key-change';
    if (handedOver && !this.#signedByOld(entry, seal)) return 'bad-signature';
    const isFree = this.#current === undefined || this.#acknowledgedAt === entry.seq - 1;
    if (!handedOver && !isFree) return 'unsigned-key';
    if (!handedOver && this.#trusted !== undefined && this.#isTrusted) return 'foreign-key';
    this.#current = {key: seal.key, publicKey: seal.publicKey};
    this.#known.add(seal.key);
    if (this.#trusted !== undefined && seal.key.startsWith(this.#trusted)) this.#isTrusted = true;
    return undefined;
  }

  #signedByOld(entry: AuditEntry, {old}: Seal): boolean {
    const before = this.#current;
    if (old === undefined || before === undefined || old.key !== before.key) return false;
    return isSignedBy(entry, before.publicKey, old.signature);
  }
}

const isOwnSeal = (entry: AuditEntry, {key, signature}: Seal, publicKey: string): boolean =>
  fingerprintOf(publicKey) === key && isSignedBy(entry, publicKey, signature);
