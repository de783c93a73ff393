import {expect, test} from 'vitest';
import type {AwsRoleSettings} from '../../../src/core/settings.ts';
import {ADMIN, scene} from './support.ts';

const stage = scene();

async function listed(...roles: readonly AwsRoleSettings[]) {
  const provider = stage().provider(...roles);
  for await (const page of provider.eligible(new AbortController().signal)) return {provider, ...page};
  throw new Error('no page came');
}

test('roles are listed as the settings have them, without any network', async () => {
  const mfa = {...ADMIN, name: 'mfa', maxDuration: '45m', mfaSerial: 'arn:aws:iam::1:mfa/ada'};
  const {items, complete, gaps} = await listed(ADMIN, mfa);
  expect({complete, gaps}).toEqual({complete: true, gaps: undefined});
  expect(items).toEqual([
    {
      ...{id: expect.stringMatching(/^awr-[0-9a-f]{16}$/), kind: 'aws-role', name: 'prod-admin'},
      scope: {id: '444455556666', name: '444455556666', type: 'account'},
      ...{entitlement: 'eligible', memberType: 'direct', maxDuration: 3600},
      requires: {justification: true, ticket: false, approval: false, mfa: false, authContext: false},
      ...{condition: null, guarantee: {endedBy: 'session', overrunSeconds: 0}, endsAt: null, grantId: null},
      address: {session: 'corp', role: 'prod-admin'},
    },
    expect.objectContaining({name: 'mfa', maxDuration: 2700, requires: expect.objectContaining({mfa: true})}),
  ]);
  expect(stage().cloud.heard).toEqual([]);
});

test('an id depends on partition, account and name alone', async () => {
  const ids = async (row: Partial<AwsRoleSettings>) => (await listed({...ADMIN, ...row})).items[0]?.id;
  const id = await ids({});
  expect(await ids({roleArn: 'arn:aws:iam::444455556666:role/Renamed', maxDuration: 'PT15M'})).toBe(id);
  expect(await ids({name: 'other'})).not.toBe(id);
  expect(await ids({roleArn: 'arn:aws:iam::444455556667:role/team/ProdAdmin'})).not.toBe(id);
  expect(await ids({roleArn: 'arn:aws-cn:iam::444455556666:role/team/ProdAdmin'})).not.toBe(id);
});

test.each([
  ['roleArn', {roleArn: 'arn:aws:iam::444455556666:user/Ada'}],
  ['roleArn', {roleArn: 'arn:aws:iam::4444:role/ProdAdmin'}],
  ['roleArn', {roleArn: 'arn:evil:iam::444455556666:role/ProdAdmin'}],
  ['maxDuration', {maxDuration: 'PT61M'}],
  ['maxDuration', {maxDuration: 'an hour'}],
])('a row with a wrong %s is a gap that hides no other', async (key, row) => {
  const wrong = {...ADMIN, name: 'wrong', ...row};
  const {items, gaps, provider} = await listed(wrong, ADMIN);
  const problem = {
    code: 'misconfigured',
    setting: `profiles.default.aws.roles.0.${key}`,
    provider: 'aws-role',
  };
  expect(items.map(({name}) => name)).toEqual(['prod-admin']);
  expect(gaps).toMatchObject([problem]);
  const [one] = items;
  if (one === undefined) throw new Error('no role came');
  const asked = provider.policy({...one, address: {role: 'wrong'}}, new AbortController().signal);
  await expect(asked).rejects.toMatchObject({problem});
});

test('a role that has left the settings is said to be gone', async () => {
  const {items, provider} = await listed(ADMIN);
  const [one] = items;
  if (one === undefined) throw new Error('no role came');
  const asked = provider.policy({...one, address: {role: 'gone'}}, new AbortController().signal);
  await expect(asked).rejects.toMatchObject({
    problem: {
      code: 'misconfigured',
      setting: 'profiles.default.aws.roles',
      reason: expect.stringContaining('gone'),
    },
  });
});
