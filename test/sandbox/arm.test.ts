import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {PracticeCloud} from '../../src/sandbox/index.ts';
import {
  activate,
  armList,
  caller,
  hour,
  type Json,
  minute,
  type Reply,
  type Send,
  sender,
  signIn,
  stillCloud,
  version,
} from './support.ts';

let cloud: PracticeCloud;
let send: Send;

beforeEach(async () => {
  cloud = await stillCloud();
  send = await caller(cloud, 'arm');
});
afterEach(() => cloud.stop());

const instances = 'roleEligibilityScheduleInstances';
const active = 'roleAssignmentScheduleInstances';
const names = (reply: Reply) =>
  reply.body.value.map((row: Json) => row.properties.expandedProperties.roleDefinition.displayName);
const code = (reply: Reply) => [reply.status, reply.body.error?.code];

describe('the door', () => {
  test.each([
    ['no token', () => sender(cloud.origins.arm, '')('GET', armList(instances)), 'AuthenticationFailed'],
    [
      'a forged one',
      () => sender(cloud.origins.arm, 'e30.e30.AAAA')('GET', armList(instances)),
      'AuthenticationFailed',
    ],
    [
      "Graph's",
      async () => {
        const {body} = await signIn(cloud, `${cloud.origins.graph}/.default`);
        return sender(cloud.origins.arm, body.access_token)('GET', armList(instances));
      },
      'InvalidAuthenticationTokenAudience',
    ],
    [
      'an old one',
      () => {
        cloud.clock.advance(hour);
        return send('GET', armList(instances));
      },
      'ExpiredAuthenticationToken',
    ],
  ])('refuses a token: %s', async (_name, ask, expected) => {
    const reply = await ask();
    expect(code(reply)).toEqual([401, expected]);
    expect(reply.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  test('a challenge names the claims to bring; a fresh token passes', async () => {
    cloud.challengeAccessTokens();
    const reply = await send('GET', armList(instances));
    const claims =
      /error="insufficient_claims", claims="([^"]+)"/.exec(
        reply.headers.get('www-authenticate') ?? '',
      )?.[1] ?? '';
    expect(reply.status).toBe(401);
    expect(JSON.parse(Buffer.from(claims, 'base64').toString()).access_token.nbf.essential).toBe(true);
    expect((await (await caller(cloud, 'arm'))('GET', armList(instances))).status).toBe(200);
  });

  test('a client without cp1 is not told which claims', async () => {
    const plain = await caller(cloud, 'arm', '');
    cloud.challengeAccessTokens();
    expect((await plain('GET', armList(instances))).headers.get('www-authenticate')).not.toContain('claims=');
  });

  test.each([
    [
      'no version',
      '/providers/Microsoft.Authorization/roleEligibilityScheduleInstances',
      'MissingApiVersionParameter',
      400,
    ],
    [
      'another version',
      '/providers/Microsoft.Authorization/roleEligibilityScheduleInstances?api-version=2015-07-01',
      'InvalidApiVersionParameter',
      400,
    ],
    ['another provider', `/providers/Microsoft.Compute/disks?${version}`, 'InvalidResourceType', 404],
    ['another collection', armList('classicAdministrators'), 'InvalidResourceType', 404],
    ['a filter it does not know', armList(instances, '', 'inTheMood()'), 'InvalidFilter', 400],
    ['no asTarget()', armList(instances, '', 'atScope()'), 'InsufficientPermissions', 403],
    ['a made-up page', `${armList(instances)}&$skiptoken=AAAA`, 'InvalidSkipToken', 400],
  ])('refuses an address: %s', async (_name, path, expected, status) => {
    expect(code(await send('GET', path))).toEqual([status, expected]);
  });

  test('every answer carries its own time and a correlation id', async () => {
    cloud.clock.set(Date.UTC(2031, 0, 2, 3, 4, 5));
    const reply = await send('GET', armList(instances));
    expect(reply.headers.get('date')).toBe('Thu, 02 Jan 2031 03:04:05 GMT');
    expect(reply.headers.get('x-ms-correlation-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('lists', () => {
  test('all pages by absolute links, at the tenant root with its doubled slash', async () => {
    cloud.organisation.pageSize(2);
    for (const role of ['Owner', 'Reader', 'Contributor', 'A', 'B'])
      cloud.organisation.eligible({kind: 'azure-resource', role, scope: 'prod'});
    const seen: string[] = [];
    let next: string | undefined = `/${armList(instances)}`;
    for (let pages = 0; next !== undefined; pages++) {
      const reply: Reply = await send('GET', next);
      seen.push(...names(reply));
      next = reply.body.nextLink;
      expect(next === undefined || next.startsWith(`${cloud.origins.arm}/`)).toBe(true);
      expect(pages).toBeLessThan(3);
    }
    expect(seen).toEqual(['Owner', 'Reader', 'Contributor', 'A', 'B']);
  });

  test('at a scope: what is at it, above it and below it; atScope() leaves the last out', async () => {
    cloud.organisation
      .managementGroup('mg')
      .subscription('prod', 'mg')
      .resourceGroup('rg', 'prod')
      .eligible({kind: 'azure-resource', role: 'above', scope: 'mg'})
      .eligible({kind: 'azure-resource', role: 'here', scope: 'prod'})
      .eligible({kind: 'azure-resource', role: 'below', scope: 'rg'})
      .eligible({kind: 'azure-resource', role: 'beside', scope: 'other'});
    const {id} = cloud.organisation.scope('azure-resource', 'prod');
    expect(names(await send('GET', armList(instances, id)))).toEqual(['above', 'here', 'below']);
    expect(names(await send('GET', armList(instances, id, 'asTarget() and atScope()')))).toEqual([
      'above',
      'here',
    ]);
    expect(names(await send('GET', armList(instances)))).toHaveLength(4);
  });

  test('by role; rows by their own name', async () => {
    cloud.organisation
      .eligible({kind: 'azure-resource', role: 'Owner', scope: 'prod'})
      .eligible({kind: 'azure-resource', role: 'Reader', scope: 'prod'});
    const all = (await send('GET', armList(instances))).body.value;
    const {roleDefinitionId} = all[1].properties;
    expect(
      names(
        await send('GET', armList(instances, '', `asTarget() and roleDefinitionId eq '${roleDefinitionId}'`)),
      ),
    ).toEqual(['Reader']);
    expect((await send('GET', `${all[0].id}?${version}`)).body).toEqual(all[0]);
  });

  test('an inherited row stands beside the direct one, with the group as its principal', async () => {
    cloud.organisation
      .eligible({kind: 'azure-resource', role: 'Owner', scope: 'prod'})
      .eligible({kind: 'azure-resource', role: 'Owner', scope: 'prod', memberType: 'Group'});
    const rows = (await send('GET', armList(instances))).body.value.map((row: Json) => row.properties);
    expect(
      rows.map((row: Json) => [row.memberType, row.principalType, row.principalId === cloud.user.oid]),
    ).toEqual([
      ['Direct', 'User', true],
      ['Group', 'Group', false],
    ]);
    expect((await activate(cloud, send)).body.properties.status).toBe('Provisioned');
  });

  test('what begins later is a schedule and no instance; what has ended is neither', async () => {
    cloud.organisation.eligible({
      kind: 'azure-resource',
      role: 'Owner',
      scope: 'prod',
      startsAt: cloud.clock.now() + hour,
      endsAt: cloud.clock.now() + 2 * hour,
    });
    expect(names(await send('GET', armList(instances)))).toEqual([]);
    expect(names(await send('GET', armList('roleEligibilitySchedules')))).toEqual(['Owner']);
    cloud.clock.advance(2 * hour);
    send = await caller(cloud, 'arm');
    expect(names(await send('GET', armList('roleEligibilitySchedules')))).toEqual([]);
  });

  test('rows may come without their names', async () => {
    cloud.organisation
      .eligible({kind: 'azure-resource', role: 'Owner', scope: 'prod'})
      .dropExpandedProperties();
    expect((await send('GET', armList(instances))).body.value[0].properties).not.toHaveProperty(
      'expandedProperties',
    );
  });

  test('a name can be looked up by the role, unless that is forbidden too', async () => {
    cloud.organisation
      .eligible({kind: 'azure-resource', role: 'Owner', scope: 'prod'})
      .dropExpandedProperties();
    const {roleDefinitionId} = (await send('GET', armList(instances))).body.value[0].properties;
    const look = (id: string) => send('GET', `${id}?api-version=2022-04-01`);
    expect((await look(roleDefinitionId)).body.properties.roleName).toBe('Owner');
    expect((await look(`${roleDefinitionId}0`)).status).toBe(404);
    cloud.organisation.settings.roleDefinitionsReadable = false;
    expect(code(await look(roleDefinitionId))).toEqual([403, 'AuthorizationFailed']);
  });

  test('standing and time-bound rows are assigned, not activated', async () => {
    cloud.organisation
      .standing({kind: 'azure-resource', role: 'Reader', scope: 'prod'})
      .timeBound({kind: 'azure-resource', role: 'Owner', scope: 'prod', endsAt: cloud.clock.now() + hour});
    const rows = (await send('GET', armList(active))).body.value.map((row: Json) => row.properties);
    expect(
      rows.map((row: Json) => [
        row.assignmentType,
        row.endDateTime === null,
        row.linkedRoleEligibilityScheduleId,
      ]),
    ).toEqual([
      ['Assigned', true, null],
      ['Assigned', false, null],
    ]);
    cloud.clock.advance(59 * minute);
    expect(names(await send('GET', armList(active)))).toHaveLength(2);
    cloud.clock.advance(minute);
    send = await caller(cloud, 'arm');
    expect(names(await send('GET', armList(active)))).toEqual(['Reader']);
  });

  test('children to narrow to: direct ones, by type, or all', async () => {
    cloud.organisation
      .managementGroup('mg')
      .subscription('prod', 'mg')
      .resourceGroup('rg-a', 'prod')
      .resourceGroup('rg-b', 'prod')
      .resource('kv', 'rg-a', 'Microsoft.KeyVault/vaults')
      .resourceGroup('rg-c', 'unrelated')
      .eligible({kind: 'azure-resource', role: 'Owner', scope: 'prod'});
    const children = async (scope: string, rest = '') => {
      const {id} = cloud.organisation.scope('azure-resource', scope);
      const reply = await send(
        'GET',
        `${id}/providers/Microsoft.Authorization/eligibleChildResources?${version}${rest}`,
      );
      return reply.body.value.map((row: Json) => `${row.type} ${row.name}`);
    };
    expect(await children('prod')).toEqual(['resourcegroup rg-a', 'resourcegroup rg-b']);
    expect(await children('mg', "&$filter=resourceType+eq+'resourcegroup'")).toEqual([]);
    expect(await children('mg', '&getAllChildren=true')).toEqual([
      'subscription prod',
      'resourcegroup rg-a',
      'resourcegroup rg-b',
    ]);
    expect(await children('unrelated')).toEqual([]);
  });
});

describe('policies', () => {
  const read = (scope: string, filter = '') => {
    const {id} = cloud.organisation.scope('azure-resource', scope);
    return send(
      'GET',
      `${id}/providers/Microsoft.Authorization/roleManagementPolicyAssignments?${version}${filter}`,
    );
  };

  test('all seventeen rules, the four of the user as the role has them', async () => {
    cloud.organisation.eligible({
      kind: 'azure-resource',
      role: 'Owner',
      scope: 'prod',
      maxDuration: 'PT2H',
      requires: {ticket: true, mfa: true, approval: ['Grace Hopper'], authContext: 'c1'},
    });
    const rules = (await read('prod')).body.value[0].properties.effectiveRules;
    const rule = (id: string) => rules.find((one: Json) => one.id === id);
    expect(new Set(rules.map((one: Json) => one.id)).size).toBe(17);
    expect(rule('Expiration_EndUser_Assignment')).toMatchObject({
      maximumDuration: 'PT2H',
      ruleType: 'RoleManagementPolicyExpirationRule',
    });
    expect(rule('Enablement_EndUser_Assignment').enabledRules).toEqual([
      'MultiFactorAuthentication',
      'Justification',
      'Ticketing',
    ]);
    expect(rule('Approval_EndUser_Assignment').setting).toMatchObject({
      isApprovalRequired: true,
      approvalStages: [{primaryApprovers: [{description: 'Grace Hopper', userType: 'User'}]}],
    });
    expect(rule('AuthenticationContext_EndUser_Assignment')).toMatchObject({
      isEnabled: true,
      claimValue: 'c1',
    });
  });

  test('are of one role and exactly one scope, and may be hidden from an ordinary user', async () => {
    cloud.organisation
      .resourceGroup('rg', 'prod')
      .eligible({kind: 'azure-resource', role: 'Owner', scope: 'prod', policyReadable: false})
      .eligible({kind: 'azure-resource', role: 'Reader', scope: 'prod'})
      .eligible({kind: 'azure-resource', role: 'Hidden', scope: 'rg', policyReadable: false});
    const ofOwner = encodeURIComponent("roleDefinitionId eq '8e3af657-a8ff-443c-a75c-2fe8c4bcb635'");
    expect((await read('prod')).body.value).toHaveLength(1);
    expect(code(await read('prod', `&$filter=${ofOwner}`))).toEqual([403, 'AuthorizationFailed']);
    expect(code(await read('rg'))).toEqual([403, 'AuthorizationFailed']);
    expect((await read('elsewhere')).body.value).toEqual([]);
  });
});

test('throttles by a bucket that fills again, and says when', async () => {
  cloud.organisation.throttle({reads: {burst: 2, perSecond: 0.5}});
  const ask = () => send('GET', armList(instances));
  expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
  const third = await ask();
  expect(code(third)).toEqual([429, 'TooManyRequests']);
  expect(third.headers.get('retry-after')).toBe('2');
  cloud.clock.advance(2000);
  expect((await ask()).status).toBe(200);
});
