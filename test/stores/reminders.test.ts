import {join} from 'node:path';
import {expect, test} from 'vitest';
import {createDatabase} from '../../src/stores/database.ts';
import {createReminders} from '../../src/stores/reminders.ts';
import {HandClock} from '../support/clock.ts';
import {contender, said} from './processes.ts';
import {AT} from './samples.ts';
import {scratchFolder} from './scratch.ts';

const DAY = 86_400_000;
const databaseIn = (folder: string) =>
  createDatabase({path: join(folder, 'state.db'), clock: new HandClock()});
const remindersIn = (folder: string) => createReminders(databaseIn(folder));

test('each mark of a grant is given once, also after a restart', async () => {
  const folder = scratchFolder();
  const before = remindersIn(folder);
  expect(await before.firstTo('g', AT, 600)).toBe(true);
  expect(await before.firstTo('g', AT, 600)).toBe(false);
  const after = remindersIn(folder);
  expect(await after.firstTo('g', AT, 600)).toBe(false);
  expect(await after.firstTo('g', AT, 300)).toBe(true);
  expect(await after.firstTo('another', AT, 600)).toBe(true);
});

test.each([
  ['as another answer tells it', 2000, false],
  ['a minute later', 60_000, false],
  ['a minute earlier', -60_000, false],
  ['moved by an extension', 1_800_000, true],
  ['moved to be sooner', -1_800_000, true],
])('the end of the same grant, %s', async (_, by, isNew) => {
  const reminders = remindersIn(scratchFolder());
  await reminders.firstTo('g', AT, 60);
  expect(await reminders.firstTo('g', AT + by, 60)).toBe(isNew);
});

test('rows of grants that ended long ago go; those of others that run stay', async () => {
  const db = databaseIn(scratchFolder());
  const reminders = createReminders(db);
  await reminders.firstTo('long ago', AT - 3 * DAY, 60);
  await reminders.firstTo('yesterday', AT - DAY, 60);
  await reminders.firstTo('later', AT + 3 * DAY - 1, 60);
  await reminders.firstTo('now', AT, 60);
  const rows = await db.read(sql => sql.prepare('SELECT grant_id FROM reminders ORDER BY ends_at').all());
  expect(rows.map(row => row.grant_id)).toEqual(['now', 'later']);
});

test('what has been given is told without writing', async () => {
  const db = databaseIn(scratchFolder());
  const writes: number[] = [];
  const reminders = createReminders({
    ...db,
    write: work => {
      writes.push(1);
      return db.write(work);
    },
  });
  for (let n = 0; n < 5; n += 1) await reminders.firstTo('g', AT, 60);
  expect(writes).toHaveLength(1);
});

test('of two processes one is the first to each mark', async () => {
  const folder = scratchFolder();
  const answers = await Promise.all([1, 2].map(() => said(contender('remindMany', folder, '40'))));
  const given = answers.flatMap(line => JSON.parse(line.split('\n')[0] ?? '') as number[]);
  expect(given.sort((a, b) => a - b)).toEqual(Array.from({length: 40}, (_, n) => n));
});
