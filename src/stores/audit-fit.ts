import {createHash, type Hash} from 'node:crypto';
import type {AuditEntry} from '../core/audit.ts';
import type {Fault} from './audit-faults.ts';
import {type Link, tornNote} from './audit-line.ts';

/** Lines that are no records, and may have been left by a crash: the next record must explain them. */
export interface Torn {
  /** The number of the first one. */
  readonly at: number;
  readonly length: number;
  readonly hash: Hash;
}

export function tornWith(before: Torn | undefined, bytes: Buffer, number: number): Torn {
  if (before === undefined)
    return {at: number, length: bytes.length, hash: createHash('sha256').update(bytes)};
  return {
    at: before.at,
    length: before.length + 1 + bytes.length,
    hash: before.hash.update('\n').update(bytes),
  };
}

/** Why an entry does not follow what stands before it; `undefined`: it does. */
export function faultOf(entry: AuditEntry, link: Link, torn: Torn | undefined): Fault | undefined {
  if (entry.seq !== link.seq + 1) return 'out-of-place';
  if (entry.prev !== link.head) return 'unchained';
  const found = torn === undefined ? undefined : tornNote(torn.length, torn.hash.copy().digest('hex'));
  const named = entry.type === 'recovered' ? entry.name : undefined;
  return found === named ? undefined : 'unfounded';
}
