import {afterEach, describe, expect, test} from 'vitest';
import {eligibleRow} from '../../../src/providers/entra-roles/translate.ts';
import {ask, asked, closeStages, eligible, only, stage, theOne, writes} from '../stage.ts';
import {entraRoles as subject} from '../subjects.ts';

afterEach(closeStages);

describe('scopes', () => {
  test('an administrative unit has its name, and goes back as it came', async () => {
    const on = await stage(subject, null);
    on.cloud.organisation.eligible({kind: subject.kind, role: 'Helpdesk Administrator', scope: 'Amsterdam'});
    const {scope, address} = await theOne(on);
    expect(scope).toMatchObject({name: 'Amsterdam', type: 'administrativeunit'});
    expect(await ask(on)).toMatchObject({type: 'active'});
    expect(only(writes(on))).toMatchObject({directoryScopeId: address.directoryScopeId});
    expect(scope.id).toMatch(/^\/administrativeUnits\//);
  });

  test.each([
    [{directoryScopeId: '/'}, {id: '/', name: 'Directory', type: 'directory'}],
    [
      {directoryScopeId: '/administrativeUnits/u'},
      {id: '/administrativeUnits/u', name: 'u', type: 'administrativeunit'},
    ],
    [
      {
        directoryScopeId: '/a',
        directoryScope: {displayName: 'Payroll', '@odata.type': '#microsoft.graph.servicePrincipal'},
      },
      {id: '/a', name: 'Payroll', type: 'serviceprincipal'},
    ],
    [{directoryScopeId: '/a'}, {id: '/a', name: 'a', type: 'directoryobject'}],
    [
      {directoryScopeId: null, appScopeId: '/x'},
      {id: '/x', name: 'x', type: 'directoryobject'},
    ],
  ])('%o', (place, scope) => {
    expect(eligibleRow({roleDefinitionId: 'r', ...place}).scope).toEqual(scope);
  });

  test('an app scope is sent back as one', () => {
    const {address} = eligibleRow({roleDefinitionId: 'r', appScopeId: '/x'});
    expect(address).toEqual({roleDefinitionId: 'r', appScopeId: '/x'});
  });
});

test('the policy is that of the directory, for an administrative unit too', async () => {
  const on = await stage(subject, null);
  on.cloud.organisation.eligible({
    ...{kind: subject.kind, role: 'Helpdesk Administrator', scope: 'Amsterdam'},
    maxDuration: 'PT3H',
  });
  expect(await on.provider.policy(await theOne(on), on.signal)).toMatchObject({maxDuration: 10_800});
});

describe('a name that a row does not tell', () => {
  const nameless = (roleDefinitionId: string) => ({
    value: [{id: '1', roleDefinitionId, directoryScopeId: '/', memberType: 'Direct', endDateTime: null}],
  });
  const list = {origin: 'graph', path: /roleEligibilityScheduleInstances/} as const;

  test('is looked up', async () => {
    const on = await stage(subject);
    on.cloud.faults.add({match: list, do: {body: nameless('fe930be7-5e62-47db-91af-98c3a49a38b1')}});
    on.cloud.faults.add({
      match: {origin: 'graph', path: /roleDefinitions/},
      do: {body: {id: 'x', displayName: 'User Administrator'}},
    });
    expect(only(await eligible(on)).name).toBe('User Administrator');
  });

  test('is the id where it cannot be', async () => {
    const on = await stage(subject);
    on.cloud.faults.add({match: list, do: {body: nameless('some-role')}});
    on.cloud.faults.add({
      match: {origin: 'graph', path: /roleDefinitions/},
      do: {status: 403, body: {error: {code: 'Authorization_RequestDenied', message: 'no'}}},
    });
    expect(only(await eligible(on)).name).toBe('some-role');
    expect(asked(on).filter(path => /roleDefinitions/.test(path))).toHaveLength(1);
  });
});
