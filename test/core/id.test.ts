import fc from 'fast-check';
import {expect, test} from 'vitest';
import {eligibilityId, grantId} from '../../src/core/id.ts';
import {authorityOf, isKind, KINDS, kindLabel} from '../../src/core/kind.ts';

const SAFE = /^[A-Za-z0-9._-]+$/;
const KIND = fc.constantFrom(...KINDS);
const PARTS = fc.array(fc.string(), {minLength: 1, maxLength: 4});

/** Written down once: an id in somebody's script must mean the same role after every update. */
test('ids last', () => {
  expect(eligibilityId('azure-resource', 'tenant', '/subscriptions/s1', 'role')).toMatchInlineSnapshot(
    `"azr-11782de451919c9d"`,
  );
  expect(eligibilityId('entra-group', 'tenant', 'group', 'member')).toMatchInlineSnapshot(
    `"grp-23c44b4992deb334"`,
  );
  expect(grantId('azr-1', Date.UTC(2026, 10, 22, 12))).toMatchInlineSnapshot(`"azr-1.towk00"`);
  expect(grantId('azr-1', null)).toBe('azr-1.standing');
});

test('shell-safe, whatever the cloud calls its things', () => {
  fc.assert(
    fc.property(KIND, PARTS, fc.option(fc.integer({min: 0, max: 8.64e15})), (kind, parts, startsAt) => {
      expect(grantId(eligibilityId(kind, ...parts), startsAt)).toMatch(SAFE);
    }),
  );
});

test('the same for the same role in any case, another for another', () => {
  const hex = fc.stringMatching(/^[0-9a-f-]{1,12}$/);
  fc.assert(
    fc.property(KIND, KIND, hex, hex, (kind, other, one, two) => {
      const id = eligibilityId(kind, one, two);
      expect(eligibilityId(kind, one.toUpperCase(), two)).toBe(id);
      expect(eligibilityId(other, one, two) === id).toBe(other === kind);
      expect(eligibilityId(kind, two, one) === id).toBe(one === two);
      expect(eligibilityId(kind, one + two)).not.toBe(id);
    }),
  );
});

test('a grant that began in another second is another', () => {
  const at = Date.UTC(2026, 10, 22, 12);
  expect(grantId('azr-1', at + 999)).toBe(grantId('azr-1', at));
  expect(grantId('azr-1', at + 1000)).not.toBe(grantId('azr-1', at));
});

test('kinds know their word and who signs people in for them', () => {
  expect(KINDS.map(kind => [kindLabel(kind), authorityOf(kind)])).toEqual([
    ['Azure', 'entra'],
    ['Entra', 'entra'],
    ['Group', 'entra'],
    ['AWS', 'aws'],
    ['AWS role', 'aws'],
  ]);
  expect(['azure-resource', 'azure', 'toString', ''].map(isKind)).toEqual([true, false, false, false]);
});
