import {createHash, type Hash} from 'node:crypto';
import type {Acknowledged, AuditEntry, AuditVerdict} from '../core/audit.ts';
import {type Break, brokenBy, type Fault} from './audit-faults.ts';
import {faultOf, type Torn, tornWith} from './audit-fit.ts';
import {KeyChain, type PublicKey} from './audit-keys.ts';
import {entryIn, type Link, linkOf, START} from './audit-line.ts';
import {type Outside, OutsideView} from './audit-outside.ts';
import type {Line} from './line-reader.ts';

/** Where judging begins: at the start of the file, or behind what has been judged before. */
export interface Beginning {
  readonly link: Link;
  /** Over all bytes before; it is changed. */
  readonly hash: Hash;
  readonly size: number;
  readonly key?: PublicKey | undefined;
}

export const fromStart = (): Beginning => ({link: START, hash: createHash('sha256'), size: 0});

/**
 * Finds the first line that does not fit: changed, dropped, doubled, swapped, unfinished, or signed with a key that
 * does not follow. Bytes that are no record are what a crash leaves, and fit, when the next line is a `recovered`
 * entry that fits the chain and names their hash. Behind a break, an `acknowledged` entry that names the hash of all
 * bytes before it begins anew. What was done to the end of the file alone shows by what is known from `outside`.
 */
export async function verdictOn(lines: AsyncIterable<Line>, outside: Outside = {}): Promise<AuditVerdict> {
  const judge = new Judge(outside, fromStart());
  for await (const line of lines) judge.take(line);
  return judge.verdict();
}

export class Judge {
  readonly keys: KeyChain;
  readonly #view: OutsideView;
  readonly #hash: Hash;
  #notes: Note[] = [];
  #link: Link;
  #size: number;
  #lines = 0;
  #torn: Torn | undefined;
  #break: Break | undefined;
  /** It does not name the line before it: either of the two was changed. */
  #suspect: Link | undefined;
  #unfinished: {readonly line: number; readonly link: Link} | undefined;

  constructor(outside: Outside, {link, hash, size, key}: Beginning) {
    this.keys = new KeyChain(outside.trust?.key, key);
    this.#view = new OutsideView(outside);
    this.#link = link;
    this.#hash = hash;
    this.#size = size;
  }

  take({bytes, finished}: Line): void {
    this.#lines += 1;
    const entry = entryIn(bytes);
    if (entry !== undefined) this.#weigh(entry);
    if (!finished) this.#endWith(entry, bytes);
    else if (entry === undefined) this.#tear(bytes);
    else if (this.#isAcknowledging(entry)) this.#beginAnew(entry, bytes);
    else if (this.#break === undefined) this.#follow(entry, bytes);
    if (!finished) return;
    this.#hash.update(bytes).update('\n');
    this.#size += bytes.length + 1;
  }

  /** What stands in the file; an unfinished line, which the next record closes, is let pass where `mayBeUnfinished`. */
  verdict({mayBeUnfinished = false} = {}): AuditVerdict {
    if (this.#suspect !== undefined && this.#view.knows(this.#suspect)) this.#blameBefore();
    this.#suspect = undefined;
    const found = this.#break ?? this.#looseEnd(mayBeUnfinished) ?? this.#fromOutside();
    const acknowledged = this.#notes.length === 0 ? undefined : this.#notes.flatMap(asAcknowledged);
    if (found !== undefined) return {...brokenBy(found), acknowledged};
    const {seq: entries, head} = this.#link;
    return {type: 'whole', entries, head, signed: this.keys.signed, acknowledged};
  }

  /** How far all is finished and explained; `undefined` where it is not. */
  get position() {
    if (this.#break !== undefined || this.#torn !== undefined) return undefined;
    const {seq, head} = this.#link;
    return {seq, head, size: this.#size, digest: this.#hash.copy().digest('hex')};
  }

  /** The next line names the suspect as it is: then the line before the suspect is the one that was changed. */
  #weigh({seq, prev}: AuditEntry): void {
    const suspect = this.#suspect;
    this.#suspect = undefined;
    if (suspect?.head === prev && suspect.seq + 1 === seq) this.#blameBefore();
  }

  #blameBefore(): void {
    if (this.#break === undefined) return;
    const {line, lastGood} = this.#break;
    this.#break = {line: line - 1, lastGood: lastGood - 1, fault: 'altered'};
  }

  #fromOutside(): Break | undefined {
    return this.#view.breakAt(this.#unfinished?.link ?? this.#link, this.#lines, this.keys);
  }

  #looseEnd(mayBeUnfinished: boolean): Break | undefined {
    const lastGood = this.#link.seq;
    if (this.#unfinished !== undefined && mayBeUnfinished) return undefined;
    if (this.#torn !== undefined) return {line: this.#torn.at, lastGood, fault: 'unreadable'};
    if (this.#unfinished === undefined) return undefined;
    return {line: this.#unfinished.line, lastGood, fault: 'unfinished'};
  }

  /** A whole record that only lost its line feed stands. */
  #endWith(entry: AuditEntry | undefined, bytes: Buffer): void {
    const stands = entry !== undefined && faultOf(entry, this.#link, this.#torn) === undefined;
    const link = stands ? linkOf(entry, bytes) : this.#link;
    if (stands) this.#view.take(entry, link.head, this.#lines);
    this.#unfinished = {line: this.#lines, link};
  }

  #tear(bytes: Buffer): void {
    if (this.#break === undefined) this.#torn = tornWith(this.#torn, bytes, this.#lines);
  }

  #isAcknowledging({type, found}: AuditEntry): boolean {
    return type === 'acknowledged' && found?.digest === this.#hash.copy().digest('hex');
  }

  #beginAnew(entry: AuditEntry, bytes: Buffer): void {
    const isLost = this.#break !== undefined || this.#torn !== undefined;
    if (!isLost && faultOf(entry, this.#link, undefined) !== undefined) {
      this.#follow(entry, bytes);
      return;
    }
    this.#notes.push({entry, signed: this.keys.signs(entry)});
    this.#break = undefined;
    this.#suspect = undefined;
    this.#torn = undefined;
    this.#view.forgive();
    this.#accept(entry, bytes);
  }

  #follow(entry: AuditEntry, bytes: Buffer): void {
    const torn = this.#torn;
    const fault = entry.type === 'acknowledged' ? 'not-what-was-found' : faultOf(entry, this.#link, torn);
    if (torn !== undefined && fault !== undefined) this.#breakOff(torn.at, 'unreadable');
    else if (fault !== undefined) this.#breakOff(this.#lines, faultOf(entry, this.#link, torn) ?? fault);
    else this.#accept(entry, bytes);
    this.#torn = undefined;
    if (this.#break?.fault === 'unchained' && this.#link.seq > 0) this.#suspect = linkOf(entry, bytes);
  }

  #accept(entry: AuditEntry, bytes: Buffer): void {
    const link = linkOf(entry, bytes);
    const fault = this.keys.take(entry, link.head);
    if (fault === undefined) {
      this.#view.take(entry, link.head, this.#lines);
      this.#link = link;
      if (entry.type === 'key') this.#lookAgain();
    } else this.#breakOff(this.#lines, fault);
  }

  /** The key that signed an acknowledgement may be named behind it only: what stood before could not be read. */
  #lookAgain(): void {
    this.#notes = this.#notes.map(({entry, signed}) => ({entry, signed: signed || this.keys.signs(entry)}));
  }

  #breakOff(line: number, fault: Fault): void {
    this.#break = {line, lastGood: this.#link.seq, fault};
  }
}

interface Note {
  readonly entry: AuditEntry;
  readonly signed: boolean;
}

function asAcknowledged({entry: {seq, found}, signed}: Note): readonly Acknowledged[] {
  if (found === undefined) return [];
  const {line, lastGood, reason} = found;
  return [{line, lastGood, reason, seq, signed}];
}
