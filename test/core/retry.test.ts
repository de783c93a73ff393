import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {doubled, type Failure, isPassing, pauseAfter, READS, readRetryAfter} from '../../src/core/retry.ts';
import {minutes, seconds} from '../../src/core/time.ts';

const status = (code: number, asked?: number): Failure => ({type: 'status', status: code, asked});
const whole = () => 1;
const half = () => 0;

describe('whether and when a question is put again', () => {
  test.each<[string, Failure, number, number | undefined]>([
    ['cut off, first time', {type: 'cut'}, 1, 400],
    ['cut off, second time', {type: 'cut'}, 2, 1500],
    ['cut off, third time', {type: 'cut'}, 3, undefined],
    ['nothing that a moment mends', {type: 'final'}, 1, undefined],
    ['500', status(500), 1, 400],
    ['502', status(502), 2, 1500],
    ['503', status(503), 3, undefined],
    ['504', status(504), 1, 400],
    ['501', status(501), 1, undefined],
    ['505', status(505), 1, undefined],
    ['408', status(408), 1, 400],
    ['429 that says nothing', status(429), 1, 400],
    ['429 that asks for less than we wait anyway', status(429, 100), 1, 400],
    ['429 that asks for more', status(429, 2000), 1, 2000],
    ['429 that asks for the most', status(429, 5000), 1, 5000],
    ['429 that asks for more than the most', status(429, 5001), 1, undefined],
    ['503 that asks for more', status(503, 3000), 2, 3000],
    ['503 that asks for too much', status(503, 120_000), 1, undefined],
    ['200', status(200), 1, undefined],
    ['304', status(304), 1, undefined],
    ['400', status(400), 1, undefined],
    ['401', status(401), 1, undefined],
    ['403', status(403), 1, undefined],
    ['404', status(404), 1, undefined],
    ['409', status(409), 1, undefined],
    ['499', status(499), 1, undefined],
  ])('%s', (_what, failure, tries, expected) => {
    expect(pauseAfter(failure, tries, whole)).toBe(expected);
  });

  test('chance shortens a pause to half, and never what was asked for', () => {
    expect(pauseAfter({type: 'cut'}, 1, half)).toBe(200);
    expect(pauseAfter({type: 'cut'}, 2, half)).toBe(750);
    expect(pauseAfter(status(429, 2000), 1, half)).toBe(2000);
  });

  test('whatever the failure, it ends after three tries and a bounded wait', () => {
    const failures = fc.oneof(
      fc.constant<Failure>({type: 'cut'}),
      fc.record({type: fc.constant('status' as const), status: fc.integer(), asked: fc.nat()}),
    );
    fc.assert(
      fc.property(
        failures,
        fc.integer({min: 1, max: 9}),
        fc.double({min: 0, max: 1, noNaN: true}),
        (failure, tries, at) => {
          const pause = pauseAfter(failure, tries, () => at);
          if (pause === undefined) return true;
          return tries < 3 && pause >= 200 && pause <= READS.longestAsked;
        },
      ),
    );
  });
});

describe('Retry-After', () => {
  const date = 'Sun, 22 Nov 2026 12:00:00 GMT';
  test.each<[string, string | null | undefined, number | undefined]>([
    ['seconds', '7', 7000],
    ['part of a second', '0.5', 500],
    ['zero', '0', 0],
    ['a time gone by', '-3', 0],
    ['a date', 'Sun, 22 Nov 2026 12:00:09 GMT', 9000],
    ['a date gone by', 'Sun, 22 Nov 2026 11:00:00 GMT', 0],
    ['words', 'soon', undefined],
    ['no end', 'Infinity', undefined],
    ['nothing', '', undefined],
    ['spaces', '  ', undefined],
    ['none', undefined, undefined],
    ['none, as a header map says it', null, undefined],
  ])('%s', (_what, header, expected) => {
    expect(readRetryAfter(header, date)).toBe(expected);
  });

  test('a date without the answer’s own says nothing', () => {
    expect(readRetryAfter(date)).toBeUndefined();
  });
});

test.each([
  [1, 30],
  [2, 60],
  [3, 120],
  [5, 480],
  [6, 600],
  [9999, 600],
  [0, 30],
  [-1, 30],
])('after %d failures in a row %d seconds', (failures, expected) => {
  expect(doubled(seconds(30), failures, minutes(10))).toBe(seconds(expected));
});

test.each([
  ['unreachable', true],
  ['bad-answer', true],
  ['throttled', true],
  ['cancelled', false],
  ['denied', false],
  ['signed-out', false],
  ['bug', false],
] as const)('%s passes: %s', (code, expected) => {
  expect(isPassing({code})).toBe(expected);
});
