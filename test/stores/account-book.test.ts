import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {KeptAccount} from '../../src/core/ports.ts';
import {createAccountBook} from '../../src/stores/account-book.ts';
import {createDatabase, type Database} from '../../src/stores/database.ts';
import {HandClock} from '../support/clock.ts';
import {AT} from './samples.ts';
import {scratchFolder} from './scratch.ts';

const databaseIn = (folder: string): Database =>
  createDatabase({path: join(folder, 'state.db'), clock: new HandClock()});

const account = (n: number, readAt = AT): KeptAccount => ({
  accountId: String(n).padStart(12, '0'),
  permissionSets: ['Admin', `Reader-${n}`],
  readAt,
});

test('700 accounts come back exactly, to another process too', async () => {
  const folder = scratchFolder();
  const accounts = Array.from({length: 700}, (_, n) => account(n, AT + n));
  const book = createAccountBook(databaseIn(folder), 'ada');
  for (const one of accounts) await book.keep('corp', one);
  const found = await createAccountBook(databaseIn(folder), 'ada').read('corp');
  expect([...found]).toEqual(accounts.map(one => [one.accountId, one]));
});

test('only of the session and the identity', async () => {
  const db = databaseIn(scratchFolder());
  await createAccountBook(db, 'ada').keep('corp', account(1));
  expect((await createAccountBook(db, 'ada').read('lab')).size).toBe(0);
  expect((await createAccountBook(db, 'bob').read('corp')).size).toBe(0);
});

test('a newer reading replaces the older one, and an account without anything is known to be so', async () => {
  const book = createAccountBook(databaseIn(scratchFolder()), 'ada');
  await book.keep('corp', account(1));
  await book.keep('corp', {...account(1, AT + 1), permissionSets: []});
  expect([...(await book.read('corp')).values()]).toEqual([{...account(1, AT + 1), permissionSets: []}]);
});

test('hostile names come back as they are', async () => {
  const book = createAccountBook(databaseIn(scratchFolder()), "'; --");
  const hostile = {accountId: "'\u0000\u001b[2J", permissionSets: ['__proto__', '"', '\ud800x'], readAt: AT};
  await book.keep('../x', hostile);
  expect([...(await book.read('../x')).values()].map(one => one.permissionSets)).toEqual([
    hostile.permissionSets,
  ]);
});

test.each(['not json', '{}', '7', '[1]', 'null', ''])(
  'a row that holds %j is as good as none',
  async body => {
    const db = databaseIn(scratchFolder());
    const book = createAccountBook(db, 'ada');
    await book.keep('corp', account(1));
    await book.keep('corp', account(2));
    await db.write(sql =>
      sql.prepare('UPDATE accounts SET body = ? WHERE account_id = ?').run(body, account(1).accountId),
    );
    expect([...(await book.read('corp')).keys()]).toEqual([account(2).accountId]);
  },
);
