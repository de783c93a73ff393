import fc from 'fast-check';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {
  flagDuration,
  isoDuration,
  readDuration,
  readIsoDuration,
  showDuration,
} from '../../src/core/duration.ts';

describe('what a flag takes', () => {
  test.each([
    ['45s', 45],
    ['90m', 5400],
    ['2h', 7200],
    ['1h30m', 5400],
    ['1h0m1s', 3601],
    ['1s', 1],
    ['90s', 90],
    ['PT1H30M', 5400],
    ['PT45S', 45],
    ['PT12H30M', 45_000],
    ['P1D', 86_400],
    ['P1DT1S', 86_401],
    ['9999h', 35_996_400],
  ])('%s', (text, length) => {
    expect(readDuration(text)).toBe(length);
  });

  test.each([
    '',
    '0',
    '90',
    '1.5h',
    '-1h',
    '+1h',
    '0h',
    '0s',
    '0h0m',
    'PT0S',
    'P0D',
    '1h ',
    ' 1h',
    '1 h',
    '1h30',
    '30m1h',
    '1H',
    '1d',
    '1w',
    'pt1h',
    'P',
    'PT',
    'P1DT',
    'T1H',
    'P1M',
    'P1Y',
    'P1W',
    'PT1.5H',
    'PT1H30',
    '-PT1H',
    '1hour',
    '1h\n',
    '１h',
    '10000h',
    '1e3s',
    '0x10s',
  ])('refuses %j', text => {
    expect(readDuration(text)).toBeUndefined();
  });
});

const LENGTH = fc.integer({min: 1, max: 9999 * 3600});

test('what is written is read as the same length, in every form', () => {
  fc.assert(
    fc.property(LENGTH, length => {
      expect(readDuration(isoDuration(length))).toBe(length);
      expect(readDuration(flagDuration(length))).toBe(length);
      expect(readIsoDuration(isoDuration(length))).toBe(length);
    }),
  );
});

test('nothing that is read is less than a whole second, and no text throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^P?T?[\dhmsHMSDT]{0,8}$/)), text => {
      const length = readDuration(text);
      expect(length === undefined || (Number.isInteger(length) && length > 0)).toBe(true);
    }),
  );
});

test.each([
  ['PT8H', 28_800],
  ['P1DT2H', 93_600],
  ['PT30M', 1800],
  ['P1M', undefined],
  ['P1Y', undefined],
  ['PT0S', undefined],
  ['eight hours', undefined],
  ['', undefined],
  [null, undefined],
  [undefined, undefined],
])('a cloud that says %j', (text, length) => {
  expect(readIsoDuration(text)).toBe(length);
});

test.each([
  [0, 'PT0S', '0 s', '0s'],
  [1, 'PT1S', '1 s', '1s'],
  [59, 'PT59S', '59 s', '59s'],
  [60, 'PT1M', '1 min', '1m'],
  [3599, 'PT59M59S', '59 min 59 s', '59m59s'],
  [3600, 'PT1H', '1 h', '1h'],
  [5400, 'PT1H30M', '1 h 30 min', '1h30m'],
  [86_400, 'PT24H', '24 h', '24h'],
  [3661, 'PT1H1M1S', '1 h 1 min 1 s', '1h1m1s'],
])('%d s is written %s, shown %s, asked for as %s', (length, iso, shown, flag) => {
  expect([isoDuration(length), showDuration(length), flagDuration(length)]).toEqual([iso, shown, flag]);
});

describe('an hour is an hour', () => {
  const zone = process.env.TZ;
  afterEach(() => {
    vi.useRealTimers();
    process.env.TZ = zone;
  });

  test.each(['2026-03-08T06:30:00Z', '2026-11-01T05:30:00Z'])('in New York at %s', at => {
    process.env.TZ = 'America/New_York';
    vi.useFakeTimers({now: new Date(at)});
    expect([readDuration('PT1H'), readIsoDuration('P1DT1H')]).toEqual([3600, 90_000]);
  });
});
