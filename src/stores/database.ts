import {dirname} from 'node:path';
import type {DatabaseSync} from 'node:sqlite';
import type {Clock} from '../core/ports.ts';
import {ensureFolder, unwritable} from './folder.ts';
import {MIGRATIONS} from './migrations.ts';
import {asTrouble, isBusy, openSqlite} from './sqlite.ts';
import {heldTooLong, isAbort, PATIENCE, type Try, untilDone, within} from './waiting.ts';

/**
 * `state.db`, opened at its first use. Work is synchronous, so that no transaction spans an `await`; it may run more
 * than once, as another process may be in the way. Rejects `state-unwritable`: refused, damaged (never deleted),
 * disk full, made by a newer stint, or held by another process for too long.
 */
export interface Database {
  read<T>(work: (db: DatabaseSync) => T): Promise<T>;
  /** One immediate transaction, durable before it resolves (`synchronous=FULL`). */
  write<T>(work: (db: DatabaseSync) => T): Promise<T>;
  /** The same without waiting for the disk: a power cut may undo it. For copies of what can be read again. */
  keep<T>(work: (db: DatabaseSync) => T): Promise<T>;
  close(): void;
}

/** In place of a path: kept nowhere, for when nothing can be (an emergency on a full disk). */
export const IN_MEMORY = ':memory:';

export interface DatabaseParts {
  readonly path: string;
  readonly clock: Clock;
}

export function createDatabase({path, clock}: DatabaseParts): Database {
  let open: DatabaseSync | undefined;
  const run = <T>(work: (db: DatabaseSync) => T): Promise<T> =>
    patiently(path, clock, () => {
      open ??= opened(path);
      return work(open);
    });
  return {
    read: run,
    write: work => run(db => inTransaction(db, work)),
    keep: work => run(db => unhurried(db, () => inTransaction(db, work))),
    close() {
      open?.close();
      open = undefined;
    },
  };
}

/** Runs the work again while another process is in the way, up to `PATIENCE`. */
async function patiently<T>(path: string, clock: Clock, work: () => T): Promise<T> {
  try {
    const first = tried(work);
    if (first.done) return first.value;
    return await within(clock, PATIENCE, signal => untilDone(clock, signal, () => tried(work)));
  } catch (thrown) {
    throw isAbort(thrown) ? heldTooLong(path, thrown) : asTrouble(path, thrown);
  }
}

function tried<T>(work: () => T): Try<T> {
  try {
    return {done: true, value: work()};
  } catch (thrown) {
    if (isBusy(thrown)) return {done: false};
    throw thrown;
  }
}

/** In WAL mode `NORMAL` leaves out the one wait of each commit; the next `FULL` commit makes up for it. */
function unhurried<T>(db: DatabaseSync, work: () => T): T {
  db.exec('PRAGMA synchronous = NORMAL');
  try {
    return work();
  } finally {
    db.exec('PRAGMA synchronous = FULL');
  }
}

function inTransaction<T>(db: DatabaseSync, work: (db: DatabaseSync) => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const value = work(db);
    db.exec('COMMIT');
    return value;
  } catch (thrown) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw thrown;
  }
}

function opened(path: string): DatabaseSync {
  if (path !== IN_MEMORY) ensureFolder(dirname(path));
  const db = openSqlite(path, path === IN_MEMORY);
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    migrate(path, db);
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

function migrate(path: string, db: DatabaseSync): void {
  if (versionOf(db) === MIGRATIONS.length) return;
  inTransaction(db, () => {
    const version = versionOf(db);
    if (version > MIGRATIONS.length)
      throw unwritable(path, 'a newer stint has written it', undefined, ['Bring this stint up to date']);
    for (const step of MIGRATIONS.slice(version)) db.exec(step);
    db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

const versionOf = (db: DatabaseSync): number =>
  Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
