import {afterEach, describe, expect, test} from 'vitest';
import type {Eligibility} from '../../src/core/eligibility.ts';
import {eligibilityOfRung, needsOf, type Rung, rungOf, type Whose} from '../../src/core/ladder.ts';
import {UNKNOWN_POLICY} from '../../src/core/policy.ts';
import {Trouble} from '../../src/core/problem.ts';
import {createAwsPermissionSets} from '../../src/providers/aws-permission-sets/index.ts';
import {createAwsRoles} from '../../src/providers/aws-roles/index.ts';
import {awsPlace, closePlaces} from '../providers/aws-permission-sets/place.ts';
import {all, closeStages, stage} from '../providers/stage.ts';
import {subjects} from '../providers/subjects.ts';

afterEach(closeStages);
afterEach(closePlaces);

/** What is to be the same, whether a role was listed or is asked for by its rung alone. */
const lasting = ({id, kind, entitlement, guarantee, scope, address}: Eligibility) => {
  const {eligibilityScheduleId: _lapses, ...lasts} = address;
  return {id, kind, entitlement, guarantee, scope: scope.id, address: lasts};
};

function rungFor(row: Eligibility): Rung {
  const rung = rungOf(row, 'first');
  if (rung === undefined) throw new Error(`no rung can hold ${row.id}`);
  return rung;
}

describe.each(subjects)('what $kind lists', subject => {
  test('is the same by its rung', async () => {
    const {provider, cloud, access, signal} = await stage(subject, null, {scenario: 'demo'});
    const {tenantId} = await access.actor(signal);
    const rows = (await all(provider.eligible(signal))).filter(({condition}) => condition === null);
    expect(rows.length).toBeGreaterThan(4);
    const again = rows.map(row => eligibilityOfRung(rungFor(row), {tenantId}));
    expect(again.map(lasting)).toEqual(rows.map(lasting));
    expect(again.map(({name}) => name)).toEqual(rows.map(({name}) => name));
    expect(again.every(({requires}) => requires === UNKNOWN_POLICY.requires)).toBe(true);
    expect(cloud.tenantId).toBe(tenantId);
  });
});

test('a role with a condition has no rung, for a rung cannot send it along', async () => {
  const {provider, signal} = await stage(subjects[0], {condition: "@Resource[x] StringEquals 'y'"});
  expect((await all(provider.eligible(signal))).map(row => rungOf(row, 'first'))).toEqual([undefined]);
});

const ACCOUNT = '111122223333';
const VIA = {session: 'corp', accountId: ACCOUNT, permissionSet: 'Operator'};
const ROLES = [
  {name: 'prod-admin', roleArn: `arn:aws:iam::${ACCOUNT}:role/team/ProdAdmin`, via: VIA},
  {name: 'no way', roleArn: 'arn:aws:iam::444455556666:role/NoWay'},
];
const SESSIONS = [{name: 'corp', startUrl: 'https://d-1.awsapps.com/start', region: 'eu-west-1'}];

describe('what AWS lists', () => {
  const fill = ({organisation: {aws}}: Awaited<ReturnType<typeof awsPlace>>['cloud']) =>
    void aws
      .permissionSet({account: ACCOUNT, name: 'Operator'})
      .permissionSet({account: ACCOUNT, name: 'ReadOnlyAccess'});

  test('permission sets, also those that a group brings', async () => {
    const links = [{...VIA, permissionSet: 'Admin', groupId: 'b1f0c3a8-0000-4000-8000-000000000001'}];
    const {provider, clock, signal} = await awsPlace({fill, links, make: createAwsPermissionSets});
    const rows = await clock.through(all(provider.eligible(signal)));
    const whose = {tenantId: '', aws: {sessions: SESSIONS, groupLinks: links}};
    const again = rows.map(row => eligibilityOfRung(rungFor(row), whose));
    expect(again.map(lasting)).toEqual(rows.map(lasting));
    expect(new Set(again.map(({entitlement}) => entitlement))).toEqual(new Set(['standing', 'eligible']));
  });

  test('roles of the settings', async () => {
    const {provider, clock, signal} = await awsPlace({
      fill,
      make: parts => createAwsRoles({...parts, roles: ROLES}),
    });
    const rows = await clock.through(all(provider.eligible(signal)));
    expect(rows).toHaveLength(2);
    const again = rows.map(row => eligibilityOfRung(rungFor(row), {tenantId: '', aws: {roles: ROLES}}));
    expect(again.map(lasting)).toEqual(rows.map(lasting));
  });
});

const GUID = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
const azure = (change: object = {}): Rung => ({
  ...{name: 'first', kind: 'azure-resource', role: 'Owner', roleDefinitionId: GUID},
  ...{scope: '/subscriptions/s1/resourceGroups/rg', ...change},
});

describe('a bare role definition is written as the cloud does', () => {
  test.each([
    ['/subscriptions/s1/resourceGroups/rg', '/subscriptions/s1/'],
    ['/providers/Microsoft.Management/managementGroups/mg', '/'],
    ['/', '/'],
  ])('at %s', (scope, prefix) => {
    const {address} = eligibilityOfRung(azure({scope}), {tenantId: 't'});
    expect(address).toEqual({
      scope,
      roleDefinitionId: `${prefix}providers/Microsoft.Authorization/roleDefinitions/${GUID}`,
    });
  });

  test('and means the same role as the whole id, in any case', () => {
    const whole = `/subscriptions/S1/providers/Microsoft.Authorization/roleDefinitions/${GUID.toUpperCase()}`;
    const ids = [
      azure(),
      azure({roleDefinitionId: whole}),
      azure({scope: '/SUBSCRIPTIONS/s1/resourcegroups/RG'}),
    ];
    expect(new Set(ids.map(rung => eligibilityOfRung(rung, {tenantId: 't'}).id)).size).toBe(1);
    expect(
      eligibilityOfRung(azure({roleDefinitionId: whole}), {tenantId: 't'}).address.roleDefinitionId,
    ).toBe(whole);
  });
});

const user: Rung = {
  ...{name: 'last', kind: 'aws-role', roleArn: `arn:aws:iam::${ACCOUNT}:role/break-glass-admin`},
  ...{user: 'emergency-1', region: 'eu-west-1', mfaSerial: `arn:aws:iam::${ACCOUNT}:mfa/emergency-1`},
};

test('a role of a user is known by its ARN and its user', () => {
  const made = eligibilityOfRung(user, {tenantId: 'anything'});
  expect(made).toMatchObject({
    ...{kind: 'aws-role', name: 'last', scope: {id: ACCOUNT}, entitlement: 'eligible'},
    address: {
      user: 'emergency-1',
      role: `arn:aws:iam::${ACCOUNT}:role/break-glass-admin`,
      region: 'eu-west-1',
    },
  });
  const renamed = eligibilityOfRung({...user, name: 'other'}, {tenantId: ''});
  const others = eligibilityOfRung({...user, user: 'emergency-2'} as Rung, {tenantId: ''});
  expect([renamed.id === made.id, others.id === made.id]).toEqual([true, false]);
  expect(rungOf(made, 'last')).toBeUndefined();
});

test.each<[string, Rung, readonly string[]]>([
  ['azure', azure(), ['entra', 'azure-pim']],
  ['entra', {name: 'r', kind: 'entra-role', role: 'Reader', roleDefinitionId: GUID}, ['entra', 'graph-pim']],
  ['group', {name: 'g', kind: 'entra-group', groupId: GUID, access: 'member'}, ['entra', 'graph-pim']],
  ['set', {name: 's', kind: 'aws-permission-set', ...VIA}, ['identity-center']],
  ['role', {name: 'p', kind: 'aws-role', role: 'prod-admin'}, ['identity-center', 'sts']],
  ['user', user, ['sts']],
])('%s needs no more than it needs', (_name, rung, needs) => {
  expect(needsOf(rung)).toEqual(needs);
});

test.each<[string, Rung, Whose]>([
  ['a session that is not there', {name: 's', kind: 'aws-permission-set', ...VIA}, {tenantId: ''}],
  ['a role that is not there', {name: 'p', kind: 'aws-role', role: 'prod-admin'}, {tenantId: ''}],
  ['the ARN of something else', {...user, roleArn: 'arn:aws:iam::1:user/x'} as Rung, {tenantId: ''}],
  ['a Region elsewhere', {...user, region: 'cn-north-1'} as Rung, {tenantId: ''}],
])('%s is misconfigured, by the ladder and the name', (_name, rung, whose) => {
  const thrown = thrownBy(() => eligibilityOfRung(rung, whose));
  expect(thrown).toBeInstanceOf(Trouble);
  expect(thrown).toMatchObject({
    problem: {
      code: 'misconfigured',
      setting: 'breakGlass.ladder',
      reason: expect.stringContaining(rung.name),
    },
  });
});

function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (thrown) {
    return thrown;
  }
}
