import {describe, expect, test} from 'vitest';
import {dueMark, remindersOf} from '../../src/core/reminders.ts';
import {grant, HOUR, NOON} from '../usecases/samples.ts';

const MARKS = [600, 300, 60];
const END = NOON + HOUR;
const at = (left: number, parts = {}, marks = MARKS) => dueMark(grant(parts), END - left, marks);

describe('the mark that is due', () => {
  test.each([
    ['long before', 1_800_000, undefined],
    ['a millisecond before the first', 600_001, undefined],
    ['the first', 600_000, 600],
    ['between the first and the second', 300_001, 600],
    ['the second', 300_000, 300],
    ['slept through the first two', 59_000, 60],
    ['the last second', 1, 60],
    ['the end itself', 0, undefined],
    ['after the end', -1, undefined],
  ])('%s', (_, left, mark) => {
    expect(at(left)).toBe(mark);
  });

  test.each([
    ['standing', {assignment: 'standing'}],
    ['without an end', {endsAt: null}],
    ['on its way', {state: 'pending-approval'}],
    ['already ending', {state: 'deactivating'}],
  ])('none for what is %s', (_, parts) => {
    expect(at(1000, parts)).toBeUndefined();
  });

  test.each(['activated', 'lent', 'time-bound'])('one for what is %s', assignment => {
    expect(at(1000, {assignment})).toBe(60);
  });

  test('a grant that began past a mark is not reminded of it', () => {
    const short = {startsAt: END - 300_000};
    expect([at(300_000, short), at(60_001, short), at(60_000, short)]).toEqual([undefined, undefined, 60]);
    expect(at(300_000, {startsAt: null})).toBe(300);
  });

  test('marks in any order, none, and nonsense', () => {
    expect(at(200_000, {}, [60, 300, 600])).toBe(300);
    expect([at(1000, {}, []), at(1000, {}, [0, -5])]).toEqual([undefined, undefined]);
  });
});

test('the settings name the marks; 10, 5 and 1 minute without them', () => {
  expect([remindersOf({}), remindersOf({reminders: []}), remindersOf({reminders: [90]})]).toEqual([
    MARKS,
    [],
    [90],
  ]);
});
