import {expect, test} from 'vitest';
import {armScopeType} from '../../../src/core/asked-scope.ts';
import {eligibleRow, heldRow} from '../../../src/providers/azure-resources/translate.ts';
import {WireAssignment, WireEligibility} from '../../../src/providers/azure-resources/wire.ts';

const SUBSCRIPTION = '/subscriptions/00000000-0000-0000-0000-000000000001';
const ROLE = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/B24988AC-6180-42A0-AB88-20F7382DD24C`;
const PLACE = {scope: SUBSCRIPTION, roleDefinitionId: ROLE};
const names = () => ({roles: new Map<string, string>(), scopes: new Map<string, string>()});

const eligible = (properties: object, known = names()) =>
  eligibleRow(WireEligibility.parse({properties: {...PLACE, ...properties}}), known);

test('the names a row tells are taken', () => {
  const expandedProperties = {
    scope: {id: SUBSCRIPTION, displayName: 'prod', type: 'subscription', extra: 1},
    roleDefinition: {id: ROLE, displayName: 'Contributor', type: 'BuiltInRole'},
  };
  expect(eligible({expandedProperties})).toMatchObject({
    name: 'Contributor',
    scope: {id: SUBSCRIPTION, name: 'prod', type: 'subscription'},
    roleId: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
    address: PLACE,
  });
});

test.each([undefined, null, {}, {scope: null, roleDefinition: null}])(
  'without names (%o) the ids stand in',
  none => {
    expect(eligible({expandedProperties: none})).toMatchObject({
      name: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
      scope: {name: '00000000-0000-0000-0000-000000000001', type: 'subscription'},
    });
  },
);

test('names learnt elsewhere are used', () => {
  const known = names();
  known.roles.set('b24988ac-6180-42a0-ab88-20f7382dd24c', 'Contributor');
  known.scopes.set(SUBSCRIPTION, 'prod');
  expect(eligible({}, known)).toMatchObject({name: 'Contributor', scope: {name: 'prod'}});
});

test.each([
  [{condition: "@Resource[x] StringEquals 'y'", conditionVersion: '1.0'}, '1.0'],
  [{condition: "@Resource[x] StringEquals 'y'", conditionVersion: null}, '2.0'],
])('a condition keeps its version, 2.0 where none is told: %o', (properties, version) => {
  expect(eligible(properties).condition).toEqual({expression: properties.condition, version});
});

test.each([null, '', undefined])('no condition: %o', condition => {
  expect(eligible({condition}).condition).toBeNull();
});

test.each([
  ['Activated', true],
  ['activated', true],
  ['Assigned', false],
])('assignment type %s: activated %s, whatever it is linked to', (assignmentType, activated) => {
  const linkedRoleEligibilityScheduleId = 'b1477448-2cc6-4ceb-93b4-54a202a89413';
  const wire = {properties: {...PLACE, assignmentType, linkedRoleEligibilityScheduleId}};
  expect(heldRow(WireAssignment.parse(wire), names()).activated).toBe(activated);
});

test.each([
  ['/providers/Microsoft.Management/managementGroups/mg', 'managementgroup'],
  [SUBSCRIPTION, 'subscription'],
  [`${SUBSCRIPTION}/resourceGroups/rg`, 'resourcegroup'],
  [`${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv`, 'resource'],
  ['/', 'tenant'],
  ['', 'tenant'],
])('%s is a %s', (id, type) => {
  expect(armScopeType(id)).toBe(type);
});
