import {createHash} from 'node:crypto';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {type AuditEntry, type AuditFact, FIRST_PREV} from '../core/audit.ts';
import type {EmergencyLog} from '../core/emergency-ports.ts';
import {explain} from '../core/explain.ts';
import type {AuditLog, Clock} from '../core/ports.ts';
import {problemOf} from '../core/problem.ts';
import {type Millis, seconds} from '../core/time.ts';
import {factsBeside, lineOfFact, writeBeside} from './emergency-file.ts';
import {LATE, soon} from './soon.ts';

export interface EmergencyLogParts {
  readonly audit: AuditLog;
  /** Where a file beside the record may lie, best first (`emergencyFolders`). */
  readonly folders: readonly string[];
  readonly clock: Clock;
}

/** So long the record may hold up a step; after that nothing waits for it until what hangs has come to an end. */
const LIMIT: Millis = seconds(2);

/** The state's own folder, then one of ours alone under the system's temporary one, apart from that of other homes. */
export const emergencyFolders = ({state}: {readonly state: string}, temporary = tmpdir()) => [
  state,
  join(temporary, `stint-${process.getuid?.() ?? 'emergency'}-${homeMark(state)}`),
];

const homeMark = (state: string): string =>
  createHash('sha256').update(resolve(state)).digest('hex').slice(0, 12);

/**
 * The record, as far as it can be written. What it does not take, because it is full, read-only, damaged or held by
 * another process, goes as a line of canonical JSON to `emergency.ndjson` beside it, flushed before `append` resolves; the
 * entry then has `seq` 0, and no place in the chain. `append` rejects `state-unwritable` only where no folder takes it.
 * A line that the record took after all, too late, stands in both; `entries` gives it once, and those beside it last.
 */
export function createEmergencyLog({audit, folders, clock}: EmergencyLogParts): EmergencyLog {
  const patience = patienceOf(clock);
  let written: string | undefined;
  return {
    append: async fact => {
      const entry = await patience(() => audit.append(fact)).catch((): typeof LATE => LATE);
      if (entry !== LATE) return entry;
      written = await writeBeside(folders, fact, work => soon(clock, LIMIT, work));
      return asEntry(fact);
    },
    entries: () => withBeside(audit, folders),
    anchor: async () => {
      const anchor = await patience(async () => audit.anchor?.()).catch(() => undefined);
      return anchor === LATE ? undefined : anchor;
    },
    settled: async () => {
      await audit.settled?.().catch(() => undefined);
    },
    broken: () => brokenBy(audit, patience),
    beside: () => written,
  };
}

type Patience = <T>(work: () => Promise<T>) => Promise<T | typeof LATE>;

/** Work on the record for a bounded time; where some of it hangs, the rest is not even begun: all wait for one lock. */
function patienceOf(clock: Clock): Patience {
  let hanging = 0;
  return async work => {
    if (hanging > 0) return LATE;
    const begun = work();
    const outcome = await soon(clock, LIMIT, begun);
    if (outcome !== LATE) return outcome;
    hanging += 1;
    const over = () => {
      hanging -= 1;
    };
    begun.then(over, over);
    return LATE;
  };
}

async function brokenBy(audit: AuditLog, patience: Patience): Promise<string | null> {
  try {
    const verdict = await patience(() => (audit.check ?? audit.verify)());
    if (verdict === LATE)
      return 'The record could not be looked at in time: it is held by another process, or slow.';
    if (verdict.type === 'whole') return null;
    return explain({code: 'audit-broken', seq: verdict.line, reason: verdict.reason}).title;
  } catch (thrown) {
    return explain(problemOf(thrown)).title;
  }
}

/** What is wrong with the record is said after all that could be read, as `entries` of the record does. */
async function* withBeside(audit: AuditLog, folders: readonly string[]): AsyncGenerator<AuditEntry> {
  const beside = await factsBeside(folders);
  let fault: {readonly thrown: unknown} | undefined;
  try {
    for await (const entry of audit.entries()) {
      beside.delete(lineOfFact(factIn(entry)));
      yield entry;
    }
  } catch (thrown) {
    fault = {thrown};
  }
  for (const fact of beside.values()) yield asEntry(fact);
  if (fault !== undefined) throw fault.thrown;
}

const factIn = ({seq: _seq, prev: _prev, ...fact}: AuditEntry): AuditFact => fact;
const asEntry = (fact: AuditFact): AuditEntry => ({...fact, seq: 0, prev: FIRST_PREV});
