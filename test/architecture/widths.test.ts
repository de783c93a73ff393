import {readdirSync} from 'node:fs';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {array, assert, constantFrom, property, string} from 'fast-check';
import stringWidth from 'string-width';
import {beforeAll, expect, test} from 'vitest';

const CHUNKS = fileURLToPath(new URL('../../dist/chunks/', import.meta.url));

type Width = (text: string) => unknown;

/** As it was built: with a quicker way for what the screen is made of. */
let built: Width;

beforeAll(async () => {
  const name = readdirSync(CHUNKS).find(file => file.startsWith('string-width-'));
  const all: Record<string, Width> = await import(pathToFileURL(`${CHUNKS}${name}`).href);
  const found = Object.values(all).find(one => one('ab') === 2);
  if (found === undefined) throw new Error('the bundle measures no text');
  built = found;
});

test('every character of one unit is as wide as it was', () => {
  const units = Array.from({length: 0x1_00_00}, (_, code) => String.fromCharCode(code));
  expect(units.filter(unit => built(unit) !== stringWidth(unit))).toEqual([]);
});

/** What joins with what stands before it, what is wide, and what looks like either. */
const PARTS = [
  ...'●─…→é▶☎⌚👩🏽🚀🇩🇪한1#a',
  '\u0301',
  '\uFE0F',
  '\u200D',
  '\u20E3',
  'ｶ',
  'ﾞ',
  '\u00AD',
  '\u001B[1m',
];

test('every text is as wide as it was', () => {
  const isSame = (text: string) => built(text) === stringWidth(text);
  const joined = array(constantFrom(...PARTS)).map(parts => parts.join(''));
  assert(property(joined, isSame), {numRuns: 2000});
  assert(property(string({unit: 'grapheme'}), isSame), {numRuns: 1000});
});
