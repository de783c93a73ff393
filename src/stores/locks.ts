import {dirname, join, parse} from 'node:path';
import type {DatabaseSync} from 'node:sqlite';
import type {Clock, Locks} from '../core/ports.ts';
import {ensureFolder} from './folder.ts';
import {asTrouble, isBusy, openSqlite} from './sqlite.ts';
import {type Try, untilDone} from './waiting.ts';

export interface ClosableLocks extends Locks {
  /** A lock that is held stays held until its work is done: letting go earlier would let another process in beside it. */
  close(): void;
}

/** The lock whose file is `locks.db` itself; every other name has a file beside it. */
const MAIN_LOCK = 'tokens';

/**
 * A lock is a write transaction that never writes, so the system lets go of it when its holder is killed (design 4).
 * Names do not hinder one another: each has a file of its own, `locks.db` for `tokens`, `locks-NAME.db` for others.
 * Inside this process callers of one name queue up in order; a holder that asks for its own name again waits for
 * itself, so do not nest a name. Rejects with an `AbortError`, or `state-unwritable`.
 */
export function createLocks(path: string, clock: Clock): ClosableLocks {
  const open = new Map<string, DatabaseSync>();
  const queues = new Map<string, Promise<unknown>>();
  const held = new Map<string, number>();
  let isClosed = false;
  const connection = (name: string): DatabaseSync => {
    const db = open.get(name) ?? opened(fileOf(path, name));
    open.set(name, db);
    return db;
  };
  const letGo = (name: string): void => {
    open.get(name)?.close();
    open.delete(name);
  };
  const count = (name: string, by: number): number => {
    const now = (held.get(name) ?? 0) + by;
    held.set(name, now);
    return now;
  };
  return {
    holding(name, signal, work) {
      const before = queues.get(name) ?? Promise.resolve();
      count(name, 1);
      const turn = before
        .then(() => locked(() => connection(name), path, clock, signal, work))
        .finally(() => {
          if (count(name, -1) === 0 && isClosed) letGo(name);
        });
      queues.set(
        name,
        turn.catch(() => undefined),
      );
      return turn;
    },
    close() {
      isClosed = true;
      for (const name of [...open.keys()]) if (!held.get(name)) letGo(name);
    },
  };
}

async function locked<T>(
  connection: () => DatabaseSync,
  path: string,
  clock: Clock,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const db = await untilDone(clock, signal, () => begun(connection)).catch(thrown => {
    throw asTrouble(path, thrown);
  });
  try {
    return await work();
  } finally {
    db.exec('ROLLBACK');
  }
}

function begun(connection: () => DatabaseSync): Try<DatabaseSync> {
  try {
    const db = connection();
    db.exec('BEGIN IMMEDIATE');
    return {done: true, value: db};
  } catch (thrown) {
    if (isBusy(thrown)) return {done: false};
    throw thrown;
  }
}

function opened(path: string): DatabaseSync {
  ensureFolder(dirname(path));
  return openSqlite(path);
}

function fileOf(path: string, name: string): string {
  const {dir, name: stem, ext} = parse(path);
  return name === MAIN_LOCK ? path : join(dir, `${stem}-${encodeURIComponent(name)}${ext}`);
}
