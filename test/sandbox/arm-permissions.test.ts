import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {PracticeCloud} from '../../src/sandbox/index.ts';
import {activate, caller, hour, type Json, type Reply, type Send, stillCloud} from './support.ts';

let cloud: PracticeCloud;
let send: Send;
beforeEach(async () => {
  cloud = await stillCloud({permissionsLagMs: 1500, provisioningMs: 1000});
  send = await caller(cloud, 'arm');
});
afterEach(() => cloud.stop());

const kind = 'azure-resource';
const at = (scope: string, version = '2022-04-01') =>
  send('GET', `${scope}/providers/Microsoft.Authorization/permissions?api-version=${version}`);
const actions = (reply: Reply) => reply.body.value.map((one: Json) => one.actions);
const idOf = (name: string) => cloud.organisation.scope(kind, name).id;

describe('what the caller may do at a scope', () => {
  test('is one entry for each role held there or above, and nothing for what is held elsewhere', async () => {
    cloud.organisation.managementGroup('mg').subscription('prod', 'mg').resourceGroup('rg', 'prod');
    for (const [role, scope] of [
      ['Owner', 'mg'],
      ['Reader', 'rg'],
      ['Monitoring Contributor', 'other'],
    ] as const)
      cloud.organisation.standing({kind, role, scope});
    expect(actions(await at(idOf('rg')))).toEqual([['*'], ['*/read']]);
    expect(actions(await at(idOf('prod')))).toEqual([['*']]);
  });

  test('follows the active list by the lag, and ends with the grant', async () => {
    cloud.organisation.eligible({kind, role: 'Contributor', scope: 'prod'});
    expect((await activate(cloud, send)).status).toBe(201);
    const scope = idOf('prod');
    cloud.clock.advance(1250);
    expect(cloud.organisation.active).toHaveLength(1);
    expect(actions(await at(scope))).toEqual([]);
    cloud.clock.advance(1499);
    expect(actions(await at(scope))).toEqual([]);
    cloud.clock.advance(1);
    expect(actions(await at(scope))).toEqual([['*']]);
    cloud.clock.advance(hour);
    send = await caller(cloud, 'arm');
    expect(actions(await at(scope))).toEqual([]);
  });

  test('is what the definition of the role says', async () => {
    cloud.organisation.standing({kind, role: 'Contributor', scope: 'prod'});
    const scope = idOf('prod');
    const id = cloud.organisation.active[0]?.role.id;
    const path = `${scope}/providers/Microsoft.Authorization/roleDefinitions/${id}`;
    const {properties} = (await send('GET', `${path}?api-version=2022-04-01`)).body;
    expect((await at(scope)).body.value).toEqual(properties.permissions);
  });

  test('comes in pages', async () => {
    cloud.organisation.pageSize(1);
    for (const role of ['Owner', 'Reader']) cloud.organisation.standing({kind, role, scope: 'prod'});
    const first = await at(idOf('prod'));
    const second = await send('GET', first.body.nextLink);
    expect([...actions(first), ...actions(second)]).toEqual([['*'], ['*/read']]);
    expect(second.body.nextLink).toBeUndefined();
  });

  test('has the version of role definitions', async () => {
    const reply = await at(idOf('prod'), '2020-10-01');
    expect([reply.status, reply.body.error.code]).toEqual([400, 'InvalidApiVersionParameter']);
  });
});
