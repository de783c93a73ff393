import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {canEnd, countdown, secondsLeft} from '../../src/core/grant.ts';
import {readInstant, showInstant} from '../../src/core/time.ts';
import {grant} from '../usecases/samples.ts';

const END = Date.UTC(2026, 10, 22, 13);
const TEN = 600_000;

describe('countdown', () => {
  test.each([
    ['long before', END - TEN - 1, 'steady', 601],
    ['as the warning begins', END - TEN, 'ending', 600],
    ['a second before', END - 1000, 'ending', 1],
    ['the last millisecond', END - 1, 'ending', 1],
    ['the end itself', END, 'ended', 0],
    ['after it', END + 1, 'ended', 0],
    ['long after it', END + 9e9, 'ended', 0],
  ] as const)('%s', (_, now, expected, left) => {
    expect([countdown(END, now, TEN), secondsLeft(END, now)]).toEqual([expected, left]);
  });

  test('what does not end', () => {
    expect([countdown(null, END, TEN), secondsLeft(null, END)]).toEqual(['endless', null]);
  });

  test('nothing is said to be left of what has ended, and the other way round', () => {
    const instant = fc.integer({min: -8.64e15, max: 8.64e15});
    fc.assert(
      fc.property(instant, instant, fc.nat(), (end, now, warn) => {
        const left = secondsLeft(end, now);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(left === 0).toBe(countdown(end, now, warn) === 'ended');
      }),
    );
  });

  test('only what was asked for can be given up', () => {
    const assignments = ['activated', 'lent', 'standing', 'time-bound'] as const;
    expect(assignments.map(assignment => canEnd(grant({assignment})))).toEqual([true, true, false, false]);
  });
});

describe('instants', () => {
  test.each([
    ['2026-11-22T14:32:00Z', Date.UTC(2026, 10, 22, 14, 32)],
    ['2026-11-22T14:32Z', Date.UTC(2026, 10, 22, 14, 32)],
    ['2026-11-22T14:32:00.250Z', Date.UTC(2026, 10, 22, 14, 32, 0, 250)],
    ['2026-11-22T14:32:00+01:00', Date.UTC(2026, 10, 22, 13, 32)],
    ['2026-11-22t14:32:00z', Date.UTC(2026, 10, 22, 14, 32)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['2026-02-28T23:30:00-12:00', Date.UTC(2026, 2, 1, 11, 30)],
  ])('%s', (text, at) => {
    expect(readInstant(text)).toBe(at);
  });

  test.each([
    '',
    'now',
    'tomorrow',
    '14:32',
    '2026-11-22',
    '2026-11-22T14:32:00',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-11-22T25:00:00Z',
    '2026-11-22T14:61:00Z',
    '1795341600',
    ' 2026-11-22T14:32:00Z',
    '2026-11-22T14:32:00Z ',
    '2026-11-22 14:32:00Z',
    '2026-11-22T14:32:00+1:00',
  ])('refuses %j', text => {
    expect(readInstant(text)).toBeUndefined();
  });

  test('what is shown is read as the same instant', () => {
    const year = fc.date({min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true});
    fc.assert(
      fc.property(year, date => {
        expect(readInstant(showInstant(date.getTime()))).toBe(date.getTime());
      }),
    );
    expect(showInstant(END)).toBe('2026-11-22T13:00:00Z');
    expect(showInstant(END + 5)).toBe('2026-11-22T13:00:00.005Z');
  });
});
