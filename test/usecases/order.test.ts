import {describe, expect, test} from 'vitest';
import type {Eligibility} from '../../src/core/eligibility.ts';
import {UNKNOWN_POLICY} from '../../src/core/policy.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {isRefusedOrder, prepareOrders, type Wanted} from '../../src/usecases/order.ts';
import {policyOf} from '../../src/usecases/policy-of.ts';
import {all, troubled} from './fake-cloud.ts';
import {type FakeWorld, quiet, world} from './fakes.ts';
import {eligibility, HOUR, NOON, OFFLINE, policy} from './samples.ts';

const WANTED: Wanted = {
  duration: null,
  justification: 'incident 42',
  ticket: null,
  narrowerScope: null,
  startAt: null,
};

async function prepare(w: FakeWorld, wanted: Partial<Wanted> = {}, of: Partial<Eligibility> = {}) {
  const role = eligibility(of);
  if (w.arm.policies.size === 0) w.arm.policies.set(role.id, policy());
  const [order] = await prepareOrders(w.app, [role], {...WANTED, ...wanted}, quiet());
  if (order === undefined) throw new Error('every eligibility has its answer');
  return order;
}

const problemIn = (order: Awaited<ReturnType<typeof prepare>>) =>
  isRefusedOrder(order) ? order.problem : undefined;

const request = (order: Awaited<ReturnType<typeof prepare>>) =>
  isRefusedOrder(order) ? undefined : order.request;

describe('duration', () => {
  test.each([
    ['an hour by default', undefined, null, 8 * 3600, 3600, null],
    ['the default of the settings', '30m', null, 8 * 3600, 1800, null],
    ['a default above the maximum is shortened, and that is told', '4h', null, 7200, 7200, 14_400],
    ['an explicit one as it is', '4h', 5400, 7200, 5400, null],
    ['no known maximum shortens nothing', '12h', null, null, 43_200, null],
  ])('%s', async (_, setting, asked, most, duration, shortenedFrom) => {
    const w = world({settings: {defaults: {duration: setting}}});
    w.arm.policies.set('azr-1', policy({maxDuration: most}));
    expect(await prepare(w, {duration: asked})).toMatchObject({request: {duration}, shortenedFrom});
  });

  test.each([
    ['longer than the maximum', 9 * 3600, 'duration-too-long'],
    ['under five minutes', 299, 'duration-too-short'],
  ])('%s', async (_, duration, code) => {
    expect(problemIn(await prepare(world(), {duration}))).toMatchObject({
      code,
      provider: 'azure-resource',
      eligibilityId: 'azr-1',
    });
  });

  test('a shorter one is another kind’s affair', async () => {
    const w = world();
    const lent = Object.assign(w.arm, {kind: 'aws-role'});
    lent.policies.set('awr-1', policy());
    expect(request(await prepare(w, {duration: 60}, {id: 'awr-1', kind: 'aws-role'}))?.duration).toBe(60);
  });
});

test('what the policy asks for is missed before anything is sent, first cause first', async () => {
  const w = world();
  w.arm.policies.set('azr-1', policy({}, {justification: true, ticket: true}));
  expect(problemIn(await prepare(w, {justification: ' '}))).toMatchObject({
    code: 'ticket-needed',
    rules: ['ticket-needed', 'justification-needed'],
  });
});

test('policies are read at once; one that cannot be read is that order’s problem', async () => {
  const w = world();
  w.arm.policies.set('azr-1', policy()).set('azr-2', troubled(OFFLINE));
  const roles = [eligibility({id: 'azr-2'}), eligibility()];
  const orders = await prepareOrders(w.app, roles, WANTED, quiet());
  expect(orders.map(one => problemIn(one)?.code)).toEqual(['unreachable', undefined]);
  expect(orders.map(one => one.eligibility.id)).toEqual(['azr-2', 'azr-1']);
});

test('a kind that is no source of the profile', async () => {
  expect(problemIn(await prepare(world(), {}, {kind: 'entra-group'}))?.code).toBe('misconfigured');
});

describe('start', () => {
  test.each([
    ['to come', NOON + HOUR, NOON + HOUR],
    ['now', NOON, null],
    ['a moment ago', NOON - 60_000, null],
  ])('%s', async (_, startAt, sent) => {
    expect(request(await prepare(world(), {startAt}))?.startAt).toBe(sent);
  });

  test('in the past', async () => {
    expect(problemIn(await prepare(world(), {startAt: NOON - 60_001}))).toMatchObject({code: 'usage'});
  });

  test('by server time, not by this machine’s', async () => {
    const fast = world();
    const server = {now: () => NOON + HOUR, offset: () => HOUR};
    const w = {...fast, app: {...fast.app, server}};
    expect(problemIn(await prepare(w, {startAt: NOON + HOUR / 2}))).toMatchObject({code: 'usage'});
  });
});

describe('narrower scope', () => {
  const group = (name: string) => `/providers/Microsoft.Management/managementGroups/${name}`;
  const under = (id: string): Partial<Eligibility> => ({scope: {id, name: untrusted('x'), type: 'scope'}});

  test.each([
    [
      'below',
      '/subscriptions/s1',
      '/subscriptions/s1/resourceGroups/rg',
      '/subscriptions/s1/resourceGroups/rg',
    ],
    [
      'in another case',
      '/subscriptions/S1',
      '/SUBSCRIPTIONS/s1/resourcegroups/rg',
      '/SUBSCRIPTIONS/s1/resourcegroups/rg',
    ],
    ['its own', '/subscriptions/s1', '/Subscriptions/S1', null],
    ['below the root', '/', '/subscriptions/s1', '/subscriptions/s1'],
    ['a subscription below a management group', group('g'), '/subscriptions/s1', '/subscriptions/s1'],
    ['a management group that is listed below', group('g'), group('child'), group('child')],
  ])('%s', async (_, own, narrowerScope, sent) => {
    const w = world();
    w.arm.narrowerPages = all({id: group('CHILD'), name: untrusted('child'), type: 'managementgroup'});
    expect(request(await prepare(w, {narrowerScope}, under(own)))?.narrowerScope).toBe(sent);
  });

  test.each([
    ['wider', '/subscriptions/s1/resourceGroups/rg', '/subscriptions/s1'],
    ['beside it', '/subscriptions/s1', '/subscriptions/s10'],
    ['another subscription', '/subscriptions/s1', '/subscriptions/s2/resourceGroups/rg'],
    ['climbing out', '/subscriptions/s1', '/subscriptions/s1/../s2'],
    ['with a query', '/', '/subscriptions/s1?x=/subscriptions/s1'],
    ['no ARM id', '/', 'prod'],
    ['a management group that is not below', group('g'), group('parent')],
    ['a resource group seen from a management group', '/subscriptions/s1', group('g')],
  ])('%s', async (_, own, narrowerScope) => {
    expect(problemIn(await prepare(world(), {narrowerScope}, under(own)))).toMatchObject({code: 'usage'});
  });

  test('of another kind', async () => {
    const w = world();
    const narrowerScope = '/subscriptions/s1';
    w.graph.policies.set('ent-1', policy());
    expect(problemIn(await prepare(w, {narrowerScope}, {id: 'ent-1', kind: 'entra-role'}))?.code).toBe(
      'unsupported',
    );
  });
});

describe('policyOf', () => {
  const ask = (w: FakeWorld, maxAge?: number) => policyOf(w.app, eligibility(), quiet(), {maxAge});
  const reads = (w: FakeWorld) => w.arm.read.length;

  test.each([
    ['a day', policy(), 24 * HOUR, undefined],
    ['ten minutes when nothing was told', UNKNOWN_POLICY, 600_000, undefined],
    ['as long as is asked', policy(), 60_000, 60_000],
    ['never longer than ten minutes when nothing was told', UNKNOWN_POLICY, 600_000, HOUR],
  ])('is believed for %s', async (_, told, age, maxAge) => {
    const w = world();
    w.arm.policies.set('azr-1', structuredClone(told));
    expect(await ask(w, maxAge)).toEqual(told);
    await w.clock.turn(age - 1);
    await ask(w, maxAge);
    expect(reads(w)).toBe(1);
    await w.clock.turn(1);
    await ask(w, maxAge);
    expect(reads(w)).toBe(2);
  });

  test('a copy from the future is not believed', async () => {
    const w = world();
    w.arm.policies.set('azr-1', policy());
    await ask(w);
    w.clock.stepWall(-1);
    await ask(w);
    expect(reads(w)).toBe(2);
  });

  test('a store that cannot be used costs a request and nothing else', async () => {
    const w = world();
    w.cache.broken = true;
    w.arm.policies.set('azr-1', policy());
    expect(await ask(w)).toEqual(policy());
  });
});
