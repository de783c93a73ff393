import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {LoanBook, TokenVault} from '../../src/core/ports.ts';
import {Secret} from '../../src/core/secret.ts';
import {systemClock} from '../../src/host/clock.ts';
import {createDatabase, type Database} from '../../src/stores/database.ts';
import {createLoanBook} from '../../src/stores/loan-book.ts';
import {memoryVault} from '../../src/stores/tokens/open-stores.ts';
import {unreadable} from '../../src/stores/tokens/trouble.ts';
import {HandClock} from '../support/clock.ts';
import {credentials, HOUR, loan, loanBookIn, vaultIn} from './loan-samples.ts';
import {contender, killed, said} from './processes.ts';
import {AT} from './samples.ts';
import {scratchFolder} from './scratch.ts';

const databaseIn = (folder: string): Database =>
  createDatabase({path: join(folder, 'state.db'), clock: new HandClock()});

/** Files of the vault that hold something of a loan. */
function keptFiles(folder: string): readonly string[] {
  const tokens = join(folder, 'tokens');
  if (!existsSync(tokens)) return [];
  const files = readdirSync(tokens, {recursive: true, encoding: 'utf8'});
  return files.filter(name => name.endsWith('.txt')).map(name => join(tokens, name));
}

const idsIn = async (book: LoanBook, now = AT): Promise<readonly string[]> =>
  (await book.open(now)).map(one => one.grant.id);

/** What a closed store answers; it counts how often it was asked to open. */
function closedVault(): {asked: number; readonly vault: () => Promise<TokenVault>} {
  const refused = () => Promise.reject(unreadable('the passphrase is not the right one'));
  const counting = {
    asked: 0,
    vault: async (): Promise<TokenVault> => {
      counting.asked += 1;
      return {
        level: 'passphrase',
        path: null,
        protection: '',
        read: refused,
        change: refused,
        forget: refused,
      };
    },
  };
  return counting;
}

describe('a later end', () => {
  const later = loan('a', AT + 2 * HOUR);

  test('is seen by another process, with the new credentials', async () => {
    const folder = scratchFolder();
    const book = loanBookIn(folder);
    await book.begin(loan('a', AT + HOUR), credentials('A'));
    expect(await book.extend(later, credentials('B', AT + 3 * HOUR))).toBe(true);
    const other = loanBookIn(folder);
    const credentialsEndAt = AT + 3 * HOUR;
    expect(await other.open(AT + HOUR)).toEqual([{...later, grant: {...later.grant, credentialsEndAt}}]);
    expect((await other.credentials('a'))?.accessKeyId).toBe('ASIAB');
  });

  test('keeps the credentials that have been renewed meanwhile', async () => {
    const book = loanBookIn(scratchFolder());
    await book.begin(loan('a'), credentials('A', AT + HOUR));
    await book.renew('a', credentials('B', AT + 5 * HOUR));
    expect(await book.extend(later)).toBe(true);
    expect((await book.open(AT))[0]?.grant).toMatchObject({
      ...{endsAt: AT + 2 * HOUR, credentialsEndAt: AT + 5 * HOUR},
    });
    expect((await book.credentials('a'))?.accessKeyId).toBe('ASIAB');
  });

  test('brings no ended loan back, and leaves no credentials of it', async () => {
    const folder = scratchFolder();
    const book = loanBookIn(folder);
    await book.begin(loan('a'), credentials('A'));
    await loanBookIn(folder).end('a');
    expect(await book.extend(later, credentials('B'))).toBe(false);
    expect([await idsIn(book), keptFiles(folder)]).toEqual([[], []]);
  });

  test('brings none back that is over by the time that was last heard', async () => {
    const book = loanBookIn(scratchFolder());
    await book.begin(loan('a', AT + HOUR), credentials('A'));
    await book.open(AT + HOUR);
    expect(await book.extend(later)).toBe(false);
    expect(await idsIn(book)).toEqual(['a']);
  });

  test('is no second loan', async () => {
    const book = loanBookIn(scratchFolder());
    await book.begin(loan('a'), credentials('A'));
    await book.extend(later);
    expect(await idsIn(book)).toEqual(['a']);
    expect(await book.extend(loan('b'))).toBe(false);
  });
});

describe('lending', () => {
  test('another process sees the loan and its credentials', async () => {
    const folder = scratchFolder();
    await loanBookIn(folder).begin(loan('a'), credentials('A'));
    const book = loanBookIn(folder);
    expect(await book.open(AT)).toEqual([loan('a')]);
    const found = await book.credentials('a');
    expect(found).toEqual(credentials('A'));
    expect(found?.secretAccessKey.reveal()).toBe('secret-A');
    expect(found?.sessionToken.reveal()).toBe('token-A');
  });

  test('soonest end first, without those that are over, and only of the profile', async () => {
    const folder = scratchFolder();
    const book = loanBookIn(folder);
    for (const [id, end] of [
      ['late', 3],
      ['soon', 1],
      ['next', 2],
    ] as const)
      await book.begin(loan(id, AT + end * HOUR), credentials(id));
    await book.begin(loan('endless', null), credentials('endless'));
    expect(await idsIn(book)).toEqual(['soon', 'next', 'late', 'endless']);
    expect(await idsIn(book, AT + HOUR - 1)).toEqual(['soon', 'next', 'late', 'endless']);
    expect(await idsIn(book, AT + HOUR)).toEqual(['next', 'late', 'endless']);
    expect(await idsIn(loanBookIn(folder, 'other'))).toEqual([]);
    expect(await loanBookIn(folder, 'other').credentials('late')).toBeUndefined();
  });

  test('renewed credentials take the place of the old ones, and the row says how long they live', async () => {
    const folder = scratchFolder();
    const book = loanBookIn(folder);
    await book.begin(loan('a'), credentials('A'));
    await book.renew('a', credentials('B', AT + 2 * HOUR));
    expect(await book.credentials('a')).toEqual(credentials('B', AT + 2 * HOUR));
    expect((await loanBookIn(folder).open(AT))[0]?.grant.credentialsEndAt).toBe(AT + 2 * HOUR);
    expect(keptFiles(folder)).toHaveLength(1);
  });

  test('what was never lent or has been ended is not renewed', async () => {
    const folder = scratchFolder();
    const book = loanBookIn(folder);
    await book.begin(loan('a'), credentials('A'));
    await book.end('a');
    await book.renew('a', credentials('B'));
    await book.renew('never', credentials('C'));
    expect(await book.credentials('a')).toBeUndefined();
    expect(keptFiles(folder)).toEqual([]);
  });

  test('a loan that is ended while its credentials are being written leaves none behind', async () => {
    const folder = scratchFolder();
    const ender = loanBookIn(folder);
    const vault = await vaultIn(folder);
    const meddled: TokenVault = {
      ...vault,
      change: async (entry, by) => {
        await ender.end('a');
        await vault.change(entry, by);
      },
    };
    const book = createLoanBook(databaseIn(folder), async () => meddled, 'default');
    await ender.begin(loan('a'), credentials('A'));
    await book.renew('a', credentials('B'));
    expect(await idsIn(book)).toEqual([]);
    expect(keptFiles(folder)).toEqual([]);
  });

  test('hostile names have a place of their own each, and none is a path', async () => {
    const folder = scratchFolder();
    const names = [
      '../../x',
      'a/b',
      'A/B',
      '',
      '.',
      "'; DROP TABLE loans; --",
      'é\u0000\n',
      'y'.repeat(5000),
    ];
    const book = loanBookIn(folder, '../p');
    for (const name of names) await book.begin(loan(name), credentials(name));
    expect(await idsIn(book)).toEqual(names);
    for (const name of names) expect(await book.credentials(name)).toEqual(credentials(name));
    expect(keptFiles(folder)).toHaveLength(names.length);
    expect(new Set(keptFiles(folder).map(file => file.toLowerCase())).size).toBe(names.length);
    for (const name of names) expect(await book.end(name)).toBe(true);
    expect(keptFiles(folder)).toEqual([]);
  });

  test('with a store in memory another process sees the loan and has no credentials for it', async () => {
    const folder = scratchFolder();
    const vault = memoryVault();
    const here = createLoanBook(databaseIn(folder), async () => vault, 'default');
    const there = createLoanBook(databaseIn(folder), async () => memoryVault(), 'default');
    await here.begin(loan('a'), credentials('A'));
    expect(await idsIn(there)).toEqual(['a']);
    expect(await there.credentials('a')).toBeUndefined();
    expect(await here.credentials('a')).toEqual(credentials('A'));
    expect(await there.end('a')).toBe(true);
    expect(await here.credentials('a')).toBeUndefined();
  });
});

describe('ending', () => {
  test('says whether there was anything to end, and forgets the credentials', async () => {
    const folder = scratchFolder();
    const book = loanBookIn(folder);
    await book.begin(loan('a'), credentials('A'));
    expect(await book.end('a')).toBe(true);
    expect(await book.end('a')).toBe(false);
    expect(await book.end('never')).toBe(false);
    expect(await idsIn(book)).toEqual([]);
    expect(await book.credentials('a')).toBeUndefined();
    expect(keptFiles(folder)).toEqual([]);
  });

  test('the status never opens the store', async () => {
    const folder = scratchFolder();
    await loanBookIn(folder).begin(loan('a'), credentials('A'));
    const closed = closedVault();
    expect(await idsIn(createLoanBook(databaseIn(folder), closed.vault, 'default'))).toEqual(['a']);
    expect(closed.asked).toBe(0);
  });

  test('works though the store cannot be opened; the credentials go at the next chance', async () => {
    const folder = scratchFolder();
    await loanBookIn(folder).begin(loan('a'), credentials('A'));
    const shut = createLoanBook(databaseIn(folder), closedVault().vault, 'default');
    expect(await shut.end('a')).toBe(true);
    expect(await idsIn(loanBookIn(folder))).toEqual([]);
    expect(await loanBookIn(folder).credentials('a')).toBeUndefined();
    expect(keptFiles(folder)).toHaveLength(1);
    await loanBookIn(folder).begin(loan('b'), credentials('B'));
    expect(keptFiles(folder)).toHaveLength(1);
    expect(await idsIn(loanBookIn(folder))).toEqual(['b']);
  });

  test('also where the store cannot even be chosen, or nobody gives its passphrase', async () => {
    const folder = scratchFolder();
    await loanBookIn(folder).begin(loan('a'), credentials('A'));
    await loanBookIn(folder).begin(loan('b'), credentials('B'));
    const none = createLoanBook(
      databaseIn(folder),
      () => Promise.reject(unreadable('no keyring')),
      'default',
    );
    expect(await none.end('a')).toBe(true);
    const interrupted = () => Promise.reject(new DOMException('interrupted', 'AbortError'));
    expect(await createLoanBook(databaseIn(folder), interrupted, 'default').end('b')).toBe(true);
    expect(await idsIn(loanBookIn(folder))).toEqual([]);
  });

  test('a bug of ours in the store is not taken for a closed one, and the loan is over all the same', async () => {
    const folder = scratchFolder();
    await loanBookIn(folder).begin(loan('a'), credentials('A'));
    const broken = () => Promise.reject(new TypeError('a bug'));
    await expect(createLoanBook(databaseIn(folder), broken, 'default').end('a')).rejects.toThrow('a bug');
    expect(await idsIn(loanBookIn(folder))).toEqual([]);
  });

  test('credentials of loans that are over go with the next loan, those of open ones stay', async () => {
    const folder = scratchFolder();
    const book = loanBookIn(folder);
    await book.begin(loan('over', AT + 1), credentials('A'));
    await book.begin(loan('open', AT + 9 * HOUR), credentials('B'));
    expect(keptFiles(folder)).toHaveLength(2);
    const later = loan('later', AT + 9 * HOUR);
    await book.begin({...later, grant: {...later.grant, startsAt: AT + 1}}, credentials('C'));
    expect(keptFiles(folder)).toHaveLength(2);
    expect(await book.credentials('open')).toEqual(credentials('B'));
    expect(await book.credentials('later')).toEqual(credentials('C'));
  });

  test('or with the next ending, once the time has been heard', async () => {
    const folder = scratchFolder();
    const book = loanBookIn(folder);
    await book.begin(loan('over', AT + 1), credentials('A'));
    await book.begin(loan('open'), credentials('B'));
    await book.open(AT + 1);
    expect(keptFiles(folder)).toHaveLength(2);
    await book.end('open');
    expect(keptFiles(folder)).toEqual([]);
    expect(await databaseIn(folder).read(sql => sql.prepare('SELECT id FROM loans').all())).toEqual([]);
  });

  test('one entry that cannot be removed does not keep the others', async () => {
    const folder = scratchFolder();
    const vault = await vaultIn(folder);
    const stuck: string[] = [];
    const sticky: TokenVault = {
      ...vault,
      read: entry =>
        stuck.includes(entry) ? Promise.reject(unreadable('it is damaged')) : vault.read(entry),
      change: (entry, by) => {
        if (stuck.length === 0) stuck.push(entry);
        return vault.change(entry, by);
      },
    };
    const book = createLoanBook(databaseIn(folder), async () => sticky, 'default');
    await book.begin(loan('stuck', AT + 1), credentials('A'));
    await book.begin(loan('over', AT + 1), credentials('B'));
    await book.begin(loan('open'), credentials('C'));
    await book.open(AT + 1);
    await book.end('open');
    expect(keptFiles(folder)).toHaveLength(1);
    const next = loan('next');
    const healed = loanBookIn(folder);
    await healed.begin({...next, grant: {...next.grant, startsAt: AT + 1}}, credentials('D'));
    expect(keptFiles(folder)).toHaveLength(1);
    expect(await healed.credentials('next')).toEqual(credentials('D'));
  });
});

describe('what cannot be read', () => {
  test.each([
    '',
    'not json',
    'null',
    '[]',
    '7',
    '{}',
    '{"accessKeyId":"a","secretAccessKey":"b","sessionToken":7}',
  ])('credentials that are %j are none', async text => {
    const folder = scratchFolder();
    const book = loanBookIn(folder);
    await book.begin(loan('a'), credentials('A'));
    for (const file of keptFiles(folder)) writeFileSync(file, text);
    expect(await book.credentials('a')).toBeUndefined();
    await book.renew('a', credentials('B'));
    expect(await book.credentials('a')).toEqual(credentials('B'));
  });

  test('a row that holds no loan is said, and can still be ended', async () => {
    const folder = scratchFolder();
    const db = databaseIn(folder);
    const book = loanBookIn(folder);
    await book.begin(loan('a'), credentials('A'));
    await db.write(sql => sql.prepare("UPDATE loans SET body = 'not json'").run());
    await expect(book.open(AT)).rejects.toMatchObject({problem: {code: 'state-unwritable'}});
    expect(await book.end('a')).toBe(true);
    expect(await book.open(AT)).toEqual([]);
  });

  test('a store that cannot be opened lends nothing and keeps nothing', async () => {
    const folder = scratchFolder();
    const shut = createLoanBook(databaseIn(folder), closedVault().vault, 'default');
    const refused = {problem: {code: 'signed-out', reason: 'store-unreadable'}};
    await expect(shut.begin(loan('a'), credentials('A'))).rejects.toMatchObject(refused);
    expect(await idsIn(shut)).toEqual([]);
    await loanBookIn(folder).begin(loan('b'), credentials('B'));
    await expect(shut.credentials('b')).rejects.toMatchObject(refused);
    await expect(shut.renew('b', credentials('C'))).rejects.toMatchObject(refused);
    expect(await loanBookIn(folder).credentials('b')).toEqual(credentials('B'));
  });

  test('no secret is in the state store', async () => {
    const folder = scratchFolder();
    await loanBookIn(folder).begin(loan('a'), credentials('A'));
    const files = readdirSync(folder).filter(name => name.startsWith('state.db'));
    const bytes = files.map(name => readFileSync(join(folder, name), 'latin1')).join('');
    expect(bytes).toContain('aws-permission-set');
    expect(bytes).not.toMatch(/secret-A|token-A/);
  });
});

describe('with other processes', () => {
  test('a loan outlives kill -9 right after it was begun', async () => {
    const folder = scratchFolder();
    const child = contender('lendAndStay', folder, 'a');
    expect(await said(child)).toBe('ready');
    await killed(child);
    const book = loanBookIn(folder, 'default', systemClock());
    expect(await book.open(AT)).toEqual([loan('a')]);
    expect(await book.credentials('a')).toEqual(credentials('a'));
  });

  test('killed between the two writes: nothing is lent, and the credentials are removed later', async () => {
    const folder = scratchFolder();
    const child = contender('lendHalf', folder, 'a');
    expect(await said(child)).toBe('ready');
    expect(keptFiles(folder)).toHaveLength(1);
    await killed(child);
    const book = loanBookIn(folder, 'default', systemClock());
    expect(await idsIn(book)).toEqual([]);
    expect(await book.credentials('a')).toBeUndefined();
    expect(await book.end('a')).toBe(false);
    const next = loan('next', AT + 9 * HOUR);
    await book.begin(next, credentials('B'));
    expect(keptFiles(folder)).toHaveLength(2);
    await book.begin(
      {...next, grant: {...next.grant, id: 'after', startsAt: AT + 600_000}},
      credentials('C'),
    );
    expect(keptFiles(folder)).toHaveLength(2);
    expect(await book.credentials('next')).toEqual(credentials('B'));
    expect(await book.credentials('after')).toEqual(credentials('C'));
  });

  test('two lend and end at once, and nothing is lost or left', async () => {
    const folder = scratchFolder();
    const crowd = [contender('lendMany', folder, 'a'), contender('lendMany', folder, 'b')];
    expect(await Promise.all(crowd.map(said))).toEqual(['done', 'done']);
    const book = loanBookIn(folder, 'default', systemClock());
    const ids = ['a', 'b'].flatMap(name => [1, 3, 5, 7].map(n => `${name}-${n}`));
    expect([...(await idsIn(book))].sort()).toEqual(ids);
    for (const id of ids) expect(await book.credentials(id)).toEqual(credentials(id));
    expect(keptFiles(folder)).toHaveLength(ids.length);
  });

  test('of two that end the same loan one is told that it was there', async () => {
    const folder = scratchFolder();
    const [one, two] = [loanBookIn(folder), loanBookIn(folder)];
    await one.begin(loan('a'), credentials('A'));
    expect((await Promise.all([one.end('a'), two.end('a')])).sort()).toEqual([false, true]);
  });
});

test('another thing among the tokens is left alone', async () => {
  const folder = scratchFolder();
  const vault = await vaultIn(folder);
  await vault.change('entra', () => new Secret('kept'));
  const book = loanBookIn(folder);
  await book.begin(loan('a', AT + 1), credentials('A'));
  await book.open(AT + 1);
  await book.end('a');
  expect((await vault.read('entra'))?.reveal()).toBe('kept');
});
