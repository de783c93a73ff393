import {randomUUID} from 'node:crypto';
import {afterEach, describe, expect, test} from 'vitest';
import {SCIM_LAG} from '../../../src/core/aws.ts';
import type {Eligibility} from '../../../src/core/eligibility.ts';
import type {Grant} from '../../../src/core/grant.ts';
import type {ActivationRequest, Intent} from '../../../src/core/intent.ts';
import type {Answer} from '../../../src/core/ports.ts';
import {hours, minutes, seconds} from '../../../src/core/time.ts';
import {type AwsPlace, type AwsPlaceOptions, awsPlace, closePlaces, pathsOf, START, toldBy} from './place.ts';

afterEach(closePlaces);

const PROD = '111122223333';
const WORDS = {
  duration: 3600,
  justification: 'incident 42',
  ticket: null,
  narrowerScope: null,
  startAt: null,
};

const withSet = (sessionSeconds?: number): AwsPlaceOptions => ({
  fill: ({organisation}) =>
    organisation.aws
      .account({id: PROD, name: 'Prod'})
      .permissionSet({account: 'Prod', name: 'Operator', sessionSeconds}),
});

async function theOne(on: AwsPlace): Promise<Eligibility> {
  const {items} = await on.clock.through(toldBy(on.provider.eligible(on.signal)));
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`there are ${items.length}`);
  return item;
}

async function intentFor(on: AwsPlace, request: Partial<ActivationRequest> = {}): Promise<Intent> {
  const {id: eligibilityId, kind, name, scope, condition, address} = await theOne(on);
  return {
    ...{id: randomUUID(), eligibilityId, kind, name, scope, condition, address},
    request: {...WORDS, ...request},
    actor: await on.access.actor('corp', on.signal),
    openedAt: on.cloud.clock.now(),
  };
}

/** A second on, nothing has to wait for the limiter: the clock need not be turned meanwhile, which would hurry STS. */
async function ask(on: AwsPlace, request: Partial<ActivationRequest> = {}): Promise<Answer> {
  const intent = await intentFor(on, request);
  await on.clock.turn(seconds(1));
  return on.provider.activate(intent, {signal: on.signal});
}

async function lent(on: AwsPlace, request: Partial<ActivationRequest> = {}): Promise<Grant> {
  const answer = await ask(on, request);
  if (answer.type !== 'active') throw new Error(`it is ${JSON.stringify(answer)}`);
  return answer.grant;
}

const lend = (on: AwsPlace, grant: Grant) => {
  const lending = on.provider.lend?.(grant, {signal: on.signal});
  if (lending === undefined) throw new Error('it lends nothing');
  return lending;
};

/** As the portal words them. */
const endingIn = ({cloud}: AwsPlace, length: number) => ({
  ...{accessKeyId: 'ASIA1', secretAccessKey: 'secret', sessionToken: 'token'},
  expiration: cloud.clock.now() + length,
});

const calls = (on: AwsPlace) => pathsOf(on, '/federation/credentials').length;

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

  test('an interruption opens nothing', async () => {
    const on = await awsPlace(withSet());
    const intent = await intentFor(on);
    const signal = AbortSignal.abort();
    await expect(on.provider.activate(intent, {signal})).rejects.toMatchObject({name: 'AbortError'});
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

describe('lending', () => {
  test('gives the kept credentials while they live', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on);
    await on.clock.turn(minutes(59));
    const first = await lend(on, grant);
    expect(first.expiresAt).toBe(grant.credentialsEndAt);
    expect(calls(on)).toBe(1);
  });

  test('renews them when the loan goes on, and keeps the new ones', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on, {duration: 3 * 3600});
    await on.clock.turn(minutes(54));
    expect((await lend(on, grant)).expiresAt).toBe(grant.credentialsEndAt);
    await on.clock.turn(minutes(2));
    const renewed = await lend(on, grant);
    expect(renewed.expiresAt).toBe(on.cloud.clock.now() + hours(1));
    expect((await lend(on, grant)).accessKeyId).toBe(renewed.accessKeyId);
    expect(calls(on)).toBe(2);
  });

  test('gets new ones where none are kept', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on);
    on.loans.kept.clear();
    await lend(on, grant);
    expect(calls(on)).toBe(2);
  });

  test('gives nothing after the end, although AWS would', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on, {duration: 600});
    await on.clock.turn(seconds(599));
    await lend(on, grant);
    await on.clock.turn(seconds(1));
    await expect(lend(on, grant)).rejects.toMatchObject({
      problem: {code: 'not-active', provider: 'aws-permission-set'},
    });
    expect(calls(on)).toBe(1);
  });

  test('gives nothing of a loan that was ended', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on);
    expect(await on.provider.deactivate(grant, 'end', {signal: on.signal})).toEqual({type: 'ended'});
    await expect(lend(on, grant)).rejects.toMatchObject({problem: {code: 'not-active'}});
  });

  test('says who must sign in when it cannot renew', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on, {duration: 3 * 3600});
    await on.clock.turn(minutes(61));
    on.access.forget('corp');
    await expect(lend(on, grant)).rejects.toMatchObject({problem: {code: 'signed-out', session: 'corp'}});
  });
});

describe('the console', () => {
  test('is opened for no longer than the loan', async () => {
    const on = await awsPlace(withSet(4 * 3600));
    const grant = await lent(on, {duration: 7200});
    await on.clock.turn(minutes(30));
    const link = await on.provider.console?.(grant, {signal: on.signal});
    expect(link?.endsAt).toBe(grant.endsAt);
    expect(String(link?.url)).toBe('***');
    expect(link?.url.reveal()).toContain(on.cloud.origins.signin);
  });

  test('is not opened for a loan that is nearly over', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on, {duration: 600});
    await expect(on.provider.console?.(grant, {signal: on.signal})).rejects.toMatchObject({
      problem: {code: 'unsupported', eligibilityId: grant.eligibilityId},
    });
  });
});

function arrivedIn(on: AwsPlace, eligibility: Eligibility): Promise<boolean> {
  const looking = on.provider.arrived?.(eligibility, on.signal);
  if (looking === undefined) throw new Error('it cannot look');
  return on.clock.through(looking);
}

describe('a place that a PIM group brings', () => {
  const group = 'c0ffee00-0000-4000-8000-000000000001';
  const link = {groupId: group, accountId: PROD, permissionSet: 'Owner', session: 'corp'};

  test('has arrived when the portal shows it, and is lent then', async () => {
    const on = await awsPlace({
      links: [link],
      cloud: {aws: {scimInMs: minutes(3)}},
      fill: ({organisation}) => {
        organisation.aws
          .account({id: PROD, name: 'Prod'})
          .linkGroup({group: 'sg-aws', account: 'Prod', permissionSet: 'Owner'});
        organisation.activeFor({
          kind: 'entra-group',
          role: 'Member',
          scope: 'sg-aws',
          forMs: hours(1),
          sinceMs: 0,
        });
      },
    });
    const owner = await theOne(on);
    expect(await arrivedIn(on, owner)).toBe(false);
    expect(await ask(on)).toMatchObject({type: 'refused', problem: {code: 'not-eligible'}});
    await on.clock.turn(minutes(3));
    expect(await arrivedIn(on, owner)).toBe(true);
    expect(await lent(on)).toMatchObject({
      guarantee: {endedBy: 'session', overrunSeconds: SCIM_LAG + 3600},
      address: {groupId: group},
    });
  });

  test('another set in the account is no arrival', async () => {
    const on = await awsPlace({...withSet(), links: [link]});
    const {items} = await on.clock.through(toldBy(on.provider.eligible(on.signal)));
    const owner = items.find(({name}) => String(name) === 'Owner');
    if (owner === undefined) throw new Error('it is not there');
    expect(await arrivedIn(on, owner)).toBe(false);
  });
});
