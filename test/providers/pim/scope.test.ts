import {expect, test} from 'vitest';
import type {Intent} from '../../../src/core/intent.ts';
import {Trouble} from '../../../src/core/problem.ts';
import {untrusted} from '../../../src/core/untrusted.ts';
import {askedScope} from '../../../src/providers/pim/scope.ts';

const SUB = '/subscriptions/abc';
const GROUP = '/providers/Microsoft.Management/managementGroups/mg';

function asked(own: string, narrowerScope: string | null, kind: Intent['kind'] = 'azure-resource'): string {
  const intent: Intent = {
    ...{id: 'i', kind, eligibilityId: 'e', name: untrusted('Reader'), condition: null, address: {}},
    scope: {id: own, name: untrusted('s'), type: 'subscription'},
    request: {duration: 3600, justification: null, ticket: null, narrowerScope, startAt: null},
    actor: {profile: 'p', authority: 'a', tenantId: 't', oid: 'o', account: 'u'},
    openedAt: 0,
  };
  return askedScope(intent);
}

test.each([
  [SUB, null, SUB],
  [SUB, SUB.toUpperCase(), SUB],
  [SUB, `${SUB}/`, SUB],
  [SUB, `${SUB}/resourceGroups/rg`, `${SUB}/resourceGroups/rg`],
  [SUB, '/SUBSCRIPTIONS/ABC/resourceGroups/rg', '/SUBSCRIPTIONS/ABC/resourceGroups/rg'],
  [GROUP, SUB, SUB],
  ['/', SUB, SUB],
])('from %s, %s goes to %s', (own, narrower, scope) => {
  expect(asked(own, narrower)).toBe(scope);
});

test.each([
  ['wider', `${SUB}/resourceGroups/rg`, SUB],
  ['a neighbour with the same beginning', SUB, '/subscriptions/abcd'],
  ['a neighbour', SUB, '/subscriptions/xyz/resourceGroups/rg'],
  ['the root', SUB, '/'],
  ['no id', SUB, 'rg'],
  ['the root of a group', GROUP, '/'],
])('%s is refused', (_what, own, narrower) => {
  expect(() => asked(own, narrower)).toThrow(Trouble);
});

test.each(['entra-role', 'entra-group'] as const)('%s has no narrower scopes', kind => {
  expect(asked('/', null, kind)).toBe('/');
  expect(() => asked('/', SUB, kind)).toThrow(Trouble);
});
