import type {AuditEntry, AuditFact} from '../core/audit.ts';
import type {AuditLog, Clock, Locks} from '../core/ports.ts';
import {type Instant, showInstant} from '../core/time.ts';
import {checkFile, verifyFile} from './audit-check.ts';
import {chained, entriesIn} from './audit-entries.ts';
import {asUnwritable, extendFile, type Ground} from './audit-file.ts';
import {keepHead} from './audit-kept.ts';
import {recoveredFact} from './audit-line.ts';
import type {AuditMemory} from './audit-memory.ts';
import {heldTooLong, isAbort, PATIENCE, within} from './waiting.ts';

export interface AuditLogParts {
  readonly path: string;
  readonly locks: Locks;
  readonly clock: Clock;
  /** Absent: nothing is kept outside of the file, and a cut end does not show. */
  readonly memory?: AuditMemory | undefined;
}

/** The record's file for the parts that write it. */
export interface AuditGround extends AuditLogParts {
  /** One process at a time; what the system refuses is `state-unwritable`. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
  readonly wallTime: () => string;
  readonly now: () => Instant;
}

/**
 * `audit.ndjson`: canonical lines, each naming the hash of the one before (see `AuditEntry`). Appending takes the
 * lock `audit`, is flushed before it resolves, and rejects `state-unwritable`. An unfinished line left by a crash is
 * closed and followed by a `recovered` entry that names its hash; bytes that are no record and no crash left are
 * never covered up: the chain goes on behind them and `verify` names them.
 */
export function createAuditLog(parts: AuditLogParts): AuditLog {
  const ground = groundOf(parts);
  const {path, memory} = parts;
  return {
    append: fact => ground.alone(() => appendTo(ground, fact)),
    entries: () => entriesIn(path),
    verify: trust => verifyFile(path, memory, trust),
    ...(memory === undefined ? {} : {check: () => ground.alone(() => checkFile(path, memory))}),
  };
}

export function groundOf(parts: AuditLogParts): AuditGround {
  const {path, locks, clock} = parts;
  const alone = <T>(work: () => Promise<T>): Promise<T> =>
    within(clock, PATIENCE, signal => locks.holding('audit', signal, work)).catch(thrown => {
      throw isAbort(thrown) ? heldTooLong(path, thrown) : asUnwritable(path, thrown);
    });
  return {...parts, alone, now: () => clock.now(), wallTime: () => showInstant(clock.now())};
}

async function appendTo({path, memory, wallTime}: AuditGround, fact: AuditFact): Promise<AuditEntry> {
  const compose = ({link, torn}: Ground) =>
    chained(
      link,
      torn === undefined ? [fact] : [recoveredFact(torn, {...fact, localTime: wallTime()}), fact],
    );
  const entries = await extendFile(path, compose, async written => {
    if (memory !== undefined) await keepHead(memory, written);
  });
  const entry = entries.at(-1);
  if (entry === undefined) throw new Error('nothing was written');
  return entry;
}
