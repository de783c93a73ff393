import {describe, expect, test} from 'vitest';
import {explain} from '../../../src/core/explain.ts';
import {Trouble} from '../../../src/core/problem.ts';
import {Secret} from '../../../src/core/secret.ts';
import {minutes} from '../../../src/core/time.ts';
import {no, type Retort} from './loopback.ts';
import {ADMIN, ask, grantIn, intentFor, problemIn, type Scene, START, scene} from './support.ts';

const stage = scene();

const DENIED = no(403, 'AccessDenied', 'User: arn:x is not authorized to perform: sts:AssumeRole');
const SKEWED = no(
  403,
  'SignatureDoesNotMatch',
  'Signature expired: 20261122T120000Z is now earlier than 20261122T121500Z',
);
const EXPIRED = no(403, 'ExpiredToken', 'The security token included in the request is expired');

/** Of a date as AWS signs it: `20261122T121500Z`. */
const signedAt = (date: string): number =>
  Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));

/** What is said when STS answers so, as often as it is asked. */
async function said(on: Scene, retort: Retort, row: object = {}) {
  on.cloud.next('AssumeRole', retort, retort, retort);
  const problem = problemIn(await ask(on, on.provider({...ADMIN, ...row})));
  expect(on.loans.loans.size).toBe(0);
  expect(problem).toMatchObject({provider: 'aws-role', eligibilityId: expect.any(String)});
  return problem;
}

describe('a role that may not be assumed', () => {
  test('is named, with everything that its trust policy has to allow, and is not tried with less', async () => {
    const on = stage();
    const problem = await said(on, DENIED);
    const {title, nextSteps} = explain(problem);
    expect(problem).toMatchObject({code: 'denied', correlationId: 'req-1'});
    expect(title).toContain('arn:aws:iam::444455556666:role/team/ProdAdmin');
    expect(title).toContain('is not authorized to perform: sts:AssumeRole');
    expect(nextSteps).toEqual([
      expect.stringContaining('sts:AssumeRole to Operator'),
      expect.stringMatching(/sts:SetSourceIdentity.*profiles\.default\.aws\.roles\.0\.sourceIdentity false/),
      expect.stringMatching(/sts:TagSession.*profiles\.default\.aws\.roles\.0\.sessionTags false/),
      expect.stringContaining('externalId, mfaSerial'),
      expect.stringContaining('gone'),
    ]);
    expect(on.cloud.asked('AssumeRole')).toHaveLength(1);
  });

  test('needs nothing for what was not sent', async () => {
    const problem = await said(stage(), DENIED, {sourceIdentity: false, sessionTags: false});
    const steps = explain(problem).nextSteps.join('\n');
    expect(steps).not.toContain('SetSourceIdentity');
    expect(steps).not.toContain('TagSession');
  });
});

describe('an MFA code', () => {
  test('that is wrong or used is asked for again, once', async () => {
    const on = stage();
    const provider = on.provider({...ADMIN, mfaSerial: 'arn:aws:iam::111122223333:mfa/ada'});
    on.cloud.next(
      'AssumeRole',
      no(403, 'AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code.'),
    );
    const call = {signal: on.signal, mfaCode: new Secret('654321')};
    const problem = problemIn(await provider.activate(await intentFor(on, provider), call));
    expect(problem).toMatchObject({code: 'step-up-needed', context: 'mfa'});
    expect(explain(problem).nextSteps[0]).toContain('--mfa-code');
    expect(JSON.stringify(problem)).not.toContain('654321');
    expect(on.cloud.asked('AssumeRole')).toHaveLength(1);
  });
});

describe('a code that is none', () => {
  test.each(['12345', '1234567', '12345a', ''])('%j is not sent', async code => {
    const on = stage();
    const provider = on.provider({...ADMIN, mfaSerial: 'arn:aws:iam::111122223333:mfa/ada'});
    const call = {signal: on.signal, mfaCode: new Secret(code)};
    const problem = problemIn(await provider.activate(await intentFor(on, provider), call));
    expect(problem).toMatchObject({code: 'step-up-needed', detail: expect.stringContaining('six digits')});
    expect(on.cloud.heard).toEqual([]);
  });
});

describe('refusals in other words', () => {
  const cases: readonly (readonly [string, Retort, object])[] = [
    [
      'the maximum of the role',
      no(
        400,
        'ValidationError',
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      ),
      {code: 'duration-too-long', asked: 3600},
    ],
    [
      'the hour of chained roles',
      no(
        400,
        'ValidationError',
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
      ),
      {code: 'duration-too-long', asked: 3600, most: 3600},
    ],
    [
      'a limit in numbers',
      no(
        400,
        'ValidationError',
        "1 validation error detected: Value '3600' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 1800",
      ),
      {code: 'duration-too-long', asked: 3600, most: 1800},
    ],
    [
      'another member',
      no(
        400,
        'ValidationError',
        "1 validation error detected: Value 'x' at 'externalId' failed to satisfy constraint",
      ),
      {code: 'failed', reason: expect.stringContaining('externalId')},
    ],
    [
      'too many words',
      no(400, 'PackedPolicyTooLarge', 'PackedPolicySize 104%'),
      {
        code: 'failed',
        nextSteps: [expect.stringContaining('fewer'), expect.stringContaining('sessionTags false')],
      },
    ],
    [
      'a policy',
      no(400, 'MalformedPolicyDocument', 'Syntax errors in policy'),
      {code: 'failed', reason: expect.stringContaining('Syntax errors')},
    ],
    [
      'a Region that is off',
      no(403, 'RegionDisabledException', 'STS is not activated in this region'),
      {code: 'failed', reason: expect.stringContaining('444455556666')},
    ],
    [
      'a signature',
      no(403, 'SignatureDoesNotMatch', 'The signature we calculated does not match'),
      {code: 'failed'},
    ],
    [
      'a code that is new',
      no(400, 'BrandNewCode', 'Something new'),
      {code: 'failed', reason: expect.stringContaining('BrandNewCode')},
    ],
    ['haste', no(400, 'Throttling', 'Rate exceeded'), {code: 'throttled'}],
    ['haste, by status', {status: 429, body: ''}, {code: 'throttled'}],
    [
      'trouble of its own',
      no(500, 'InternalFailure', 'We made a mistake'),
      {code: 'unreachable', what: 'STS'},
    ],
    [
      'a page of a proxy',
      {status: 502, body: '<html>Bad Gateway</html>'},
      {code: 'unreachable', what: 'STS'},
    ],
    ['a page of a portal', {status: 200, body: '<html>Hello</html>'}, {code: 'bad-answer', what: 'STS'}],
    ['a page that forbids', {status: 403, body: '<html>Forbidden</html>'}, {code: 'bad-answer', what: 'STS'}],
    [
      'half an answer',
      {status: 200, body: '<AssumeRoleResponse><AssumeRole'},
      {code: 'bad-answer', what: 'STS'},
    ],
    [
      'an answer without credentials',
      {status: 200, body: '<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>'},
      {code: 'bad-answer', what: 'STS'},
    ],
    [
      'another address',
      {status: 307, body: '', headers: {location: 'https://evil.example/'}},
      {code: 'bad-answer', what: 'STS'},
    ],
    [
      'nothing at all',
      {status: 0, body: '', cut: true},
      {code: 'unreachable', nextSteps: [expect.stringContaining('Nothing was lent'), expect.any(String)]},
    ],
  ];

  test.each(cases)('%s', async (_what, retort, expected) => {
    const on = stage();
    expect(await said(on, retort)).toMatchObject(expected);
    expect(on.cloud.asked('AssumeRole')).toHaveLength(1);
  });
});

describe('asked once more', () => {
  test('with new credentials of the way, when they were over', async () => {
    const on = stage();
    on.cloud.next('AssumeRole', EXPIRED);
    grantIn(await ask(on, on.provider()));
    expect(on.lentBy).toHaveLength(2);
    const keys = on.cloud
      .asked('AssumeRole')
      .map(({headers}) => /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1]);
    expect(keys).toEqual(['ASIAVIA1', 'ASIAVIA2']);
  });

  test('and no more than once', async () => {
    const on = stage();
    expect(await said(on, EXPIRED)).toMatchObject({
      code: 'failed',
      nextSteps: [expect.stringContaining('stint login aws')],
    });
    expect(on.cloud.asked('AssumeRole')).toHaveLength(2);
  });

  test.each(['GetCallerIdentity', 'AssumeRole'])(
    'dated by the time that the refusal told, when the date of %s was wrong',
    async action => {
      const on = stage();
      const date = new Date(START + minutes(20)).toUTCString();
      on.cloud.next(action, {...SKEWED, headers: {date}});
      grantIn(await ask(on, on.provider()));
      const dates = on.cloud.asked(action).map(({headers}) => signedAt(String(headers['x-amz-date'])));
      const [first = 0, second = 0] = dates;
      expect(dates).toHaveLength(2);
      expect(Math.round((second - first) / 60_000)).toBe(20);
    },
  );

  test('and said, when that does not help', async () => {
    const on = stage();
    expect(await said(on, SKEWED)).toMatchObject({
      code: 'failed',
      nextSteps: [expect.stringContaining('clock')],
    });
    expect(on.cloud.asked('AssumeRole')).toHaveLength(2);
  });
});

describe('before STS is asked', () => {
  test('trouble with the portal is passed on', async () => {
    const on = stage();
    on.portalSays = new Trouble({code: 'not-eligible', provider: 'aws-permission-set'});
    const problem = problemIn(await ask(on, on.provider()));
    expect(problem).toMatchObject({code: 'not-eligible', provider: 'aws-role'});
    expect(on.cloud.heard).toEqual([]);
    const {title, nextSteps} = explain(problem);
    expect(title).toContain('permission set Operator in account 111122223333');
    expect(nextSteps.join()).toContain('profiles.default.aws.roles.0.via');
  });

  test('a call that ran out of time lent nothing, and that is certain', async () => {
    const on = stage();
    const provider = on.provider();
    const signal = AbortSignal.abort(new DOMException('timed out', 'TimeoutError'));
    const answer = await provider.activate(await intentFor(on, provider), {signal});
    expect(answer).toMatchObject({type: 'refused', state: 'failed', problem: {code: 'unreachable'}});
    expect(on.loans.loans.size).toBe(0);
  });

  test('a sign-in that has ended is thrown, naming the session', async () => {
    const on = stage();
    on.portalSays = new Trouble({code: 'signed-out', reason: 'expired', provider: 'aws', session: 'corp'});
    await expect(ask(on, on.provider())).rejects.toMatchObject({
      problem: {code: 'signed-out', session: 'corp'},
    });
  });

  test.each<readonly [string, Retort, object]>([
    ['haste', no(400, 'Throttling', 'Rate exceeded'), {code: 'throttled'}],
    ['no network', {status: 0, body: '', cut: true}, {code: 'unreachable', what: 'STS'}],
    ['a strange page', {status: 200, body: '<html>Hello</html>'}, {code: 'bad-answer'}],
    ['a wrong clock', SKEWED, {code: 'failed', nextSteps: [expect.stringContaining('clock')]}],
  ])('whoever asks is not guessed at: %s', async (_what, retort, expected) => {
    const on = stage();
    on.cloud.next('GetCallerIdentity', retort, retort, retort);
    const answer = await on.cloud.clock.through(ask(on, on.provider()));
    expect(problemIn(answer)).toMatchObject({...expected, provider: 'aws-role'});
    expect(on.cloud.asked('AssumeRole')).toEqual([]);
  });

  test('an interruption cancels, and nothing is lent', async () => {
    const on = stage();
    const provider = on.provider();
    const call = {signal: AbortSignal.abort()};
    const answer = await provider.activate(await intentFor(on, provider), call);
    expect(answer).toMatchObject({type: 'refused', state: 'cancelled', problem: {code: 'cancelled'}});
    expect(on.cloud.heard).toEqual([]);
  });
});

test('no secret of the way is in any refusal', async () => {
  const on = stage();
  const problem = await said(on, DENIED);
  expect(JSON.stringify(problem)).not.toMatch(/via-secret|via-token/);
});
