import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type Matchable, match} from '../../src/core/match.ts';
import {exact, untrusted} from '../../src/core/untrusted.ts';

const item = (id: string, name: string, scope: string, scopeId = `/subscriptions/${scope}`): Matchable => ({
  id,
  kind: 'azure-resource',
  name: untrusted(name),
  scope: {id: scopeId, name: untrusted(scope)},
});

const ROWS = [
  item('azr-1', 'Contributor', 'prod'),
  item('azr-2', 'Contributor', 'dev'),
  item('azr-3', 'Owner', 'prod'),
  item('azr-4', 'Storage Blob Data Owner', 'prod-data'),
  item('azr-5', 'azr-1', 'odd'),
  item('azr-6', 'On@call', 'a@b', '/subscriptions/AbC'),
];

const asked = (text: string) => {
  const found = match(text, ROWS, 'role');
  return found.type === 'found' ? found.item.id : found.problem;
};

describe('the rungs of contract 1', () => {
  test.each([
    ['azr-3', 'azr-3', 'an exact id'],
    ['azr-1', 'azr-1', 'an exact id, though a role is named like it'],
    ['Contributor@dev', 'azr-2', 'an exact name at a scope'],
    ['Contributor@/subscriptions/dev', 'azr-2', 'a scope by its id'],
    ['Contributor@/SUBSCRIPTIONS/DEV', 'azr-2', 'whose case does not count'],
    ['On@call@/subscriptions/abc', 'azr-6', 'split at the last @'],
    ['Owner', 'azr-3', 'an exact name, though it is a part of another'],
    ['blob', 'azr-4', 'a unique part'],
    ['BLOB DATA', 'azr-4', 'in any case'],
    ['owner@prod-', 'azr-4', 'across name and scope'],
    ['tributor@d', 'azr-2', 'of both'],
  ])('%s', (text, id) => {
    expect(asked(text)).toBe(id);
  });

  test.each([
    ['Contributor', ['azr-1', 'azr-2']],
    ['contributor', ['azr-1', 'azr-2']],
    ['owner', ['azr-3', 'azr-4']],
    ['owner@prod', ['azr-3', 'azr-4']],
  ])('%s is never the first of several', (text, ids) => {
    expect(asked(text)).toMatchObject({code: 'ambiguous', asked: text, candidates: ids.map(id => ({id}))});
  });

  test.each(['', '@prod2', 'nonesuch', 'Contributor@nope', 'azr-9'])('nothing is called %j', text => {
    expect(asked(text)).toMatchObject({code: 'not-found', what: 'role', asked: text});
  });

  test('a near name is offered', () => {
    expect(asked('Contribbutor')).toMatchObject({near: ['Contributor@prod', 'Contributor@dev']});
    expect(asked('xyz')).toMatchObject({near: []});
    expect(match('x', [], 'grant')).toMatchObject({problem: {code: 'not-found', what: 'grant', near: []}});
  });
});

const NAME = fc.stringMatching(/^[abAB@]{0,4}$/);
const ITEMS = fc
  .uniqueArray(fc.tuple(NAME, NAME), {maxLength: 8})
  .map(rows => rows.map(([name, scope], at) => item(`id-${at}`, name, scope, `/${scope}`)));

test('what is found is the only one on its rung, whatever the order', () => {
  fc.assert(
    fc.property(ITEMS, NAME, (items, text) => {
      const found = match(text, items, 'role');
      const mirrored = match(text, items.toReversed(), 'role');
      expect(mirrored.type).toBe(found.type);
      if (found.type === 'found' && mirrored.type === 'found') {
        expect(mirrored.item).toBe(found.item);
        const twin = {...found.item, id: 'twin'};
        expect(match(text, [...items, twin], 'role')).toMatchObject({problem: {code: 'ambiguous'}});
      }
    }),
  );
});

test('several are all named, none is left out', () => {
  fc.assert(
    fc.property(ITEMS, NAME, (items, text) => {
      const found = match(text, items, 'role');
      if (found.type === 'found' || found.problem.code !== 'ambiguous') return;
      const named = items.filter(one => exact(one.name) === text).map(one => one.id);
      expect(found.problem.candidates.length).toBeGreaterThan(1);
      const ids = found.problem.candidates.map(candidate => candidate.id);
      if (named.length > 1) expect(ids).toEqual(expect.arrayContaining(named));
    }),
  );
});

test('an id finds its own item and no other', () => {
  fc.assert(
    fc.property(ITEMS, items => {
      for (const one of items) expect(match(one.id, items, 'role')).toEqual({type: 'found', item: one});
    }),
  );
});
