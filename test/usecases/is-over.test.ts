import {expect, test} from 'vitest';
import {isOver} from '../../src/usecases/is-over.ts';
import {grant, HOUR, NOON} from './samples.ts';

const at = (offset: number | undefined, isSure = true) => ({
  server: {now: () => NOON + HOUR, offset: () => offset, isSure: () => isSure},
});
const ends = (endsAt: number | null) => grant({endsAt});

test.each([
  ['its end has come, as a cloud tells the time', true, at(0), ends(NOON + HOUR)],
  ['its end is still to come', false, at(0), ends(NOON + HOUR + 1)],
  ['it has none', false, at(0), ends(null)],
  ['no cloud has told this process the time', false, at(undefined), ends(NOON)],
  ['the clock was set, or the machine slept', false, at(0, false), ends(NOON)],
  ['a loan ends by our own clock', true, at(undefined, false), {...ends(NOON), assignment: 'lent'} as const],
])('%s: %s', (_, expected, app, given) => {
  expect(isOver(app, given)).toBe(expected);
});
