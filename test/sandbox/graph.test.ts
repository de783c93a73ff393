import {Client} from '@microsoft/microsoft-graph-client';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {PracticeCloud} from '../../src/sandbox/index.ts';
import {
  caller,
  cp1,
  hour,
  type Json,
  minute,
  type Reply,
  type Send,
  sender,
  signIn,
  stillCloud,
  withClaims,
} from './support.ts';

const roles = '/roleManagement/directory';
const groups = '/identityGovernance/privilegedAccess/group';
const mine = "filterByCurrentUser(on='principal')";
const c1 = withClaims({acrs: {essential: true, value: 'c1'}});
let cloud: PracticeCloud;
let send: Send;

beforeEach(async () => {
  cloud = await stillCloud();
  cloud.organisation
    .eligible({kind: 'entra-role', role: 'User Administrator', maxDuration: 'PT1H', requires: {ticket: true}})
    .eligible({kind: 'entra-role', role: 'Helpdesk Administrator', scope: 'Amsterdam'})
    .eligible({kind: 'entra-group', role: 'Member', scope: 'sg-oncall', maxDuration: 'PT2H'})
    .eligible({kind: 'entra-group', role: 'Owner', scope: 'sg-oncall', memberType: 'Group'});
  send = await caller(cloud, 'graph');
});
afterEach(() => cloud.stop());

const code = (reply: Reply) => [reply.status, reply.body.error?.code];
const ticketInfo = {ticketNumber: '42', ticketSystem: 'snow'};
const groupId = () => cloud.organisation.scope('entra-group', 'sg-oncall').id;

const askRole = (change: object = {}) =>
  send('POST', `${roles}/roleAssignmentScheduleRequests`, {
    ...{
      action: 'selfActivate',
      principalId: cloud.user.oid,
      directoryScopeId: '/',
      justification: 'incident 42',
      ticketInfo,
    },
    roleDefinitionId: 'fe930be7-5e62-47db-91af-98c3a49a38b1',
    scheduleInfo: {expiration: {type: 'AfterDuration', duration: 'PT1H'}},
    ...change,
  });
const askGroup = (change: object = {}) =>
  send('POST', `${groups}/assignmentScheduleRequests`, {
    ...{
      action: 'selfActivate',
      principalId: cloud.user.oid,
      groupId: groupId(),
      accessId: 'member',
      justification: 'incident 42',
    },
    scheduleInfo: {expiration: {type: 'afterDuration', duration: 'PT1H'}},
    ...change,
  });

describe('lists', () => {
  test('roles, with what was asked to be expanded and no more', async () => {
    const {body} = await send(
      'GET',
      `${roles}/roleEligibilityScheduleInstances/${mine}?$expand=roleDefinition,directoryScope`,
    );
    expect(
      body.value.map((row: Json) => [
        row.roleDefinition.displayName,
        row.directoryScope?.displayName,
        row.memberType,
      ]),
    ).toEqual([
      ['User Administrator', undefined, 'Direct'],
      ['Helpdesk Administrator', 'Amsterdam', 'Direct'],
    ]);
    expect(body.value[1].directoryScopeId).toMatch(/^\/administrativeUnits\/[0-9a-f-]{36}$/);
    const bare = await send('GET', `${roles}/roleEligibilityScheduleInstances/${mine}`);
    expect(bare.body.value[0]).not.toHaveProperty('roleDefinition');
  });

  test('groups, in their own spelling', async () => {
    const {body} = await send('GET', `${groups}/eligibilityScheduleInstances/${mine}`);
    expect(body.value.map((row: Json) => [row.accessId, row.memberType])).toEqual([
      ['member', 'direct'],
      ['owner', 'group'],
    ]);
    expect(body.value[0].eligibilityScheduleId.split('_').slice(0, 2)).toEqual([groupId(), 'member']);
  });

  test('all pages by absolute links', async () => {
    cloud.organisation.pageSize(1);
    const first = await send(
      'GET',
      `${roles}/roleEligibilityScheduleInstances/${mine}?$expand=roleDefinition`,
    );
    const next = first.body['@odata.nextLink'];
    expect(next).toMatch(new RegExp(`^${cloud.origins.graph}/v1.0/roleManagement`));
    const second = await send('GET', next);
    expect(second.body.value[0].roleDefinition.displayName).toBe('Helpdesk Administrator');
    expect(second.body).not.toHaveProperty('@odata.nextLink');
  });

  test.each([
    ["everybody's", `${roles}/roleEligibilityScheduleInstances`, [403, 'Authorization_RequestDenied']],
    [
      'another perspective',
      `${roles}/roleEligibilityScheduleInstances/filterByCurrentUser(on='nobody')`,
      [400, 'Request_BadRequest'],
    ],
    ['an unknown segment', '/me/messages', [400, 'BadRequest']],
    ['an unknown request', `${roles}/roleAssignmentScheduleRequests/none`, [404, 'ResourceNotFound']],
  ])('refuses %s', async (_name, path, expected) => {
    const reply = await send('GET', path);
    expect(code(reply)).toEqual(expected);
    expect(Object.keys(reply.body.error.innerError)).toEqual(['date', 'request-id', 'client-request-id']);
  });

  test('only v1.0', async () => {
    expect((await send('GET', `${cloud.origins.graph}/beta${roles}/roleAssignmentApprovals/1`)).status).toBe(
      404,
    );
  });

  test('none wait for this user', async () => {
    const path = `${groups}/assignmentScheduleRequests/filterByCurrentUser(on='approver')`;
    expect((await send('GET', path)).body.value).toEqual([]);
  });
});

describe('activating', () => {
  test('a role: 201 with the request, then a row with its end', async () => {
    const {status, body} = await askRole();
    expect([status, body.status, body.action]).toEqual([201, 'Provisioned', 'selfActivate']);
    expect(body.scheduleInfo.expiration).toEqual({
      type: 'afterDuration',
      duration: 'PT1H',
      endDateTime: null,
    });
    expect(body.createdBy.user.id).toBe(cloud.user.oid);
    const active = await send(
      'GET',
      `${roles}/roleAssignmentScheduleInstances/${mine}?$expand=roleDefinition,activatedUsing`,
    );
    const [row] = active.body.value;
    expect([row.assignmentType, row.roleDefinition.displayName, Date.parse(row.endDateTime)]).toEqual([
      'Activated',
      'User Administrator',
      cloud.clock.now() + hour,
    ]);
    expect(row.activatedUsing.roleDefinitionId).toBe(row.roleDefinitionId);
    expect((await send('GET', `${roles}/roleAssignmentScheduleRequests/${body.id}`)).body.id).toBe(body.id);
  });

  test('a group: its own spelling, and again twelve seconds after its end', async () => {
    expect((await askGroup()).body.status).toBe('Provisioned');
    const {body} = await send('GET', `${groups}/assignmentScheduleInstances/${mine}`);
    expect([body.value[0].assignmentType, body.value[0].memberType]).toEqual(['activated', 'direct']);
    cloud.clock.advance(5 * minute);
    const end = {action: 'selfDeactivate', scheduleInfo: undefined};
    expect((await askGroup(end)).body.status).toBe('Revoked');
    expect(code(await askGroup())).toEqual([400, 'RoleAssignmentExists']);
    cloud.clock.advance(12_000);
    expect((await askGroup()).status).toBe(201);
  });

  test.each<[string, () => Promise<Reply>, unknown[]]>([
    [
      'a ticket is missing',
      () => askRole({ticketInfo: undefined}),
      [400, 'RoleAssignmentRequestPolicyValidationFailed'],
    ],
    [
      'wider than the eligibility',
      () => askRole({roleDefinitionId: '729827e3-9c14-49f7-bb1b-9608f156bbb8'}),
      [400, 'RoleAssignmentRequestPolicyValidationFailed'],
    ],
    ['a scope that is none', () => askRole({directoryScopeId: '/somewhere'}), [400, 'Request_BadRequest']],
    ['no scope', () => askRole({directoryScopeId: undefined}), [400, 'Request_BadRequest']],
    ['an access that is none', () => askGroup({accessId: 'guest'}), [400, 'Request_BadRequest']],
    [
      "another's principal",
      () => askGroup({principalId: 'someone'}),
      [400, 'RoleAssignmentRequestPolicyValidationFailed'],
    ],
    ['nothing to end', () => askGroup({action: 'selfDeactivate'}), [400, 'RoleAssignmentDoesNotExist']],
    ['another action', () => askGroup({action: 'adminAssign'}), [403, 'AuthorizationFailed']],
    [
      'too long',
      () => askGroup({scheduleInfo: {expiration: {type: 'afterDuration', duration: 'PT3H'}}}),
      [400, 'RoleAssignmentRequestPolicyValidationFailed'],
    ],
  ])('refuses: %s', async (_name, ask, expected) => {
    expect(code(await ask())).toEqual(expected);
  });

  test('only checks when asked to', async () => {
    const {status, body} = await askRole({isValidationOnly: true});
    expect([status, body.isValidationOnly]).toEqual([201, true]);
    expect(cloud.organisation.requests).toEqual([]);
    expect((await askRole()).status).toBe(201);
  });

  test('waits for approval, and can be withdrawn', async () => {
    cloud.organisation.eligible({
      kind: 'entra-role',
      role: 'Global Administrator',
      requires: {approval: ['Grace Hopper']},
    });
    const {body} = await askRole({roleDefinitionId: '62e90394-69f5-4237-9190-012177145e10'});
    expect([body.status, typeof body.approvalId]).toEqual(['PendingApproval', 'string']);
    expect((await send('POST', `${roles}/roleAssignmentScheduleRequests/${body.id}/cancel`)).status).toBe(
      204,
    );
    const list = await send('GET', `${roles}/roleAssignmentScheduleRequests/${mine}`);
    expect(list.body.value.map((row: Json) => row.status)).toEqual(['Canceled']);
  });

  test('asks for an authentication context by the same message as ARM', async () => {
    cloud.organisation.eligible({
      kind: 'entra-role',
      role: 'Security Administrator',
      requires: {authContext: 'c1'},
    });
    const ask = () => askRole({roleDefinitionId: '194ae4cb-b126-40b2-bd5b-6091b380977d'});
    const refused = await ask();
    expect(code(refused)).toEqual([400, 'RoleAssignmentRequestAcrsValidationFailed']);
    expect(refused.body.error.message).toMatch(/^&claims=%7B/);
    send = await caller(cloud, 'graph', c1);
    expect((await ask()).status).toBe(201);
  });
});

describe('consent', () => {
  const inner = (reply: Reply) => [
    reply.status,
    reply.body.error.code,
    JSON.parse(reply.body.error.message).errorCode,
  ];

  test('missing for groups leaves the roles alone', async () => {
    cloud.organisation.withoutConsent('entra-group');
    send = await caller(cloud, 'graph');
    expect(inner(await send('GET', `${groups}/eligibilityScheduleInstances/${mine}`))).toEqual([
      403,
      'UnknownError',
      'PermissionScopeNotGranted',
    ]);
    expect(inner(await askGroup())).toEqual([403, 'UnknownError', 'PermissionScopeNotGranted']);
    expect((await send('GET', `${roles}/roleEligibilityScheduleInstances/${mine}`)).status).toBe(200);
  });

  test('the Azure CLI id gets a token that is good for nothing here', async () => {
    const cli = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
    const {body} = await signIn(cloud, `${cloud.origins.graph}/.default`, cp1, cli);
    const asCli = sender(`${cloud.origins.graph}/v1.0`, body.access_token);
    expect(inner(await asCli('GET', `${roles}/roleEligibilityScheduleInstances/${mine}`))).toEqual([
      403,
      'UnknownError',
      'PermissionScopeNotGranted',
    ]);
  });

  test("ARM's token is refused", async () => {
    const {body} = await signIn(cloud, `${cloud.origins.arm}/.default`);
    const wrong = sender(`${cloud.origins.graph}/v1.0`, body.access_token);
    expect((await wrong('GET', `${roles}/roleEligibilityScheduleInstances/${mine}`)).status).toBe(401);
  });
});

describe('policies and names', () => {
  const policy = (
    scopeId: string,
    scopeType: string,
    role: string,
    expand = '&$expand=policy($expand=rules)',
  ) =>
    send(
      'GET',
      `/policies/roleManagementPolicyAssignments?$filter=${encodeURIComponent(`scopeId eq '${scopeId}' and scopeType eq '${scopeType}' and roleDefinitionId eq '${role}'`)}${expand}`,
    );

  test('seventeen rules of a role, and of a membership', async () => {
    for (const reply of [
      await policy('/', 'DirectoryRole', 'fe930be7-5e62-47db-91af-98c3a49a38b1'),
      await policy(groupId(), 'Group', 'member'),
    ]) {
      expect(reply.body.value).toHaveLength(1);
      expect(reply.body.value[0].policy.rules).toHaveLength(17);
    }
    const rules = (await policy('/', 'Directory', 'fe930be7-5e62-47db-91af-98c3a49a38b1')).body.value[0]
      .policy.rules;
    expect(rules.find((rule: Json) => rule.id === 'Enablement_EndUser_Assignment')).toMatchObject({
      '@odata.type': '#microsoft.graph.unifiedRoleManagementPolicyEnablementRule',
      enabledRules: ['Justification', 'Ticketing'],
    });
  });

  test('approvers are single users', async () => {
    cloud.organisation.eligible({
      kind: 'entra-group',
      role: 'Member',
      scope: 'sg-b',
      requires: {approval: ['Grace Hopper']},
    });
    const {body} = await policy(cloud.organisation.scope('entra-group', 'sg-b').id, 'Group', 'member');
    const rule = body.value[0].policy.rules.find((one: Json) => one.id === 'Approval_EndUser_Assignment');
    expect(rule.setting.approvalStages[0].primaryApprovers[0]).toMatchObject({
      '@odata.type': '#microsoft.graph.singleUser',
      description: 'Grace Hopper',
    });
  });

  test('not expanded without asking, not at all without a filter, not where hidden', async () => {
    expect((await policy(groupId(), 'Group', 'member', '')).body.value[0]).not.toHaveProperty('policy');
    expect((await send('GET', '/policies/roleManagementPolicyAssignments')).status).toBe(400);
    cloud.organisation.eligible({kind: 'entra-role', role: 'Global Reader', policyReadable: false});
    expect(code(await policy('/', 'DirectoryRole', 'f2ef992c-3afb-46b9-b7cf-a126ee74c451'))).toEqual([
      403,
      'Authorization_RequestDenied',
    ]);
  });

  test('group names, one or many, if the permission is there', async () => {
    const one = () => send('GET', `/groups/${groupId()}?$select=id,displayName`);
    const many = () =>
      send('POST', '/directoryObjects/getByIds', {ids: [groupId(), 'unknown'], types: ['group']});
    expect((await one()).body).toEqual({id: groupId(), displayName: 'sg-oncall'});
    expect((await many()).body.value).toEqual([
      {'@odata.type': '#microsoft.graph.group', id: groupId(), displayName: 'sg-oncall'},
    ]);
    expect((await send('GET', '/groups/unknown')).status).toBe(404);
    cloud.organisation.withoutConsent('groupNames');
    send = await caller(cloud, 'graph');
    expect([(await one()).status, (await many()).status]).toEqual([403, 403]);
  });
});

test("Graph's own client reads and asks", async () => {
  const {body} = await signIn(cloud, `${cloud.origins.graph}/.default`);
  const client = Client.initWithMiddleware({
    authProvider: {getAccessToken: async () => body.access_token},
    baseUrl: cloud.origins.graph,
    customHosts: new Set(['localhost']),
  });
  const list = await client
    .api(`${roles}/roleEligibilityScheduleInstances/${mine}`)
    .expand('roleDefinition')
    .get();
  expect(list.value).toHaveLength(2);
  const refused = await client
    .api(`${groups}/assignmentScheduleRequests`)
    .post({action: 'selfDeactivate', accessId: 'member', groupId: groupId(), principalId: cloud.user.oid})
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({statusCode: 400, code: 'RoleAssignmentDoesNotExist'});
});
