import {expect, test} from 'vitest';
import {spareLoans} from '../../src/compose/emergency/spare-loans.ts';
import {Trouble} from '../../src/core/problem.ts';
import {credentials, HOUR, loan} from '../stores/loan-samples.ts';
import {AT} from '../stores/samples.ts';
import {FakeLoanBook} from '../support/loan-book.ts';

const locked = new Trouble({code: 'signed-out', reason: 'store-unreadable', detail: 'no keyring answers.'});

/** A book whose disk and token store take nothing; what is in it already can be read, or not. */
function brokenBook(fault: Error, {isReadable = true} = {}): FakeLoanBook {
  const book = new FakeLoanBook();
  const broken = () => Promise.reject(fault);
  Object.assign(book, {begin: broken, renew: broken, extend: broken, end: broken});
  if (!isReadable) Object.assign(book, {open: broken, credentials: broken});
  return book;
}

test('what the book takes lies in the book, and nothing in this process', async () => {
  const book = new FakeLoanBook();
  const spare = spareLoans(book);
  expect(await spare.begin(loan('a'), credentials('A'))).toBeUndefined();
  expect([...book.loans.keys()]).toEqual(['a']);
  expect(await spare.credentials('a')).toEqual(credentials('A'));
  expect(spare.isInMemory()).toBe(false);
  expect(await spare.end('a')).toBe(true);
  expect(await spare.open(AT)).toEqual([]);
});

test('one that is lent already is told, not lent again', async () => {
  const book = new FakeLoanBook();
  await book.begin(loan('a'), credentials('A'));
  const again = {...loan('b'), grant: {...loan('b').grant, eligibilityId: 'role-a'}};
  expect((await spareLoans(book).begin(again, credentials('B')))?.grant.id).toBe('a');
});

test('what the book does not take is held by this process, until it ends', async () => {
  const spare = spareLoans(brokenBook(locked));
  expect(await spare.begin(loan('a'), credentials('A'))).toBeUndefined();
  expect(spare.isInMemory()).toBe(true);
  expect((await spare.open(AT)).map(({grant}) => grant.id)).toEqual(['a']);
  expect(await spare.open(AT + HOUR), 'not once its end has come').toEqual([]);
  expect(await spare.credentials('a')).toEqual(credentials('A'));
  await spare.renew('a', credentials('B'));
  expect(await spare.credentials('a')).toEqual(credentials('B'));
  expect(await spare.extend(loan('a', AT + 2 * HOUR))).toBe(true);
  expect((await spare.open(AT + HOUR)).map(({grant}) => grant.id)).toEqual(['a']);
  expect(await spare.credentials('a'), 'the same ones as before').toEqual(credentials('B'));
  expect(await spare.end('a')).toBe(true);
  expect([spare.isInMemory(), await spare.open(AT)]).toEqual([false, []]);
});

test('loans of the book stand beside those that are held here', async () => {
  const book = brokenBook(locked);
  book.loans.set('old', loan('old'));
  const spare = spareLoans(book);
  await spare.begin(loan('a'), credentials('A'));
  expect((await spare.open(AT)).map(({grant}) => grant.id).sort()).toEqual(['a', 'old']);
});

test('a book that cannot be read holds nothing up', async () => {
  const spare = spareLoans(brokenBook(locked, {isReadable: false}));
  await spare.begin(loan('a'), credentials('A'));
  expect((await spare.open(AT)).map(({grant}) => grant.id)).toEqual(['a']);
});

test('a mistake of ours is no broken book', async () => {
  const bug = new TypeError('undefined is not a function');
  const spare = spareLoans(brokenBook(bug, {isReadable: false}));
  await expect(spare.begin(loan('a'), credentials('A'))).rejects.toBe(bug);
  await expect(spare.open(AT)).rejects.toBe(bug);
  expect(spare.isInMemory()).toBe(false);
});
