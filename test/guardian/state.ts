import {join} from 'node:path';
import type {Wish} from '../../src/core/intent.ts';
import {systemClock} from '../../src/host/clock.ts';
import {processes} from '../../src/host/processes.ts';
import {createDatabase} from '../../src/stores/database.ts';
import {createGuardList} from '../../src/stores/guards.ts';
import {createJournal} from '../../src/stores/journal.ts';
import type {Practice} from '../terminal/practice.ts';

async function inState<T>(
  {home}: Practice,
  look: (db: ReturnType<typeof createDatabase>) => Promise<T>,
): Promise<T> {
  const db = createDatabase({path: join(home, 'state.db'), clock: systemClock()});
  try {
    return await look(db);
  } finally {
    db.close();
  }
}

/** Ends that are owed on this machine. */
export const wishesIn = (staged: Practice): Promise<readonly Wish[]> =>
  inState(staged, db => createJournal(db, processes).wishes());
/** Who stays behind on this machine, and for what. */
export const guardsIn = (staged: Practice) =>
  inState(staged, db => createGuardList(db, processes.isAlive).living());
