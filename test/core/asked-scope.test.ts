import {expect, test} from 'vitest';
import {armScopeType, askedScope} from '../../src/core/asked-scope.ts';
import {untrusted} from '../../src/core/untrusted.ts';

const own = {id: '/subscriptions/s1', name: untrusted('prod'), type: 'subscription'};

test.each([
  [null, own],
  [
    '/subscriptions/s1/resourceGroups/rg-web',
    {id: '/subscriptions/s1/resourceGroups/rg-web', name: untrusted('rg-web'), type: 'resourcegroup'},
  ],
  [
    '/subscriptions/s1/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv',
    {
      id: '/subscriptions/s1/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv',
      name: untrusted('kv'),
      type: 'resource',
    },
  ],
])('asked for %s', (narrower, scope) => {
  expect(askedScope(own, narrower)).toEqual(scope);
});

test.each([
  ['/providers/Microsoft.Management/managementGroups/mg', 'managementgroup'],
  ['/', 'tenant'],
])('%s is a %s', (id, type) => {
  expect(armScopeType(id)).toBe(type);
});
