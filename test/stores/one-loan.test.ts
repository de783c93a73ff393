import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {Loan} from '../../src/core/loan.ts';
import type {LoanBook, TokenVault} from '../../src/core/ports.ts';
import {createDatabase} from '../../src/stores/database.ts';
import {createLoanBook} from '../../src/stores/loan-book.ts';
import {HandClock} from '../support/clock.ts';
import {credentials, HOUR, loan, loanBookIn, vaultIn} from './loan-samples.ts';
import {AT} from './samples.ts';
import {scratchFolder} from './scratch.ts';

/** A loan of the one role of these tests. */
function loanOf(id: string, from = AT): Loan {
  const one = loan(id, from + HOUR);
  return {...one, grant: {...one.grant, eligibilityId: 'role', startsAt: from}};
}

function keptCount(folder: string): number {
  const tokens = join(folder, 'tokens');
  if (!existsSync(tokens)) return 0;
  const files = readdirSync(tokens, {recursive: true, encoding: 'utf8'});
  return files.filter(name => name.endsWith('.txt')).length;
}

const idsIn = async (book: LoanBook): Promise<readonly string[]> =>
  (await book.open(AT)).map(({grant}) => grant.id);

/** A book in which something else happens just before it writes credentials. */
async function interruptedBook(folder: string, meanwhile: () => Promise<unknown>): Promise<LoanBook> {
  const vault = await vaultIn(folder);
  const meddled: TokenVault = {
    ...vault,
    change: async (entry, by) => {
      await meanwhile();
      await vault.change(entry, by);
    },
  };
  const db = createDatabase({path: join(folder, 'state.db'), clock: new HandClock()});
  return createLoanBook(db, async () => meddled, 'default');
}

test('a second loan of the same role is answered with the first, and leaves nothing', async () => {
  const folder = scratchFolder();
  expect(await loanBookIn(folder).begin(loanOf('a'), credentials('A'))).toBeUndefined();
  const book = loanBookIn(folder);
  expect((await book.begin(loanOf('b'), credentials('B')))?.grant.id).toBe('a');
  expect(await idsIn(book)).toEqual(['a']);
  expect(await book.credentials('a')).toEqual(credentials('A'));
  expect(keptCount(folder)).toBe(1);
});

test('two that begin at the same moment: the one whose row comes first is the loan', async () => {
  const folder = scratchFolder();
  const other = loanBookIn(folder);
  const book = await interruptedBook(folder, () => other.begin(loanOf('b'), credentials('B')));
  expect((await book.begin(loanOf('a'), credentials('A')))?.grant.id).toBe('b');
  expect(await idsIn(book)).toEqual(['b']);
  expect(await book.credentials('a')).toBeUndefined();
  expect(await book.credentials('b')).toEqual(credentials('B'));
  expect(keptCount(folder)).toBe(1);
});

test('two that begin in the same millisecond have one name: the loan keeps credentials', async () => {
  const folder = scratchFolder();
  const other = loanBookIn(folder);
  const twin = {...loanOf('a'), intentId: 'another intent'};
  const book = await interruptedBook(folder, () => other.begin(twin, credentials('B')));
  expect((await book.begin(loanOf('a'), credentials('A')))?.intentId).toBe('another intent');
  expect(await idsIn(book)).toEqual(['a']);
  expect(await book.credentials('a')).toEqual(credentials('A'));
  const [open] = await book.open(AT);
  expect(open?.grant.credentialsEndAt).toBe(credentials('A').expiresAt);
});

test('a loan that was ended or is over stands in nobody’s way, nor does another profile’s', async () => {
  const folder = scratchFolder();
  const book = loanBookIn(folder);
  await book.begin(loanOf('a'), credentials('A'));
  await book.end('a');
  expect(await book.begin(loanOf('b'), credentials('B'))).toBeUndefined();
  expect(await book.begin(loanOf('c', AT + HOUR), credentials('C'))).toBeUndefined();
  expect(await loanBookIn(folder, 'work').begin(loanOf('d'), credentials('D'))).toBeUndefined();
});
