import type {DatabaseSync} from 'node:sqlite';
import {ensureFile, unwritable} from './folder.ts';

/** SQLite's primary result codes (sqlite.org/rescode.html). */
const BUSY = 5;
const LOCKED = 6;
const REASONS: Readonly<Record<number, string>> = {
  8: 'it may only be read',
  10: 'the disk gave an error',
  11: 'it is damaged',
  13: 'the disk is full',
  14: 'it cannot be opened',
  26: 'it is damaged, or not a database of ours',
};
const DAMAGED = [11, 26];

/** Opens the file with the care of `ensureFile`; SQLite gives its side files (`-wal`, `-shm`) the same 0600. */
export function openSqlite(path: string, inMemory = false): DatabaseSync {
  if (!inMemory) ensureFile(path);
  const {DatabaseSync} = withoutAnnouncement(() => process.getBuiltinModule('node:sqlite'));
  return new DatabaseSync(path, {timeout: 0});
}

/**
 * Runs the work without Node 22's announcement on stderr that SQLite is new, which it makes when the module is first
 * loaded; every other warning passes.
 */
export function withoutAnnouncement<T>(work: () => T): T {
  const {emitWarning} = process;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (rest[0] === 'ExperimentalWarning' && String(warning).includes('SQLite')) return;
    Reflect.apply(emitWarning, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
  try {
    return work();
  } finally {
    process.emitWarning = emitWarning;
  }
}

export function isBusy(thrown: unknown): boolean {
  const code = resultCode(thrown);
  return code === BUSY || code === LOCKED;
}

/**
 * What SQLite refused because of the file or the disk, and a row that holds no JSON, as `state-unwritable`; anything
 * else is thrown on.
 */
export function asTrouble(path: string, thrown: unknown): unknown {
  const aside = [`Keep a copy of ${path}, move it away, and run it again: stint makes a new one`];
  if (thrown instanceof SyntaxError) return unwritable(path, 'a row in it cannot be read', thrown, aside);
  const code = resultCode(thrown);
  const reason = code === undefined ? undefined : REASONS[code];
  if (code === undefined || reason === undefined) return thrown;
  return unwritable(path, reason, thrown, DAMAGED.includes(code) ? aside : undefined);
}

function resultCode(thrown: unknown): number | undefined {
  const code = thrown instanceof Error ? (thrown as {errcode?: unknown}).errcode : undefined;
  return typeof code === 'number' ? code & 0xff : undefined;
}
