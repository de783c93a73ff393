import {createHash, type Hash} from 'node:crypto';
import type {AuditEntry, AuditVerdict} from '../core/audit.ts';
import {entryIn, type Link, linkOf, START, tornNote} from './audit-line.ts';
import type {Line} from './line-reader.ts';

/** Lines that are no records, and may have been left by a crash: the next record must explain them. */
interface Torn {
  /** The number of the first one. */
  readonly at: number;
  readonly length: number;
  readonly hash: Hash;
}

/**
 * Finds the first line that does not fit: changed, dropped, doubled, swapped or unfinished. Bytes that are no record
 * are what a crash leaves, and fit, when the next line is a `recovered` entry that fits the chain and names their
 * hash. What is done to the end of the file alone, whole entries cut off or the last one rewritten, leaves no trace
 * in the file: only a head that was kept elsewhere can show that.
 */
export async function verdictOn(lines: AsyncIterable<Line>): Promise<AuditVerdict> {
  let link = START;
  let torn: Torn | undefined;
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (!line.finished) return broken(torn?.at ?? number, link, torn ? 'unreadable' : 'unfinished');
    const entry = entryIn(line.bytes);
    if (entry === undefined) {
      torn = tornWith(torn, line.bytes, number);
      continue;
    }
    const fault = faultOf(entry, link, torn);
    if (fault !== undefined) return broken(torn?.at ?? number, link, torn ? 'unreadable' : fault);
    link = linkOf(entry, line.bytes);
    torn = undefined;
  }
  if (torn !== undefined) return broken(torn.at, link, 'unreadable');
  return {type: 'whole', entries: link.seq, head: link.head};
}

function tornWith(before: Torn | undefined, bytes: Buffer, number: number): Torn {
  if (before === undefined)
    return {at: number, length: bytes.length, hash: createHash('sha256').update(bytes)};
  return {
    at: before.at,
    length: before.length + 1 + bytes.length,
    hash: before.hash.update('\n').update(bytes),
  };
}

type Fault = 'unreadable' | 'unfinished' | 'out-of-place' | 'unchained' | 'unfounded';

function faultOf(entry: AuditEntry, link: Link, torn: Torn | undefined): Fault | undefined {
  if (entry.seq !== link.seq + 1) return 'out-of-place';
  if (entry.prev !== link.head) return 'unchained';
  const found = torn === undefined ? undefined : tornNote(torn.length, torn.hash.copy().digest('hex'));
  const named = entry.type === 'recovered' ? entry.name : undefined;
  return found === named ? undefined : 'unfounded';
}

const REASONS: Readonly<Record<Fault, string>> = {
  unreadable: 'the line is not a record in its canonical form',
  unfinished: 'the last line is unfinished, by a crash or by a cut; the next record will close it',
  'out-of-place': 'its number does not follow the line before it',
  unchained: 'it does not name the hash of the line before it',
  unfounded: 'it speaks of an unfinished line that is not there',
};

const broken = (line: number, link: Link, fault: Fault): AuditVerdict => ({
  type: 'broken',
  line,
  lastGood: link.seq,
  reason: REASONS[fault],
});
