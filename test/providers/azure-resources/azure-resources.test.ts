import {afterEach, describe, expect, test} from 'vitest';
import {minutes} from '../../../src/core/time.ts';
import {
  activated,
  active,
  all,
  ask,
  asked,
  closeStages,
  eligible,
  intentFor,
  labels,
  only,
  stage,
  theOne,
  writes,
} from '../stage.ts';
import {azureResources as subject} from '../subjects.ts';

afterEach(closeStages);

const PUT = {origin: 'arm', method: 'PUT'} as const;
const refusal = (code: string, message = code) => ({status: 400, body: {error: {code, message}}});

test('the whole tenant is one call at its root', async () => {
  const on = await stage(subject);
  await eligible(on);
  const {path, query} = only(on.cloud.log.filter(({origin}) => origin === 'arm'));
  expect(path).toBe('/providers/Microsoft.Authorization/roleEligibilityScheduleInstances');
  expect(new URLSearchParams(query).get('$filter')).toBe('asTarget()');
  expect(new URLSearchParams(query).get('api-version')).toBe('2020-10-01');
});

describe('an ABAC condition', () => {
  const condition = "@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'logs'";

  test('is listed, and goes along unchanged', async () => {
    const on = await stage(subject, {condition});
    expect((await theOne(on)).condition).toEqual({expression: condition, version: '2.0'});
    expect(await ask(on)).toMatchObject({type: 'active'});
    expect(only(writes(on))).toMatchObject({properties: {condition, conditionVersion: '2.0'}});
  });

  test('a request without it would be refused', async () => {
    const on = await stage(subject, {condition});
    const intent = await intentFor(on, {...(await theOne(on)), condition: null});
    expect(await on.provider.activate(intent, on.call)).toMatchObject({problem: {code: 'not-eligible'}});
  });
});

describe('names that rows do not tell', () => {
  test('are looked up, each role once', async () => {
    const on = await stage(subject);
    on.cloud.organisation.eligible({kind: subject.kind, role: subject.role, scope: 'prod-data'});
    on.cloud.organisation.dropExpandedProperties();
    expect((await eligible(on)).map(({name}) => name)).toEqual(['Contributor', 'Contributor']);
    expect(asked(on).filter(path => /roleDefinitions/.test(path))).toHaveLength(1);
  });

  test('are the ids where they may not be looked up', async () => {
    const on = await stage(subject);
    on.cloud.organisation.dropExpandedProperties();
    on.cloud.organisation.settings.roleDefinitionsReadable = false;
    const {name, scope} = await theOne(on);
    expect(name).toBe('b24988ac-6180-42a0-ab88-20f7382dd24c');
    expect(scope.id).toContain(String(scope.name));
  });
});

describe('a narrower scope', () => {
  async function narrowed() {
    const on = await stage(subject);
    on.cloud.organisation.resourceGroup('rg-api', subject.scope).resourceGroup('rg-data', subject.scope);
    const eligibility = await theOne(on);
    const {narrower} = on.provider;
    if (narrower === undefined) throw new Error('Azure has narrower scopes');
    const scopes = await all(narrower(eligibility, on.signal));
    return {on, eligibility, scopes};
  }

  test('can be chosen from what lies below', async () => {
    const {scopes, eligibility} = await narrowed();
    expect(scopes).toMatchObject([
      {id: `${eligibility.scope.id}/resourceGroups/rg-api`, name: 'rg-api', type: 'resourcegroup'},
      {name: 'rg-data'},
    ]);
  });

  test('is where the grant is, and where it is ended', async () => {
    const {on, eligibility, scopes} = await narrowed();
    const narrowerScope = scopes[0]?.id ?? '';
    const answer = await ask(on, {narrowerScope});
    expect(answer).toMatchObject({type: 'active', grant: {scope: {id: narrowerScope, name: 'rg-api'}}});
    expect(only(writes(on))).toMatchObject({
      properties: {roleDefinitionId: eligibility.address.roleDefinitionId},
    });
    if (answer.type !== 'active') return;
    expect(await on.provider.check(answer.receipt, on.signal)).toMatchObject({type: 'active'});
    on.cloud.clock.advance(minutes(5));
    expect(await on.provider.deactivate(answer.grant, crypto.randomUUID(), on.call)).toEqual({type: 'ended'});
  });

  test('that is wider is refused before anything is sent', async () => {
    const {on} = await narrowed();
    const wider = ask(on, {narrowerScope: '/subscriptions/00000000-0000-0000-0000-000000000000'});
    await expect(wider).rejects.toMatchObject({problem: {code: 'unsupported'}});
    expect(writes(on)).toEqual([]);
  });
});

describe('the eligibility a request rests on', () => {
  const aboutIt = refusal('InvalidRequest', "The linkedRoleEligibilityScheduleId 'x' is not valid.");

  test('is named by its full id', async () => {
    const on = await stage(subject);
    await ask(on);
    expect(only(writes(on))).toMatchObject({
      properties: {linkedRoleEligibilityScheduleId: expect.stringMatching(/^\/subscriptions\/.*Schedules\//)},
    });
  });

  test('is left out where exactly that was refused', async () => {
    const on = await stage(subject);
    on.cloud.faults.add({match: PUT, nth: 1, do: aboutIt});
    expect(await ask(on)).toMatchObject({type: 'active'});
    expect(writes(on)[1]).not.toHaveProperty('properties.linkedRoleEligibilityScheduleId');
  });

  test('no second request follows another refusal, or an unknown outcome', async () => {
    const on = await stage(subject);
    on.cloud.faults.add({match: PUT, nth: 1, do: refusal('InvalidScope')});
    on.cloud.faults.add({match: PUT, nth: 2, do: {status: 500, body: aboutIt.body}});
    expect(await ask(on)).toMatchObject({type: 'refused', problem: {code: 'failed'}});
    expect(await ask(on)).toMatchObject({type: 'lost'});
    expect(writes(on)).toHaveLength(2);
  });
});

describe('our own name for a request', () => {
  test('is the intent’s id, and the request is found by it', async () => {
    const on = await stage(subject);
    const intent = await intentFor(on, await theOne(on));
    await on.provider.activate(intent, on.call);
    expect(asked(on).find(line => line.startsWith('PUT'))).toContain(intent.id);
    // Sent again, whatever for: the cloud knows the name, and what became of it is read back.
    expect(await on.provider.activate(intent, on.call)).toMatchObject({type: 'active'});
    expect(await active(on)).toHaveLength(1);
  });

  test('a deactivation of that name is read back', async () => {
    const on = await stage(subject);
    const grant = await activated(on);
    on.cloud.clock.advance(minutes(6));
    const id = crypto.randomUUID();
    await on.provider.deactivate(grant, id, on.call);
    on.cloud.faults.add({match: PUT, do: refusal('RoleAssignmentRequestExists')});
    expect(await on.provider.deactivate(grant, id, on.call)).toEqual({type: 'ended'});
  });
});

test('a policy of another role at the same scope is not taken for this one', async () => {
  const on = await stage(subject, {maxDuration: 'PT3H'});
  on.cloud.organisation.eligible({
    kind: subject.kind,
    role: 'Owner',
    scope: subject.scope,
    maxDuration: 'PT1H',
  });
  const policies = await Promise.all(
    (await eligible(on)).map(async one => (await on.provider.policy(one, on.signal)).maxDuration),
  );
  expect(policies).toEqual([10_800, 3600]);
});

test('names with escape sequences arrive exactly, for others to show', async () => {
  const on = await stage(subject, null);
  on.cloud.organisation.eligible({kind: subject.kind, role: 'Red\u001b[31m', scope: 'evil\u202e'});
  expect(labels(await eligible(on))).toEqual(['Red\u001b[31m@evil\u202e']);
});
