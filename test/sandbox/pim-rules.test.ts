import {randomUUID} from 'node:crypto';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {PracticeCloud, PracticeCloudOptions} from '../../src/sandbox/index.ts';
import type {EligiblePlace} from '../../src/sandbox/organisation.ts';
import {
  type Asked,
  activate,
  armList,
  caller,
  hour,
  type Json,
  minute,
  type Reply,
  type Send,
  stillCloud,
  version,
  withClaims,
} from './support.ts';

let cloud: PracticeCloud;
let send: Send;

const open = async (options: PracticeCloudOptions = {}) => {
  cloud = await stillCloud(options);
  cloud.organisation.settings.tokenLifetime = 7200;
  send = await caller(cloud, 'arm');
};
beforeEach(() => open());
afterEach(() => cloud.stop());

const add = (place: Partial<EligiblePlace> = {}) =>
  cloud.organisation.eligible({kind: 'azure-resource', role: 'Contributor', scope: 'prod', ...place});
const ask = (asked: Asked = {}) => activate(cloud, send, asked);
const end = () => ask({change: {requestType: 'SelfDeactivate', scheduleInfo: undefined}});
const code = (reply: Reply) => [reply.status, reply.body.error?.code];
const status = (reply: Reply) => [reply.status, reply.body.properties?.status];
const lasting = (duration: string) => ({scheduleInfo: {expiration: {type: 'AfterDuration', duration}}});
const rows = async () => (await send('GET', armList('roleAssignmentScheduleInstances'))).body.value;
const again = async (name: string) => {
  const {scope} = cloud.organisation.eligibilities[0] ?? {scope: {id: ''}};
  return send(
    'GET',
    `${scope.id}/providers/Microsoft.Authorization/roleAssignmentScheduleRequests/${name}?${version}`,
  );
};
const failing = (...rules: string[]) => ({
  code: 'RoleAssignmentRequestPolicyValidationFailed',
  message: `The following policy rules failed: ${JSON.stringify(rules)}`,
});

describe('what a policy refuses', () => {
  const soon = () => ({
    type: 'AfterDateTime',
    endDateTime: new Date(cloud.clock.now() + 9 * hour).toISOString(),
  });
  const table: [string, Partial<EligiblePlace>, () => object, string[]][] = [
    ['no justification', {}, () => ({justification: undefined}), ['JustificationRule']],
    ['a blank one', {}, () => ({justification: '  '}), ['JustificationRule']],
    ['no ticket', {requires: {ticket: true}}, () => ({}), ['TicketingRule']],
    [
      'half a ticket',
      {requires: {ticket: true}},
      () => ({ticketInfo: {ticketNumber: '1'}}),
      ['TicketingRule'],
    ],
    ['too long', {maxDuration: 'PT2H'}, () => lasting('PT2H1S'), ['ExpirationRule']],
    ['too long by its end', {}, () => ({scheduleInfo: {expiration: soon()}}), ['ExpirationRule']],
    ['without an end', {}, () => ({scheduleInfo: {expiration: {type: 'NoExpiration'}}}), ['ExpirationRule']],
    ['without a schedule', {}, () => ({scheduleInfo: undefined}), ['ExpirationRule']],
    ['a length that is none', {}, () => lasting('8h'), ['ExpirationRule']],
    [
      'several at once',
      {requires: {ticket: true}},
      () => ({justification: '', ...lasting('P2D')}),
      ['ExpirationRule', 'JustificationRule', 'TicketingRule'],
    ],
    ['another principal', {}, () => ({principalId: randomUUID()}), ['EligibilityRule']],
    ['another role', {}, () => ({roleDefinitionId: `/x/${randomUUID()}`}), ['EligibilityRule']],
    [
      'a schedule that is not ours',
      {},
      () => ({linkedRoleEligibilityScheduleId: randomUUID()}),
      ['EligibilityRule'],
    ],
    ['no condition', {condition: '@Resource[a] StringEquals 1'}, () => ({}), ['EligibilityRule']],
    [
      'another condition',
      {condition: '@Resource[a] StringEquals 1'},
      () => ({condition: 'true', conditionVersion: '2.0'}),
      ['EligibilityRule'],
    ],
  ];
  test.each(table)('%s', async (_name, place, change, rules) => {
    add(place);
    const reply = await ask({change: change()});
    expect([reply.status, reply.body.error]).toEqual([400, failing(...rules)]);
    expect(cloud.organisation.requests).toEqual([]);
  });

  test.each<[string, Partial<EligiblePlace>, object]>([
    ['exactly the maximum', {maxDuration: 'PT2H'}, lasting('PT120M')],
    ['exactly the minimum', {}, lasting('PT5M')],
    ['a whole ticket', {requires: {ticket: true}}, {ticketInfo: {ticketNumber: '1', ticketSystem: 'snow'}}],
    ['the condition sent along', {condition: '@x'}, {condition: '@x', conditionVersion: '2.0'}],
    ['no justification where none is asked', {requires: {justification: false}}, {justification: undefined}],
  ])('lets pass: %s', async (_name, place, change) => {
    add(place);
    expect(status(await ask({change}))).toEqual([201, 'Provisioned']);
  });

  test('the schedule may be named, as a GUID or by its whole id', async () => {
    add().eligible({kind: 'azure-resource', role: 'Reader', scope: 'prod'});
    const [first, second] = cloud.organisation.eligibilities;
    expect(status(await ask({change: {linkedRoleEligibilityScheduleId: first?.scheduleId}}))).toEqual([
      201,
      'Provisioned',
    ]);
    const whole = `${second?.scope.id}/providers/Microsoft.Authorization/RoleEligibilitySchedules/${second?.scheduleId}`;
    expect(status(await ask({role: 'Reader', change: {linkedRoleEligibilityScheduleId: whole}}))).toEqual([
      201,
      'Provisioned',
    ]);
  });

  test('a guest acts with the oid of this tenant, not with the one at home', async () => {
    cloud.organisation.guest();
    send = await caller(cloud, 'arm');
    add();
    expect((await ask({change: {principalId: cloud.user.homeOid}})).body.error).toEqual(
      failing('EligibilityRule'),
    );
    expect(status(await ask())).toEqual([201, 'Provisioned']);
  });

  test.each([
    ['under five minutes', lasting('PT4M59S'), 'ActiveDurationTooShort'],
    [
      'a start that is no date',
      {scheduleInfo: {startDateTime: 'tomorrow'}},
      'InvalidRoleAssignmentRequestSchedule',
    ],
    ['no principal', {principalId: undefined}, 'InvalidRequestContent'],
    ['no role', {roleDefinitionId: ''}, 'InvalidRequestContent'],
  ])('%s', async (_name, change, expected) => {
    add();
    expect(code(await ask({change}))).toEqual([400, expected]);
  });

  test("only one's own kind of request, only under a GUID", async () => {
    add();
    expect(code(await ask({change: {requestType: 'AdminAssign'}}))).toEqual([403, 'AuthorizationFailed']);
    expect(code(await ask({name: 'please'}))).toEqual([400, 'InvalidRoleAssignmentScheduleRequestName']);
  });
});

describe('stepping up', () => {
  const c1 = withClaims({acrs: {essential: true, value: 'c1'}});
  const onlyAcrs = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';

  test('an authentication context comes as claims in the message', async () => {
    add({requires: {authContext: 'c1'}});
    const {status: answered, body} = await ask();
    expect([answered, body.error.code]).toEqual([400, 'RoleAssignmentRequestAcrsValidationFailed']);
    expect(body.error.message).toBe(
      '&claims=%7B%22access_token%22%3A%7B%22acrs%22%3A%7B%22essential%22%3Atrue%2C%20%22value%22%3A%22c1%22%7D%7D%7D',
    );
  });

  test('a token with the context passes, but not without cp1, nor with another one', async () => {
    add({requires: {authContext: 'c1'}});
    for (const claims of [onlyAcrs, withClaims({acrs: {essential: true, value: 'c2'}})]) {
      send = await caller(cloud, 'arm', claims);
      expect(code(await ask())).toEqual([400, 'RoleAssignmentRequestAcrsValidationFailed']);
    }
    send = await caller(cloud, 'arm', c1);
    expect(status(await ask())).toEqual([201, 'Provisioned']);
  });

  test("a second factor is asked for by the rule's name", async () => {
    cloud.organisation.signInWithoutMfa();
    send = await caller(cloud, 'arm');
    add({requires: {mfa: true}});
    expect((await ask()).body.error).toEqual(failing('MfaRule'));
    send = await caller(cloud, 'arm', withClaims({amr: {values: ['mfa']}}));
    expect(status(await ask())).toEqual([201, 'Provisioned']);
  });
});

describe('where', () => {
  test('narrower, never wider; the row lives at the narrow scope', async () => {
    cloud.organisation
      .managementGroup('mg')
      .subscription('prod', 'mg')
      .resourceGroup('rg', 'prod')
      .resource('kv', 'rg', 'Microsoft.KeyVault/vaults');
    add();
    const id = (name: string) => cloud.organisation.scope('azure-resource', name).id;
    expect((await ask({scope: id('mg')})).body.error).toEqual(failing('EligibilityRule'));
    expect((await ask({scope: `${id('prod')}x`})).body.error).toEqual(failing('EligibilityRule'));
    expect(status(await ask({scope: id('kv')}))).toEqual([201, 'Provisioned']);
    expect(
      status(await ask({scope: id('rg').toUpperCase().replace('SUBSCRIPTIONS', 'subscriptions')})),
    ).toEqual([201, 'Provisioned']);
    expect((await rows()).map((row: Json) => row.properties.expandedProperties.scope.displayName)).toEqual([
      'kv',
      'rg',
    ]);
  });

  test('below a management group through its subscriptions', async () => {
    // The subscription is named by its child first, and only then hung under the group.
    cloud.organisation.resourceGroup('rg', 'prod').managementGroup('mg').subscription('prod', 'mg');
    expect(() => cloud.organisation.subscription('other', 'nowhere')).toThrow("no managementgroup 'nowhere'");
    add({scope: 'mg'});
    expect(status(await ask({scope: cloud.organisation.scope('azure-resource', 'rg').id}))).toEqual([
      201,
      'Provisioned',
    ]);
  });
});

describe('twice', () => {
  test('the same name, an active role', async () => {
    add();
    const name = randomUUID();
    await ask({name});
    expect(code(await ask({name}))).toEqual([400, 'RoleAssignmentRequestExists']);
    expect(code(await ask())).toEqual([400, 'RoleAssignmentExists']);
  });

  test('a request that waits', async () => {
    add({requires: {approval: ['Grace Hopper']}});
    await ask();
    expect(code(await ask())).toEqual([400, 'PendingRoleAssignmentRequest']);
  });

  test('a future one', async () => {
    add();
    const scheduleInfo = {
      startDateTime: new Date(cloud.clock.now() + hour).toISOString(),
      ...lasting('PT1H').scheduleInfo,
    };
    expect(status(await ask({change: {scheduleInfo}}))).toEqual([201, 'Granted']);
    expect(code(await ask())).toEqual([400, 'RoleAssignmentExists']);
  });

  test('for ninety seconds after its end by hand, though the list is empty', async () => {
    add();
    await ask();
    cloud.clock.advance(5 * minute);
    expect(status(await end())).toEqual([201, 'Revoked']);
    expect(await rows()).toEqual([]);
    cloud.clock.advance(89_999);
    expect(code(await ask())).toEqual([400, 'RoleAssignmentExists']);
    cloud.clock.advance(1);
    expect(status(await ask())).toEqual([201, 'Provisioned']);
  });
});

describe('ending', () => {
  test('not in the first five minutes, to the millisecond', async () => {
    add();
    await ask();
    cloud.clock.advance(5 * minute - 1);
    const {status: answered, body} = await end();
    expect([answered, body.error.code]).toEqual([400, 'ActiveDurationTooShort']);
    expect(body.error.message).toContain('Miniumum Required is 5 minutes');
    cloud.clock.advance(1);
    expect(status(await end())).toEqual([201, 'Revoked']);
    expect(code(await end())).toEqual([400, 'RoleAssignmentDoesNotExist']);
  });

  test('by itself at its end', async () => {
    add();
    await ask();
    cloud.clock.advance(hour - 1);
    expect(await rows()).toHaveLength(1);
    cloud.clock.advance(1);
    send = await caller(cloud, 'arm');
    expect(await rows()).toEqual([]);
    expect(status(await ask())).toEqual([201, 'Provisioned']);
  });

  test("never past the eligibility's own end", async () => {
    const endsAt = cloud.clock.now() + 30 * minute;
    add({endsAt});
    await ask();
    expect(Date.parse((await rows())[0].properties.endDateTime)).toBe(endsAt);
  });

  test('not what is assigned for good', async () => {
    add().standing({kind: 'azure-resource', role: 'Contributor', scope: 'prod'});
    expect(code(await end())).toEqual([400, 'RoleAssignmentDoesNotExist']);
    expect(code(await ask())).toEqual([400, 'RoleAssignmentExists']);
  });
});

describe('on the way', () => {
  test('through provisioning to a row that appears later than the status says', async () => {
    await cloud.stop();
    await open({provisioningMs: 4000});
    add();
    const name = randomUUID();
    const seen = [(await ask({name})).body.properties.status];
    const listed = [(await rows()).length];
    for (const step of [2000, 2000, 1000]) {
      cloud.clock.advance(step);
      seen.push((await again(name)).body.properties.status);
      listed.push((await rows()).length);
    }
    expect(seen).toEqual(['PendingProvisioning', 'ProvisioningStarted', 'Provisioned', 'Provisioned']);
    expect(listed).toEqual([0, 0, 0, 1]);
  });

  test('a future start is granted and waits', async () => {
    add();
    const startsAt = cloud.clock.now() + 30 * minute;
    const name = randomUUID();
    await ask({
      name,
      change: {
        scheduleInfo: {startDateTime: new Date(startsAt).toISOString(), ...lasting('PT1H').scheduleInfo},
      },
    });
    expect(await rows()).toEqual([]);
    cloud.clock.advance(30 * minute);
    expect((await again(name)).body.properties.status).toBe('Provisioned');
    const [row] = await rows();
    expect([Date.parse(row.properties.startDateTime), Date.parse(row.properties.endDateTime)]).toEqual([
      startsAt,
      startsAt + hour,
    ]);
  });

  test('people approve, and the window opens then', async () => {
    add({requires: {approval: ['Grace Hopper']}});
    const name = randomUUID();
    const {body} = await ask({name});
    expect(body.properties).toMatchObject({
      status: 'PendingApproval',
      approvalId: expect.stringContaining('/RoleAssignmentApprovals/'),
    });
    cloud.clock.advance(10 * minute);
    cloud.decide('next', 'Approve', 'go on');
    expect((await again(name)).body.properties.status).toBe('Provisioned');
    expect(Date.parse((await rows())[0].properties.endDateTime)).toBe(cloud.clock.now() + hour);
  });

  test('is found at the scope it was sent to, nowhere else', async () => {
    add();
    const name = randomUUID();
    await ask({name});
    expect((await again(name)).status).toBe(200);
    const elsewhere = `/providers/Microsoft.Authorization/roleAssignmentScheduleRequests/${name}?${version}`;
    expect((await send('GET', elsewhere)).status).toBe(404);
  });

  test('people deny; nobody answers for a day; the author withdraws', async () => {
    add({requires: {approval: ['Grace Hopper']}});
    const names = [randomUUID(), randomUUID(), randomUUID()] as const;
    await ask({name: names[0]});
    cloud.decide(names[0], 'Deny');
    await ask({name: names[1]});
    cloud.clock.advance(24 * hour);
    send = await caller(cloud, 'arm');
    await ask({name: names[2]});
    expect((await ask({name: names[2], action: '/cancel'})).status).toBe(200);
    const seen = await Promise.all(names.map(async name => (await again(name)).body.properties.status));
    expect(seen).toEqual(['Denied', 'TimedOut', 'Canceled']);
    expect(await rows()).toEqual([]);
    expect(() => cloud.decide('next', 'Approve')).toThrow('no open request');
  });

  test('a simulated approver takes its time', async () => {
    await cloud.stop();
    await open({approverMs: 4000});
    add({requires: {approval: ['Grace Hopper']}});
    const name = randomUUID();
    await ask({name});
    cloud.clock.advance(3999);
    expect((await again(name)).body.properties.status).toBe('PendingApproval');
    cloud.clock.advance(1);
    expect((await again(name)).body.properties.status).toBe('Provisioned');
  });

  test('what is through cannot be withdrawn; what is scheduled can', async () => {
    add();
    const name = randomUUID();
    await ask({
      name,
      change: {
        scheduleInfo: {
          startDateTime: new Date(cloud.clock.now() + hour).toISOString(),
          ...lasting('PT1H').scheduleInfo,
        },
      },
    });
    expect((await ask({name, action: '/cancel'})).status).toBe(200);
    const second = randomUUID();
    await ask({name: second});
    expect((await ask({name: second, action: '/cancel'})).status).toBe(400);
    expect((await ask({action: '/cancel'})).status).toBe(404);
  });

  test('a dry run checks and does nothing', async () => {
    add({requires: {approval: ['Grace Hopper']}});
    expect(status(await ask({action: '/validate'}))).toEqual([200, 'PendingEvaluation']);
    expect((await ask({action: '/validate', change: {justification: ''}})).body.error).toEqual(
      failing('JustificationRule'),
    );
    expect(cloud.organisation.requests).toEqual([]);
  });

  test('own requests are listed newest first; none wait for this user', async () => {
    add();
    await ask();
    cloud.clock.advance(5 * minute);
    await end();
    const list = async (filter: string) =>
      (await send('GET', armList('roleAssignmentScheduleRequests', '', filter))).body.value;
    expect((await list('asRequestor()')).map((row: Json) => row.properties.requestType)).toEqual([
      'SelfDeactivate',
      'SelfActivate',
    ]);
    expect(await list('asApprover()')).toEqual([]);
  });
});
