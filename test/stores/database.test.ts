import {readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {expect, test} from 'vitest';
import {createDatabase} from '../../src/stores/database.ts';
import {createNotes} from '../../src/stores/notes.ts';
import {withoutAnnouncement} from '../../src/stores/sqlite.ts';
import {HandClock} from '../support/clock.ts';
import {scratchFolder} from './scratch.ts';

const refused = (problem: object) => ({
  problem: expect.objectContaining({code: 'state-unwritable', ...problem}),
});

test('the database and its side files are ours alone, whatever the umask', async () => {
  const path = join(scratchFolder(), 'new', 'state.db');
  const before = process.umask(0);
  const db = createDatabase({path, clock: new HandClock()});
  await createNotes(db)
    .write('a', 'b')
    .finally(() => process.umask(before));
  const modes = ['', '-wal', '-shm'].map(end => statSync(path + end).mode & 0o777);
  expect(modes).toEqual([0o600, 0o600, 0o600]);
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  db.close();
});

test('writes are flushed, readers are not held up, and nothing waits inside SQLite', async () => {
  const db = createDatabase({path: join(scratchFolder(), 'state.db'), clock: new HandClock()});
  const pragma = (name: string) =>
    db.read(sql => Object.values(sql.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
  expect(await pragma('journal_mode')).toBe('wal');
  expect(await pragma('synchronous')).toBe(2);
  expect(await pragma('busy_timeout')).toBe(0);
});

test('a damaged file is refused with a way out and left as it is', async () => {
  const path = join(scratchFolder(), 'state.db');
  const rubbish = 'not a database at all'.repeat(200);
  writeFileSync(path, rubbish);
  const db = createDatabase({path, clock: new HandClock()});
  await expect(createNotes(db).read('a')).rejects.toMatchObject(
    refused({path, nextSteps: [expect.stringContaining('move it away')]}),
  );
  expect(readFileSync(path, 'utf8')).toBe(rubbish);
});

test('a link in its place is refused', async () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'other'), '');
  symlinkSync(join(folder, 'other'), join(folder, 'state.db'));
  const db = createDatabase({path: join(folder, 'state.db'), clock: new HandClock()});
  await expect(createNotes(db).read('a')).rejects.toMatchObject(
    refused({reason: 'it is a link to somewhere else'}),
  );
});

test('a file of a newer stint is not touched', async () => {
  const path = join(scratchFolder(), 'state.db');
  const other = new DatabaseSync(path);
  other.exec('PRAGMA user_version = 99');
  other.close();
  const db = createDatabase({path, clock: new HandClock()});
  await expect(createNotes(db).read('a')).rejects.toMatchObject(
    refused({reason: 'a newer stint has written it'}),
  );
});

test('a writer waits for another process through the clock, and gives up in the end', async () => {
  const path = join(scratchFolder(), 'state.db');
  const clock = new HandClock();
  const notes = createNotes(createDatabase({path, clock}));
  await notes.write('a', '1');
  const other = new DatabaseSync(path, {timeout: 0});
  other.exec('BEGIN IMMEDIATE');
  const late = notes.write('a', '2');
  await clock.turn(1000);
  other.exec('ROLLBACK');
  await clock.through(late);
  expect(await notes.read('a')).toBe('2');
  other.exec('BEGIN IMMEDIATE');
  await expect(clock.through(notes.write('a', '3'))).rejects.toMatchObject(
    refused({reason: 'another stint process does not let go of it'}),
  );
  other.close();
});

test('work that fails leaves nothing behind', async () => {
  const db = createDatabase({path: join(scratchFolder(), 'state.db'), clock: new HandClock()});
  const failing = db.write(sql => {
    sql.exec(`INSERT INTO notes VALUES ('half', 'done')`);
    throw new Error('half way');
  });
  await expect(failing).rejects.toThrow('half way');
  expect(await createNotes(db).read('half')).toBeUndefined();
});

test('only the announcement that SQLite is new is dropped', () => {
  const heard: string[] = [];
  const {emitWarning} = process;
  process.emitWarning = (warning: string | Error) => void heard.push(String(warning));
  withoutAnnouncement(() => {
    process.emitWarning('SQLite is an experimental feature', 'ExperimentalWarning');
    process.emitWarning('SQLite is sad', 'Warning');
  });
  process.emitWarning('after', 'Warning');
  process.emitWarning = emitWarning;
  expect(heard).toEqual(['SQLite is sad', 'after']);
});
