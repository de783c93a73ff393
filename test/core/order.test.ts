import {expect, test} from 'vitest';
import {inPlaceOrder} from '../../src/core/order.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {eligibility} from '../usecases/samples.ts';

const at = (id: string, kind: 'azure-resource' | 'entra-role', scope: string, name: string) =>
  eligibility({id, kind, name: untrusted(name), scope: {id: scope, name: untrusted(scope), type: 'x'}});

test('by kind, then scope, then role, then id; the given list stays as it is', () => {
  const given = [
    at('5', 'entra-role', 'a', 'Reader'),
    at('3', 'azure-resource', 'b', 'Owner'),
    at('2', 'azure-resource', 'a', 'Reader'),
    at('1', 'azure-resource', 'a', 'Owner'),
    at('0', 'azure-resource', 'a', 'Owner'),
  ];
  expect(inPlaceOrder(given).map(item => item.id)).toEqual(['0', '1', '2', '3', '5']);
  expect(given.map(item => item.id)).toEqual(['5', '3', '2', '1', '0']);
});
