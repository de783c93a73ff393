import {array, assert, constantFrom, jsonValue, property, record, string} from 'fast-check';
import {expect, test} from 'vitest';
import {packed, unpacked} from '../../src/stores/packed-rows.ts';
import {eligibility} from './samples.ts';

test('whatever JSON holds comes back as it was', () => {
  assert(
    property(array(jsonValue()), rows => {
      const plain = JSON.parse(JSON.stringify(rows));
      expect(unpacked(packed(plain))).toEqual(plain);
    }),
  );
});

test('rows that are alike come back, whichever of their fields they share', () => {
  const scope = constantFrom({id: '/', type: 'directory'}, {id: '/a', type: 'unit'}, null);
  const row = record({
    id: string(),
    kind: constantFrom('a'),
    scope,
    address: record({of: string()}),
    __: scope,
  });
  assert(
    property(array(row), rows => {
      expect(unpacked(packed(rows))).toEqual(rows);
    }),
  );
});

test('a name that would change what an object is comes back as a name', () => {
  const text = '[{"__proto__":{"a":1},"b":2},{"__proto__":{"a":1},"b":2}]';
  expect(JSON.stringify(unpacked(packed(JSON.parse(text))))).toBe(text);
});

test('what rows share is written once', () => {
  const rows = Array.from({length: 100}, (_, n) => eligibility(`e${n}`));
  expect(packed(rows).length).toBeLessThan(JSON.stringify(rows).length / 4);
});
