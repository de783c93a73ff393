import type {AuditEntry, AuditTrust} from '../core/audit.ts';
import type {Break} from './audit-faults.ts';
import type {KeyChain} from './audit-keys.ts';
import type {Link} from './audit-line.ts';

/** A line as it was once seen, kept outside the file. */
export interface KeptLine {
  readonly seq: number;
  readonly head: string;
  readonly prev?: string | undefined;
}

/** What is known of a record from elsewhere. */
export interface Outside {
  readonly kept?: readonly KeptLine[] | undefined;
  /** The fingerprint of the key that signed here. */
  readonly key?: string | undefined;
  readonly trust?: AuditTrust | undefined;
}

interface Mismatch {
  readonly line: number;
  readonly seq: number;
  /** The line before it is the one that was there. */
  readonly alone: boolean;
}

/** Compares the lines that go by with what is known from elsewhere: a chain that fits may still be another one. */
export class OutsideView {
  readonly #outside: Outside;
  #mismatch: Mismatch | undefined;
  #keyLine: number | undefined;
  #isAnchored: boolean;

  constructor(outside: Outside) {
    this.#outside = outside;
    this.#isAnchored = outside.trust?.anchor === undefined;
  }

  /** An entry that fits, its hash and its line. */
  take(entry: AuditEntry, hash: string, line: number): void {
    const {kept = [], trust} = this.#outside;
    if (entry.type === 'key') this.#keyLine ??= line;
    if (trust?.anchor !== undefined && hash.startsWith(trust.anchor)) this.#isAnchored = true;
    const other = kept.find(one => one.seq === entry.seq && one.head !== hash);
    if (other !== undefined) this.#mismatch ??= {line, seq: entry.seq, alone: other.prev === entry.prev};
  }

  /** The line was seen as it is. */
  knows({seq, head}: Link): boolean {
    return this.#outside.kept?.some(one => one.seq === seq && one.head === head) ?? false;
  }

  /** A break up to here has been acknowledged, and what does not agree belongs to it. */
  forgive(): void {
    this.#mismatch = undefined;
  }

  /** The first thing that does not agree, once the last line has gone by. */
  breakAt(link: Link, lines: number, keys: KeyChain): Break | undefined {
    return this.#otherKey(keys) ?? this.#otherLines(link, lines, keys) ?? this.#notTrusted(lines, keys);
  }

  #otherKey(keys: KeyChain): Break | undefined {
    const {key} = this.#outside;
    if (key === undefined || keys.current === undefined || keys.has(key)) return undefined;
    const line = this.#keyLine ?? 1;
    return {line, lastGood: 0, fault: 'foreign-key'};
  }

  #otherLines(link: Link, lines: number, {signed}: KeyChain): Break | undefined {
    const at = this.#mismatch;
    if (at?.alone) return {line: at.line, lastGood: at.seq - 1, fault: 'replaced'};
    if (at !== undefined) {
      const lastGood = signed !== undefined && signed.seq < at.seq ? signed.seq : 0;
      return {line: lastGood + 1, lastGood, fault: 'rewritten'};
    }
    const missing = this.#outside.kept?.some(one => one.seq > link.seq) ?? false;
    return missing ? {line: lines + 1, lastGood: link.seq, fault: 'cut'} : undefined;
  }

  #notTrusted(lines: number, {signed}: KeyChain): Break | undefined {
    const {trust} = this.#outside;
    if (!this.#isAnchored) return {line: lines + 1, lastGood: signed?.seq ?? 0, fault: 'no-anchor'};
    if (trust?.key !== undefined && signed === undefined)
      return {line: 1, lastGood: 0, fault: 'not-by-that-key'};
    return undefined;
  }
}
