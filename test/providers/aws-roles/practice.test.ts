import {afterEach, describe, expect, test} from 'vitest';
import type {AccessProvider, Answer, Call} from '../../../src/core/ports.ts';
import {Secret} from '../../../src/core/secret.ts';
import type {AwsRoleSettings} from '../../../src/core/settings.ts';
import {hours, minutes, seconds} from '../../../src/core/time.ts';
import {createAwsRoles} from '../../../src/providers/aws-roles/index.ts';
import type {RoleWish} from '../../../src/sandbox/aws/wishes.ts';
import {type AwsPlace, awsPlace, closePlaces} from '../aws-permission-sets/place.ts';
import {grantIn, problemIn, START, theOne} from './support.ts';

afterEach(closePlaces);

const ARN = 'arn:aws:iam::444455556666:role/ProdAdmin';
const VIA = {account: 'prod', permissionSet: 'Operator'};
const SERIAL = 'arn:aws:iam::111122223333:mfa/ada';

interface OnStage extends AwsPlace {
  readonly roles: AccessProvider;
}

/** The practice cloud's own STS, portal and console sign-in, with one role that is reached through a permission set. */
async function staged(row: Partial<AwsRoleSettings> = {}, wish: Partial<RoleWish> = {}): Promise<OnStage> {
  const place = await awsPlace({
    fill: ({organisation: {aws}}) => {
      aws.permissionSet({account: 'prod', name: 'Operator'}).role({arn: ARN, via: VIA, ...wish});
    },
  });
  const accountId = place.cloud.organisation.aws.accountId('prod');
  const via = {session: 'corp', accountId, permissionSet: 'Operator'};
  const roles = createAwsRoles({
    ...place,
    roles: [{name: 'prod-admin', roleArn: ARN, via, ...row}],
    profile: 'default',
    server: {now: () => place.cloud.clock.now(), offset: () => 0},
  });
  return {...place, roles};
}

async function ask(
  {roles, access, signal}: OnStage,
  duration = 3600,
  more: Partial<Call> = {},
): Promise<Answer> {
  const {id: eligibilityId, kind, name, scope, condition, address} = await theOne(roles);
  const request = {
    duration,
    justification: 'disk full, see #42',
    ticket: null,
    narrowerScope: null,
    startAt: null,
  };
  const actor = await access.actor('corp', signal);
  const intent = {id: 'intent-1', eligibilityId, kind, name, scope, condition, address, request, actor};
  return roles.activate({...intent, openedAt: START}, {signal, ...more});
}

const issued = ({cloud}: OnStage) =>
  cloud.organisation.aws.issuedSessions.filter(({by}) => by === 'assume-role');

describe('a role of the organisation', () => {
  test('is lent with name and reasons on record, once, for an hour', async () => {
    const on = await staged();
    const grant = grantIn(await ask(on));
    expect(grant).toMatchObject({
      startsAt: START,
      endsAt: START + hours(1),
      credentialsEndAt: START + hours(1),
    });
    const [session, ...more] = issued(on);
    expect(more).toEqual([]);
    expect(session).toMatchObject({
      ...{chained: true, policy: null, tags: {'stint:justification': 'disk full see 42'}},
      ...{sourceIdentity: on.access.learnt.get('corp'), expiresAt: grant.endsAt},
    });
    expect(session?.sourceIdentity).toMatch(/./);
    expect(session?.arn).toBe(`arn:aws:sts::444455556666:assumed-role/ProdAdmin/${session?.sourceIdentity}`);
    expect((await on.roles.lend?.(grant, on))?.accessKeyId).toBe(session?.accessKeyId);
  });

  test.each([1, 300, 899, 900, 901])('is of no more use after %i s, to the second', async length => {
    const on = await staged();
    const grant = grantIn(await ask(on, length));
    const key = (await on.roles.lend?.(grant, on))?.accessKeyId ?? '';
    const {aws} = on.cloud.organisation;
    await on.clock.turn(seconds(length) - 1);
    expect(aws.isUsable(key)).toBe(true);
    await on.clock.turn(1);
    expect(aws.isUsable(key)).toBe(false);
    await expect(on.roles.lend?.(grant, on)).rejects.toMatchObject({problem: {code: 'not-active'}});
  });

  test('is lent anew for exactly what is left where the credentials are gone', async () => {
    const on = await staged();
    const grant = grantIn(await ask(on));
    on.loans.kept.clear();
    await on.clock.turn(minutes(50));
    const key = (await on.roles.lend?.(grant, on))?.accessKeyId ?? '';
    const {aws} = on.cloud.organisation;
    expect(aws.isUsable(key)).toBe(true);
    await on.clock.turn(minutes(10));
    expect(aws.isUsable(key)).toBe(false);
  });
});

describe('a role whose trust says no', () => {
  test.each([
    ['to names', {sourceIdentity: false}, 'sts:SetSourceIdentity', {sourceIdentity: false}],
    ['to tags', {tagSession: false}, 'sts:TagSession', {sessionTags: false}],
  ])(
    '%s names the action, and is lent without where the settings say so',
    async (_what, trust, action, row) => {
      const on = await staged({}, {trust});
      const problem = problemIn(await ask(on));
      expect(problem).toMatchObject({
        code: 'denied',
        nextSteps: expect.arrayContaining([expect.stringContaining(action)]),
      });
      expect(issued(on)).toEqual([]);
      grantIn(await ask(await staged(row, {trust})));
    },
  );

  test('to strangers is lent with the external id', async () => {
    const trust = {externalId: 'ext-1'};
    expect(problemIn(await ask(await staged({}, {trust})))).toMatchObject({code: 'denied'});
    grantIn(await ask(await staged({externalId: 'ext-1'}, {trust})));
  });

  test('because it is gone', async () => {
    const on = await staged();
    on.cloud.organisation.aws.removeRole(ARN);
    const problem = problemIn(await ask(on));
    expect(problem).toMatchObject({
      code: 'denied',
      nextSteps: expect.arrayContaining([expect.stringContaining('gone')]),
    });
  });

  test('because the permission set is no longer assigned', async () => {
    const on = await staged();
    on.cloud.organisation.aws.withdraw(VIA);
    expect(problemIn(await ask(on))).toMatchObject({code: 'not-eligible'});
  });
});

describe('a role that asks for MFA', () => {
  const code = (on: OnStage) => ({mfaCode: new Secret(on.cloud.organisation.aws.mfaCode(SERIAL))});

  test('takes a code once', async () => {
    const on = await staged({mfaSerial: SERIAL}, {mfaSerial: SERIAL});
    const used = code(on);
    const grant = grantIn(await ask(on, 600, used));
    expect(issued(on)).toMatchObject([{mfa: true}]);
    await on.roles.deactivate(grant, 'end-1', on);
    expect(problemIn(await ask(on, 600, used))).toMatchObject({code: 'step-up-needed', context: 'mfa'});
    await on.clock.turn(seconds(30));
    grantIn(await ask(on, 600, code(on)));
  });

  test('takes no code of another device', async () => {
    const on = await staged({mfaSerial: `${SERIAL}-2`}, {mfaSerial: SERIAL});
    expect(problemIn(await ask(on, 600, code(on)))).toMatchObject({code: 'step-up-needed', context: 'mfa'});
    expect(issued(on)).toEqual([]);
  });
});

test('the console takes a chained role only without a length', async () => {
  const on = await staged();
  const grant = grantIn(await ask(on));
  const link = await on.roles.console?.(grant, on);
  expect(link?.endsAt).toBeNull();
  expect(link?.url.reveal()).toContain(`${on.cloud.origins.signin}/federation?Action=login`);
});

test('the portal and STS are asked for nothing but what it takes', async () => {
  const on = await staged();
  grantIn(await ask(on));
  const asked = on.cloud.log
    .filter(({origin}) => origin === 'portal' || origin === 'sts')
    .map(({origin, method, path}) => `${origin} ${method} ${path.split('?')[0]}`);
  expect(asked).toEqual(['portal GET /federation/credentials', 'sts POST /', 'sts POST /']);
});
