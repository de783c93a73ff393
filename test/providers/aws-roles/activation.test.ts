import {describe, expect, test} from 'vitest';
import {Secret} from '../../../src/core/secret.ts';
import {hours, minutes, seconds} from '../../../src/core/time.ts';
import {ADMIN, ask, assumption, grantIn, intentFor, problemIn, START, scene, theOne} from './support.ts';

const stage = scene();

describe('what is sent', () => {
  test('the role, who asks and why, for as long as was asked, with the credentials of the way', async () => {
    const on = stage();
    await ask(on, on.provider(), {duration: 1800, ticket: {number: 'INC-7', system: 'jira'}});
    expect(assumption(on)).toEqual({
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: 'arn:aws:iam::444455556666:role/team/ProdAdmin',
      RoleSessionName: 'ada@example.org',
      SourceIdentity: 'ada@example.org',
      DurationSeconds: '1800',
      'Tags.member.1.Key': 'stint:justification',
      'Tags.member.1.Value': 'incident 42',
      'Tags.member.2.Key': 'stint:ticket',
      'Tags.member.2.Value': 'jira INC-7',
    });
    expect(on.lentBy).toEqual(['Operator@111122223333 corp']);
    const [call] = on.cloud.asked('AssumeRole');
    expect(call?.headers.authorization).toMatch(/Credential=ASIAVIA1\/\d{8}\/eu-west-1\/sts\//);
    expect(call?.headers['x-amz-security-token']).toBe('via-token');
  });

  test('no name and no reasons where the settings say so', async () => {
    const on = stage();
    await ask(on, on.provider({...ADMIN, sourceIdentity: false, sessionTags: false}));
    expect(Object.keys(assumption(on)).sort()).toEqual(
      ['Action', 'DurationSeconds', 'RoleArn', 'RoleSessionName', 'Version'].sort(),
    );
  });

  test('an external id, and the MFA device with its code', async () => {
    const on = stage();
    const mfaSerial = 'arn:aws:iam::111122223333:mfa/ada';
    const provider = on.provider({...ADMIN, externalId: 'ext-1', mfaSerial});
    const call = {signal: on.signal, mfaCode: new Secret('123456')};
    await provider.activate(await intentFor(on, provider), call);
    expect(assumption(on)).toMatchObject({ExternalId: 'ext-1', SerialNumber: mfaSerial, TokenCode: '123456'});
  });

  test('a code that nobody asks for is kept back', async () => {
    const on = stage();
    const provider = on.provider();
    const call = {signal: on.signal, mfaCode: new Secret('123456')};
    await provider.activate(await intentFor(on, provider), call);
    expect(assumption(on)).not.toHaveProperty('TokenCode');
  });

  test.each(['', 'someone.else'])(
    'is in the name of whose credentials these are, whoever %j is',
    async known => {
      const on = stage();
      on.account = known;
      await ask(on, on.provider());
      expect(assumption(on)).toMatchObject({
        RoleSessionName: 'ada@example.org',
        SourceIdentity: 'ada@example.org',
      });
      expect(on.learnt).toEqual(['ada@example.org']);
      expect(on.cloud.asked('GetCallerIdentity')[0]?.headers.authorization).toContain('Credential=ASIAVIA1/');
    },
  );

  test('nobody is lent anything without a name', async () => {
    const on = stage();
    on.cloud.caller = 'arn:aws:iam::111122223333:user/ada';
    expect(problemIn(await ask(on, on.provider()))).toMatchObject({code: 'failed', provider: 'aws-role'});
    expect(on.cloud.asked('AssumeRole')).toEqual([]);
  });

  test('characters that tags do not allow are left out', async () => {
    const on = stage();
    await ask(on, on.provider(), {justification: 'disk “full”, see (#42)\nnow'});
    expect(assumption(on)).toMatchObject({'Tags.member.1.Value': 'disk full see 42 now'});
  });
});

describe('the end', () => {
  test('an hour ends with the credentials', async () => {
    const on = stage();
    const provider = on.provider();
    const answer = await ask(on, provider);
    const {id} = await theOne(provider);
    expect(assumption(on)).not.toHaveProperty('Policy');
    expect(grantIn(answer)).toEqual({
      ...{id: `${id}.${(START / 1000).toString(36)}`, eligibilityId: id, kind: 'aws-role'},
      ...{name: 'prod-admin', scope: {id: '444455556666', name: '444455556666', type: 'account'}},
      ...{state: 'active', assignment: 'lent', requestId: 'intent-1', justification: 'incident 42'},
      ...{startsAt: START, endsAt: START + hours(1), credentialsEndAt: START + hours(1)},
      guarantee: {endedBy: 'session', overrunSeconds: 0},
      address: {session: 'corp', role: 'prod-admin'},
    });
  });

  test.each([1, 60, 899])('%i seconds are cut by a policy that only allows', async length => {
    const on = stage();
    const grant = grantIn(await ask(on, on.provider(), {duration: length}));
    const sent = assumption(on);
    expect(sent.DurationSeconds).toBe('900');
    const end = START + seconds(length);
    expect(JSON.parse(sent.Policy ?? '')).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          ...{Effect: 'Allow', Action: '*', Resource: '*'},
          Condition: {DateLessThan: {'aws:CurrentTime': new Date(end).toISOString().replace('.000Z', 'Z')}},
        },
      ],
    });
    expect(grant).toMatchObject({endsAt: end, credentialsEndAt: end});
    expect((await on.loans.credentials(grant.id))?.expiresAt).toBe(end);
  });

  test('900 seconds need no policy', async () => {
    const on = stage();
    const grant = grantIn(await ask(on, on.provider(), {duration: 900}));
    expect(assumption(on)).toMatchObject({DurationSeconds: '900'});
    expect(assumption(on)).not.toHaveProperty('Policy');
    expect(grant.endsAt).toBe(START + minutes(15));
  });

  test('a window that begins between two seconds still ends on one', async () => {
    const on = stage();
    on.cloud.clock.stepWall(400);
    const grant = grantIn(await ask(on, on.provider(), {duration: 600}));
    expect(grant).toMatchObject({startsAt: START, endsAt: START + minutes(10)});
    expect(assumption(on).Policy).toContain('"2026-11-22T12:10:00Z"');
  });

  test('what STS lends for shorter ends sooner', async () => {
    const on = stage();
    on.cloud.ahead = -seconds(5);
    const grant = grantIn(await ask(on, on.provider()));
    expect(grant).toMatchObject({endsAt: START + hours(1) - 5000, credentialsEndAt: START + hours(1) - 5000});
  });
});

describe('nothing is sent', () => {
  test.each([
    ['longer than an hour', {}, {duration: 3601}, {code: 'duration-too-long', asked: 3601, most: 3600}],
    [
      'longer than the settings allow',
      {maxDuration: 'PT30M'},
      {duration: 3600},
      {code: 'duration-too-long', asked: 3600, most: 1800},
    ],
    ['no time at all', {}, {duration: 0}, {code: 'duration-too-short', least: 1}],
    ['a later start', {}, {startAt: START + hours(1)}, {code: 'unsupported'}],
    ['a narrower scope', {}, {narrowerScope: 'eu-west-1'}, {code: 'unsupported'}],
    [
      'no code for an MFA device',
      {mfaSerial: 'arn:aws:iam::111122223333:mfa/ada'},
      {},
      {
        code: 'step-up-needed',
        context: 'mfa',
        nextSteps: [expect.stringContaining('--mfa-code')],
      },
    ],
    [
      'no way to it',
      {via: undefined},
      {},
      {code: 'misconfigured', setting: 'profiles.default.aws.roles.0.via'},
    ],
    [
      'a way from another session',
      {via: {session: 'lab', accountId: '1', permissionSet: 'X'}},
      {},
      {code: 'misconfigured'},
    ],
    [
      'a way from another partition',
      {roleArn: 'arn:aws-cn:iam::444455556666:role/ProdAdmin'},
      {},
      {code: 'misconfigured', setting: 'profiles.default.aws.roles.0.via.session'},
    ],
  ])('for %s', async (_what, row, request, expected) => {
    const on = stage();
    const provider = on.provider({...ADMIN, ...row});
    const {id} = await theOne(provider);
    const problem = problemIn(await ask(on, provider, request));
    expect(problem).toMatchObject({...expected, provider: 'aws-role', eligibilityId: id});
    expect(on.cloud.heard).toEqual([]);
    expect(on.lentBy).toEqual([]);
    expect(on.loans.loans.size).toBe(0);
  });

  test('while a loan of it is open, which is named', async () => {
    const on = stage();
    const provider = on.provider();
    const first = grantIn(await ask(on, provider));
    expect(problemIn(await ask(on, provider))).toMatchObject({
      ...{code: 'already-active', grantId: first.id, endsAt: first.endsAt},
    });
    expect(on.cloud.asked('AssumeRole')).toHaveLength(1);
  });
});
