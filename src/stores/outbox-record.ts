import {constants} from 'node:fs';
import {open} from 'node:fs/promises';
import type {AuditEntry} from '../core/audit.ts';
import type {AuditLog} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import {entryIn} from './audit-line.ts';
import {codeOf, reasonOf, unwritable} from './folder.ts';
import {tailOf} from './line-reader.ts';

/** The record as the outbox needs it: how far it is, and what lies behind a line. */
export interface RecordReader {
  /** Number of the last line that is one of ours; 0 when there is none. However long the record is, this is quick. */
  lastSeq(): Promise<number>;
  /** Every readable line behind this number, oldest first. */
  after(seq: number): AsyncIterable<AuditEntry>;
}

const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export function createRecordReader(path: string, audit: Pick<AuditLog, 'entries'>): RecordReader {
  return {
    lastSeq: () => lastSeqIn(path),
    after: async function* (seq) {
      try {
        for await (const entry of audit.entries()) if (entry.seq > seq) yield entry;
      } catch (thrown) {
        // Said after all that could be read; finding what is wrong with the record is not for here.
        if (!(thrown instanceof Trouble && thrown.problem.code === 'audit-broken')) throw thrown;
      }
    },
  };
}

async function lastSeqIn(path: string): Promise<number> {
  try {
    const file = await open(path, READ);
    try {
      const tail = await tailOf(file, line => entryIn(line) !== undefined);
      return tail?.last === undefined ? 0 : (entryIn(tail.last)?.seq ?? 0);
    } finally {
      await file.close();
    }
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return 0;
    throw codeOf(thrown) === undefined ? thrown : unwritable(path, reasonOf(thrown), thrown);
  }
}
