import {inspect} from 'node:util';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Secret} from '../../src/core/secret.ts';
import {exact, safeJson, untrusted, visible} from '../../src/core/untrusted.ts';

/** Spelled out by number, so that this list is not the product's own class. */
const HOSTILE_RANGES: readonly (readonly [number, number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff9, 0xfffb],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

const isHostile = (character: string): boolean => {
  const point = character.codePointAt(0) ?? 0;
  return HOSTILE_RANGES.some(([from, to]) => point >= from && point <= to);
};

const CODE_POINT = fc.oneof(
  fc.integer({min: 0, max: 0x10ffff}),
  fc.constantFrom(...HOSTILE_RANGES).chain(([min, max]) => fc.integer({min, max})),
);
const TEXT = fc.array(CODE_POINT, {maxLength: 20}).map(points => String.fromCodePoint(...points));

describe('on a terminal', () => {
  test.each([
    ['\u001b[2J', '\\u{1b}[2J', 'an escape sequence'],
    ['\u001b]8;;https://evil.example\u0007prod', '\\u{1b}]8;;https://evil.example\\u{7}prod', 'a link'],
    ['\u009b31m', '\\u{9b}31m', 'an eight-bit one'],
    ['prod\u202egnp.exe', 'prod\\u{202e}gnp.exe', 'a turn of direction'],
    ['pr\u200bod', 'pr\\u{200b}od', 'zero width'],
    ['a\u{e0041}b', 'a\\u{e0041}b', 'a tag'],
    ['a\ud800b', 'a\\u{d800}b', 'half a character'],
    ['a\u2028b', 'a\\u{2028}b', 'a line separator'],
    ['a\r\n\tb', 'a b', 'line ends and tabs'],
    ['Größe 大 👩 é', 'Größe 大 👩 é', 'honest text'],
    ['', '', 'nothing'],
  ])('%j is shown %s: %s', (text, shown) => {
    expect(visible(untrusted(text))).toBe(shown);
  });

  test('no hostile character is ever raw', () => {
    fc.assert(
      fc.property(TEXT, text => {
        expect([...visible(text)].filter(isHostile)).toEqual([]);
      }),
      {numRuns: 1000},
    );
  });

  test('what is visible stays as it is', () => {
    fc.assert(
      fc.property(TEXT, text => {
        const once = visible(text);
        expect(visible(once)).toBe(once);
      }),
    );
  });
});

describe('as JSON', () => {
  const VALUE = fc.dictionary(
    TEXT,
    fc.oneof(TEXT, fc.integer(), fc.boolean(), fc.constant(null), fc.array(TEXT)),
  );

  test.each([undefined, 2])('exact in value, never raw in text (indent %s)', indent => {
    fc.assert(
      fc.property(VALUE, value => {
        const text = safeJson(value, indent);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect([...text].filter(one => isHostile(one) && one !== '\n')).toEqual([]);
      }),
      {numRuns: 300},
    );
  });

  test('one line unless it is indented', () => {
    expect(safeJson({a: 'x\ny\u2028'})).toBe('{"a":"x\\ny\\u2028"}');
    expect(safeJson({a: 1}, 2)).toBe('{\n  "a": 1\n}');
    expect(safeJson('\u{e0041}')).toBe('"\\udb40\\udc41"');
  });

  test('an untrusted text is its exact characters', () => {
    expect(exact(untrusted('a\u200bb'))).toBe('a\u200bb');
    expect(JSON.parse(safeJson({name: untrusted('a\u200bb')}))).toEqual({name: 'a\u200bb'});
  });
});

test('a secret prints as ***, whoever prints it', () => {
  const secret = new Secret('hunter2');
  const prints = [
    String(secret),
    `${secret}`,
    JSON.stringify({secret}),
    inspect(secret),
    inspect({deep: {secret}}),
  ];
  expect(prints.filter(text => text.includes('hunter2'))).toEqual([]);
  expect(prints.every(text => text.includes('***'))).toBe(true);
  expect(secret.reveal()).toBe('hunter2');
});
