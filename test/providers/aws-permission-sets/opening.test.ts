import {afterEach, describe, expect, test} from 'vitest';
import {hours, seconds} from '../../../src/core/time.ts';
import {ask, calls, endingIn, intentFor, lent, PROD, theOne, withSet} from './asking.ts';
import {awsPlace, closePlaces, START} from './place.ts';

afterEach(closePlaces);

describe('a loan', () => {
  test('is time-boxed credentials with what they are for', async () => {
    const on = await awsPlace(withSet());
    const answer = await ask(on);
    const now = on.cloud.clock.now();
    expect(answer).toMatchObject({
      type: 'active',
      grant: {
        ...{kind: 'aws-permission-set', assignment: 'lent', state: 'active', justification: 'incident 42'},
        ...{startsAt: now, endsAt: now + hours(1), credentialsEndAt: now + hours(1)},
        guarantee: {endedBy: 'session', overrunSeconds: 0},
        address: {session: 'corp', accountId: PROD, permissionSet: 'Operator'},
      },
    });
    expect([...on.loans.loans.values()]).toMatchObject([
      {actor: {profile: 'default', tenantId: expect.any(String)}},
    ]);
    expect(JSON.stringify(answer)).not.toContain('IQoJb3JpZ2lu');
  });

  test.each([
    ['ends before its credentials do', 900, 3600, {endedBy: 'local', overrunSeconds: 2700}],
    [
      'outlives them, so they are renewed, at worst just before its end',
      7200,
      3600,
      {endedBy: 'local', overrunSeconds: 3600},
    ],
    ['ends with them', 14_400, 14_400, {endedBy: 'session', overrunSeconds: 0}],
  ] as const)('that %s', async (_what, duration, sessionSeconds, guarantee) => {
    const on = await awsPlace(withSet(sessionSeconds));
    expect((await lent(on, {duration})).guarantee).toEqual(guarantee);
  });

  test.each([
    ['ends with its credentials where the way took a moment', 25, {endedBy: 'session', overrunSeconds: 0}],
    ['goes on without them where they are really too short', 60, {endedBy: 'local', overrunSeconds: 3540}],
  ] as const)('of a whole session %s', async (_what, short, guarantee) => {
    const on = await awsPlace(withSet());
    on.cloud.faults.add({
      match: {origin: 'portal', path: '/federation'},
      do: {body: {roleCredentials: endingIn(on, hours(1) - seconds(short))}},
    });
    const grant = await lent(on);
    expect(grant.guarantee).toEqual(guarantee);
    expect(grant.endsAt === grant.credentialsEndAt).toBe(guarantee.endedBy === 'session');
  });

  test('teaches how long sessions of the set last', async () => {
    const on = await awsPlace(withSet(7200));
    await lent(on);
    expect((await theOne(on)).guarantee).toEqual({endedBy: 'local', overrunSeconds: 7200});
  });

  test('teaches who asks, once', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on);
    expect(on.access.learnt.get('corp')).toBe(on.cloud.user.upn);
    await on.provider.deactivate(grant, 'end', {signal: on.signal});
    await on.clock.turn(seconds(2));
    await lent(on);
    expect(on.cloud.log.filter(({origin}) => origin === 'sts')).toHaveLength(1);
  });

  test('is opened all the same when STS does not say who asks', async () => {
    const on = await awsPlace(withSet());
    on.cloud.faults.add({match: {origin: 'sts'}, do: {hang: true}});
    expect(await on.clock.through(lent(on))).toMatchObject({state: 'active'});
    expect(on.access.learnt.size).toBe(0);
    expect(on.clock.monotonic()).toBeGreaterThanOrEqual(seconds(3));
  });

  test('says what it would send, without the token', async () => {
    const on = await awsPlace(withSet());
    const intent = await intentFor(on);
    const [plan] = await on.provider.plan(intent);
    expect(calls(on)).toBe(0);
    await on.clock.through(on.provider.activate(intent, {signal: on.signal}));
    const sent = on.cloud.log.find(({path}) => path.startsWith('/federation/credentials'));
    const url = new URL(plan?.url ?? '');
    expect(plan).toEqual({method: 'GET', url: expect.any(String), body: null});
    expect(url.origin).toBe(on.cloud.origins.portal);
    expect(sent?.path.split('?')[0]).toBe(url.pathname);
    expect([...new URLSearchParams(sent?.query ?? sent?.path.split('?')[1])].sort()).toEqual(
      [...url.searchParams].sort(),
    );
  });
});

describe('refuses, before anything is sent,', () => {
  test.each([
    ['a start of its own', {startAt: START + hours(1)}, {code: 'unsupported'}],
    ['a narrower scope', {narrowerScope: '/subscriptions/x'}, {code: 'unsupported'}],
    ['more than twelve hours', {duration: 43_201}, {code: 'duration-too-long', asked: 43_201, most: 43_200}],
    ['no time at all', {duration: 0}, {code: 'duration-too-short', asked: 0, least: 1}],
    ['part of a second', {duration: 90.5}, {code: 'unsupported'}],
    ['no reason', {justification: null}, {code: 'justification-needed'}],
    ['an empty reason', {justification: '  '}, {code: 'justification-needed'}],
  ] as const)('%s', async (_what, request, problem) => {
    const on = await awsPlace(withSet());
    expect(await ask(on, request)).toMatchObject({
      ...{type: 'refused', state: 'failed'},
      problem: {...problem, provider: 'aws-permission-set', eligibilityId: expect.any(String)},
    });
    expect(calls(on)).toBe(0);
  });

  test('a second loan of the same, naming the first', async () => {
    const on = await awsPlace(withSet());
    const {id, endsAt} = await lent(on);
    expect(await ask(on)).toMatchObject({problem: {code: 'already-active', grantId: id, endsAt}});
    expect(calls(on)).toBe(1);
  });
});

describe('what goes wrong on the way', () => {
  test('a set that is not assigned any more is not eligible', async () => {
    const on = await awsPlace(withSet());
    const intent = await intentFor(on);
    on.cloud.organisation.aws.withdraw({account: 'Prod', permissionSet: 'Operator'});
    const answer = await on.clock.through(on.provider.activate(intent, {signal: on.signal}));
    expect(answer).toMatchObject({type: 'refused', problem: {code: 'not-eligible', wire: 'No access'}});
    expect(on.loans.loans.size).toBe(0);
  });

  test.each([
    ['no answer', {loseAnswer: true}, 'unreachable'],
    ['half an answer', {truncate: true}, undefined],
    ['a web page', {garbage: 'html'}, 'bad-answer'],
    ['other JSON', {garbage: 'json'}, 'bad-answer'],
    ['a redirect', {status: 307, headers: {location: 'https://localhost:1/'}}, 'bad-answer'],
    ['a 500', {status: 500, body: {}}, 'unreachable'],
  ] as const)('%s lends nothing, and says so', async (_what, harm, code) => {
    const on = await awsPlace(withSet());
    const intent = await intentFor(on);
    on.cloud.faults.add({match: {origin: 'portal', path: '/federation'}, do: harm});
    const answer = await on.clock.through(on.provider.activate(intent, {signal: on.signal}));
    expect(answer).toMatchObject({
      type: 'refused',
      state: 'failed',
      problem: {code: code ?? expect.stringMatching(/unreachable|bad-answer/)},
    });
    expect(on.loans.loans.size).toBe(0);
    expect(await on.provider.find(intent, on.signal)).toBe('never-arrived');
  });

  test('credentials that have ended already are no answer', async () => {
    const on = await awsPlace(withSet());
    const intent = await intentFor(on);
    const roleCredentials = endingIn(on, seconds(5));
    on.cloud.faults.add({match: {origin: 'portal', path: '/federation'}, do: {body: {roleCredentials}}});
    const answer = await on.clock.through(on.provider.activate(intent, {signal: on.signal}));
    expect(answer).toMatchObject({type: 'refused', problem: {code: 'bad-answer'}});
  });

  test.each([
    {why: undefined, state: 'cancelled', problem: {code: 'cancelled'}},
    {
      why: new DOMException('timed out', 'TimeoutError'),
      state: 'failed',
      problem: {code: 'unreachable', what: 'The AWS access portal'},
    },
  ])('giving up opens nothing, and that is certain: $state', async ({why, state, problem}) => {
    const on = await awsPlace(withSet());
    const intent = await intentFor(on);
    const answer = await on.provider.activate(intent, {signal: AbortSignal.abort(why)});
    expect(answer).toMatchObject({type: 'refused', state, problem});
    expect(on.loans.loans.size).toBe(0);
  });

  test('a sign-in that is gone is asked for, never begun', async () => {
    const on = await awsPlace(withSet());
    const intent = await intentFor(on);
    on.access.forget('corp');
    const answer = await on.clock.through(on.provider.activate(intent, {signal: on.signal}));
    expect(answer).toMatchObject({type: 'refused', problem: {code: 'signed-out', session: 'corp'}});
  });
});
