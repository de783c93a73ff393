import {afterEach, describe, expect, test} from 'vitest';
import {ACTOR_LIMIT} from '../../../src/core/emergency.ts';
import {explain} from '../../../src/core/explain.ts';
import {Trouble} from '../../../src/core/problem.ts';
import {Secret} from '../../../src/core/secret.ts';
import {createUserRole} from '../../../src/providers/aws-emergency/index.ts';
import {ANSWER_LIMIT} from '../../../src/providers/aws-emergency/session.ts';
import {grantIn, problemIn} from '../aws-roles/support.ts';
import {ACCOUNT, ask, askedOf, closeUserPlaces, RUNG, userPlace} from './place.ts';

afterEach(closeUserPlaces);

describe('who acts', () => {
  test('is asked of STS once', async () => {
    const on = await userPlace();
    const actor = await on.authority.actor(on.signal);
    expect(actor).toMatchObject({profile: 'default', tenantId: ACCOUNT, account: 'emergency-1'});
    expect(actor.oid).toMatch(/^AIDA/);
    grantIn(await ask(on, on.code()));
    expect(askedOf(on)).toEqual(['GetCallerIdentity', 'GetSessionToken', 'AssumeRole']);
    expect(await on.authority.identity()).toMatchObject({provider: 'aws', tenantId: ACCOUNT, signedIn: true});
  });

  test('is not waited for', async () => {
    const on = await userPlace();
    on.cloud.faults.add({do: {hang: true}});
    const hung = on.cloud.faults.nextHang();
    const asking = on.authority.actor(on.signal).catch((thrown: unknown) => thrown);
    await hung;
    await on.clock.turn(ACTOR_LIMIT);
    expect(await asking).toMatchObject({problem: {code: 'unreachable', what: 'STS'}});
  });

  test('is unreachable at once where nobody answers', async () => {
    const on = await userPlace();
    await on.cloud.stop();
    await expect(on.authority.actor(on.signal)).rejects.toMatchObject({problem: {code: 'unreachable'}});
  });

  test.each([
    ['a key that AWS does not know', {accessKeyId: 'AKIAIOSFODNN7EXAMPLE'}],
    ['another secret', {secretAccessKey: new Secret('wrong')}],
  ])('with %s is nobody, and the words lead to another key', async (_what, change) => {
    const on = await userPlace();
    const {authority} = on.another({key: {...on.parts.key, ...change}});
    const thrown = await authority.actor(on.signal).catch((given: unknown) => given);
    if (!(thrown instanceof Trouble)) throw thrown;
    const {title, nextSteps, exitCode} = explain(thrown.problem);
    expect(exitCode).toBe(4);
    expect(title).toContain('AWS does not take the key of the emergency user emergency-1');
    expect(nextSteps.join()).toContain('stint break-glass setup');
    expect(nextSteps.join()).not.toContain('stint login');
  });

  test('of root, whose keys are for nothing of this kind, is refused', async () => {
    const on = await userPlace();
    const body = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${ACCOUNT}:root</Arn><UserId>${ACCOUNT}</UserId><Account>${ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
    on.cloud.faults.add({do: {status: 200, body, headers: {'content-type': 'text/xml'}}});
    await expect(on.authority.actor(on.signal)).rejects.toMatchObject({
      problem: {code: 'failed', reason: expect.stringContaining(':root')},
    });
  });

  test('nobody is asked, and signing out forgets the session', async () => {
    const on = await userPlace();
    const code = on.code();
    grantIn(await ask(on, code));
    expect(await on.authority.signOut()).toMatchObject({signedIn: false});
    on.loans.loans.clear();
    expect(problemIn(await ask(on))).toMatchObject({code: 'step-up-needed'});
    const signingIn = on.authority.signIn('device', on.signal)[Symbol.asyncIterator]();
    await expect(signingIn.next()).rejects.toMatchObject({problem: {code: 'unsupported'}});
  });
});

describe('a call that gets no answer', () => {
  test.each([
    ['GetSessionToken', 2],
    ['AssumeRole', 3],
  ])('%s has lent nothing, and says so', async (_action, nth) => {
    const on = await userPlace();
    on.cloud.faults.add({nth, do: {loseAnswer: true}});
    const problem = problemIn(await ask(on, on.code()));
    expect(problem).toMatchObject({code: 'unreachable', what: 'STS'});
    expect(explain(problem).nextSteps.join()).toContain('Nothing was lent');
    expect(on.loans.loans.size).toBe(0);
  });

  test.each([
    ['GetSessionToken', 2],
    ['AssumeRole', 3],
  ])('%s is given up in time', async (_action, nth) => {
    const on = await userPlace();
    on.cloud.faults.add({nth, do: {hang: true}});
    const hung = on.cloud.faults.nextHang();
    const asking = ask(on, on.code());
    const {gone} = await hung;
    await on.clock.turn(ANSWER_LIMIT);
    expect(problemIn(await asking)).toMatchObject({code: 'unreachable', reason: 'no answer came in time'});
    await gone;
  });

  test('is sent once', async () => {
    const on = await userPlace();
    on.cloud.faults.add({nth: 2, do: {reset: true}});
    problemIn(await ask(on, on.code()));
    expect(askedOf(on)).toEqual(['GetCallerIdentity', 'GetSessionToken']);
  });

  test('and a session that was had is used by the next try, without another code', async () => {
    const on = await userPlace();
    on.cloud.faults.add({nth: 3, do: {status: 503}});
    expect(problemIn(await ask(on, on.code()))).toMatchObject({code: 'unreachable'});
    on.cloud.faults.clear();
    grantIn(await ask(on));
  });

  test('is cancelled by whoever asked', async () => {
    const on = await userPlace();
    on.cloud.faults.add({nth: 3, do: {hang: true}});
    const hung = on.cloud.faults.nextHang();
    const asker = new AbortController();
    const asking = ask(on, {...on.code(), signal: asker.signal});
    await hung;
    asker.abort();
    expect(problemIn(await asking)).toMatchObject({code: 'cancelled'});
  });
});

describe('a refusal', () => {
  test.each([
    ['sts:SetSourceIdentity', {sourceIdentity: false}],
    ['sts:TagSession', {tagSession: false}],
  ])('for want of %s names it and the setting', async (action, trust) => {
    const on = await userPlace({wish: {trust}});
    const problem = problemIn(await ask(on, on.code()));
    expect(problem).toMatchObject({
      code: 'denied',
      nextSteps: expect.arrayContaining([
        expect.stringContaining(action),
        expect.stringContaining('the user emergency-1'),
        expect.stringContaining('breakGlass.ladder.emergency-admin'),
      ]),
    });
  });

  test('of a session for a session says what the key has to be', async () => {
    const on = await userPlace();
    const body = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>Cannot call GetSessionToken with session credentials</Message></Error></ErrorResponse>`;
    on.cloud.faults.add({nth: 2, do: {status: 403, body, headers: {'content-type': 'text/xml'}}});
    expect(problemIn(await ask(on, on.code()))).toMatchObject({
      code: 'denied',
      nextSteps: expect.arrayContaining([expect.stringContaining('sts:GetSessionToken')]),
    });
  });
});

test.each([
  ['roleArn', {roleArn: 'arn:aws:iam::1:user/x'}],
  ['region', {region: 'cn-north-1'}],
])('a rung with an odd %s is misconfigured', async (_what, change) => {
  const on = await userPlace();
  expect(() => createUserRole({...on.parts, rung: {...RUNG, ...change}})).toThrow(
    expect.objectContaining({problem: expect.objectContaining({code: 'misconfigured'})}),
  );
});
