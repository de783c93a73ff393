import {createHash} from 'node:crypto';
import canonicalize from 'canonicalize';
import {type AuditEntry, type AuditFact, type AuditType, FIRST_PREV} from '../core/audit.ts';

/** Where the chain stands: the last whole entry's number, and the hash the next one must name. */
export interface Link {
  readonly seq: number;
  readonly head: string;
}

export const START: Link = {seq: 0, head: FIRST_PREV};

/** SHA-256 in lower-case hex. */
export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The next entry of the chain. Lone surrogates, which UTF-8 and RFC 8785 do not have, become U+FFFD. */
export function entryAfter(link: Link, fact: AuditFact): AuditEntry {
  return {...wellFormed(fact), seq: link.seq + 1, prev: link.head};
}

/** The line of an entry, without its line feed: RFC 8785 canonical JSON in UTF-8. */
export const lineOf = (entry: AuditEntry): Buffer => Buffer.from(canonicalize(entry) ?? '', 'utf8');

export const linkOf = (entry: AuditEntry, line: Uint8Array): Link => ({seq: entry.seq, head: hashOf(line)});

/** The entry a line holds, when the line is exactly the canonical form of one. */
export function entryIn(line: Buffer): AuditEntry | undefined {
  const entry = parsed(line);
  return entry !== undefined && lineOf(entry).equals(line) ? entry : undefined;
}

function parsed(line: Buffer): AuditEntry | undefined {
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    return isEntry(value) ? value : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

function isEntry(value: unknown): value is AuditEntry {
  if (typeof value !== 'object' || value === null) return false;
  const {seq, prev, type} = value as Partial<Record<keyof AuditEntry, unknown>>;
  return Number.isSafeInteger(seq) && typeof prev === 'string' && typeof type === 'string';
}

/** A copy without lone surrogates. */
export function wellFormed<T>(value: T): T {
  if (typeof value === 'string') return value.toWellFormed() as T;
  if (Array.isArray(value)) return value.map(wellFormed) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, wellFormed(part)])) as T;
}

/** What a `recovered` entry says of the bytes before it, so that they cannot be changed later. */
export const tornNote = (length: number, hash: string): string =>
  `${length} bytes of an unfinished line, SHA-256 ${hash}`;

/** When something of the record's own happened, and whether that was practice. */
export type Occasion = Pick<AuditFact, 'time' | 'localTime' | 'practice'>;

/** What the record says of itself: nobody is named, for nobody acted. */
export const ownFact = (type: AuditType, {time, localTime, practice}: Occasion): AuditFact => ({
  ...{type, time, localTime, practice},
  ...{profile: null, authority: null, tenantId: null, oid: null, account: null},
  ...{eligibilityId: null, kind: null, name: null, scope: null, justification: null},
  ...{ticket: null, requestId: null, endsAt: null, problem: null},
});

/** A crash left an unfinished line: the record that it was closed. */
export const recoveredFact = (torn: Uint8Array, occasion: Occasion): AuditFact => ({
  ...ownFact('recovered', occasion),
  name: tornNote(torn.length, hashOf(torn)),
});
