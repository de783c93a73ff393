import {expect, test} from 'vitest';
import {hanging, wrapped} from '../../src/cli/output/wrap.ts';

const terminal = (columns: number) => ({isTty: true, columns, write: () => undefined});

test.each([
  ['', 10, ['']],
  ['one two three', 7, ['one two', 'three']],
  ['one two three', 13, ['one two three']],
  ['a-word-longer-than-that next', 5, ['a-word-longer-than-that', 'next']],
])('%j in %i columns', (text, room, lines) => {
  expect(wrapped(text, room)).toEqual(lines);
});

test('on a terminal lines begin under each other, elsewhere there is one', () => {
  const text = 'accepted, being set up by the cloud, which takes a while';
  expect(hanging(terminal(40), '03:12:09  ', text)).toEqual([
    '03:12:09  accepted, being set up by the',
    '          cloud, which takes a while',
  ]);
  expect(hanging({...terminal(40), isTty: false}, '03:12:09  ', text)).toEqual([`03:12:09  ${text}`]);
});
