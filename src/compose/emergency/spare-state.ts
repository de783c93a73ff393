import {type Problem, problemOf} from '../../core/problem.ts';
import {type Millis, seconds} from '../../core/time.ts';
import {createDatabase, type Database, IN_MEMORY} from '../../stores/database.ts';
import {type ClosableLocks, createLocks} from '../../stores/locks.ts';
import type {Places} from '../../stores/places.ts';
import {isAbort, within} from '../../stores/waiting.ts';
import type {World} from '../world.ts';

export interface SpareState {
  readonly db: Database;
  readonly locks: ClosableLocks;
  /** Why nothing is kept of this emergency in `state.db`; absent: it is. */
  readonly trouble?: Problem | undefined;
}

/** Somebody else may be writing; nobody waits long for that in an emergency. */
const LIMIT: Millis = seconds(1);

/** `state.db` and the locks as they are, or, where they cannot be written, ones in memory. */
export async function openSpareState({stateDb, locksDb}: Places, {clock}: World): Promise<SpareState> {
  const db = createDatabase({path: stateDb, clock});
  const locks = createLocks(locksDb, clock);
  const trouble = await troubleWith(async signal => {
    await heeding(
      db.write(() => undefined),
      signal,
    );
    await locks.holding('emergency', signal, async () => undefined);
  }, clock);
  if (trouble === undefined) return {db, locks};
  db.close();
  locks.close();
  return {db: createDatabase({path: IN_MEMORY, clock}), locks: freeLocks, trouble};
}

/** Nobody else can be kept out, and nothing is shared that they could spoil. */
const freeLocks: ClosableLocks = {
  holding: (_name, _signal, work) => work(),
  close: () => undefined,
};

async function troubleWith(
  work: (signal: AbortSignal) => Promise<void>,
  clock: World['clock'],
): Promise<Problem | undefined> {
  try {
    await within(clock, LIMIT, work);
    return undefined;
  } catch (thrown) {
    if (isAbort(thrown))
      return {code: 'failed', reason: 'Another stint process does not let go of the state.'};
    const problem = problemOf(thrown);
    if (problem.code === 'bug') throw thrown;
    return problem;
  }
}

function heeding<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), {once: true});
    work.then(resolve, reject);
  });
}
