import {describe, expect, test} from 'vitest';
import type {Eligibility} from '../../src/core/eligibility.ts';
import {explain} from '../../src/core/explain.ts';
import {isRefusedOrder, prepareOrders, type Wanted} from '../../src/usecases/order.ts';
import {policyOf} from '../../src/usecases/policy-of.ts';
import {type AwsWorld, awsRole, awsWorld, linkedSet, membership, permissionSet} from './aws-world.ts';
import {all, troubled} from './fake-cloud.ts';
import {quiet} from './fakes.ts';
import {HOUR, NOON, OFFLINE, policy} from './samples.ts';

const WANTED: Wanted = {
  duration: null,
  justification: 'incident 42',
  ticket: null,
  narrowerScope: null,
  startAt: null,
};

async function prepare(w: AwsWorld, of: Eligibility, wanted: Partial<Wanted> = {}) {
  const [order] = await prepareOrders(w.app, [of], {...WANTED, ...wanted}, quiet());
  if (order === undefined) throw new Error('every eligibility has its answer');
  return isRefusedOrder(order) ? {problem: order.problem} : {request: order.request, policy: order.policy};
}

describe('refused before anything is sent', () => {
  test.each([
    ['a later start', {startAt: NOON + HOUR}, 'unsupported', '--start'],
    ['a narrower scope', {narrowerScope: '/subscriptions/s1'}, 'unsupported', '--scope'],
    ['no justification', {justification: ' '}, 'justification-needed', '--justification'],
  ])('%s', async (_, wanted, code, flag) => {
    for (const of of [permissionSet(), awsRole()]) {
      const {problem} = await prepare(awsWorld(), of, wanted);
      expect(problem).toMatchObject({code, provider: of.kind, eligibilityId: of.id});
      expect(problem && explain(problem).nextSteps.join('\n')).toContain(flag);
    }
  });

  test('a role for longer than a chain lasts, and why', async () => {
    const {problem} = await prepare(awsWorld(), awsRole(), {duration: 7200});
    expect(problem).toMatchObject({code: 'duration-too-long', asked: 7200, most: 3600});
    expect(problem && explain(problem).title).toBe(
      '2 h is longer than this role allows; 1 h is the most. It is assumed with the credentials of a permission set, and AWS ends such a chain after an hour, whatever the role itself allows.',
    );
  });

  test('a role for longer than the settings give', async () => {
    const w = awsWorld();
    Object.assign(w.roles, {policy: async () => policy({maxDuration: 1800})});
    const {problem} = await prepare(w, awsRole(), {duration: 3600});
    expect(problem).toMatchObject({why: 'The settings of prod-admin say so (maxDuration).'});
  });

  test('a permission set for longer than half a day, without talk of chains', async () => {
    const {problem} = await prepare(awsWorld(), permissionSet(), {duration: 13 * 3600});
    expect(problem).toMatchObject({code: 'duration-too-long', most: 43_200});
    expect(problem).not.toHaveProperty('why');
  });
});

test('a minute is long enough; a start a moment ago is now', async () => {
  const {request} = await prepare(awsWorld(), awsRole(), {duration: 60, startAt: NOON - 1000});
  expect(request).toMatchObject({duration: 60, startAt: null});
});

describe('through a group', () => {
  const linkedWorld = (parts = {}, requires = {}) => {
    const w = awsWorld();
    w.groups.eligiblePages = all(membership());
    w.groups.policies.set('grp-1', policy(parts, requires));
    return w;
  };

  test('the group’s policy governs, at most for as long as a permission set lasts', async () => {
    const requires = {ticket: true, approval: true, authContext: 'c1'};
    const w = linkedWorld({maxDuration: 24 * 3600}, requires);
    const {problem} = await prepare(w, linkedSet());
    expect(problem).toMatchObject({
      code: 'ticket-needed',
      provider: 'aws-permission-set',
      eligibilityId: 'aws-9',
    });
    expect(await policyOf(w.app, linkedSet(), quiet())).toMatchObject({maxDuration: 43_200, requires});
  });

  test.each([
    ['shorter than the default', {maxDuration: 1800}, 1800],
    ['not known', {maxDuration: null}, 3600],
  ])('its maximum is %s', async (_, parts, duration) => {
    expect((await prepare(linkedWorld(parts), linkedSet())).request).toMatchObject({duration});
  });

  test('nothing is lent without a reason, whatever the group asks', async () => {
    const {problem} = await prepare(linkedWorld({}, {justification: false}), linkedSet(), {
      justification: null,
    });
    expect(problem).toMatchObject({code: 'justification-needed'});
  });

  test('a group that a recent copy does not have is looked for anew', async () => {
    const w = linkedWorld({maxDuration: 1800});
    await w.app.cache.keepEligibilities('entra-group', [], NOON);
    expect((await prepare(w, linkedSet())).request).toMatchObject({duration: 1800});
  });

  test('no shorter than a membership can be', async () => {
    const {problem} = await prepare(linkedWorld(), linkedSet(), {duration: 299});
    expect(problem).toMatchObject({code: 'duration-too-short', least: 300});
  });

  test('it is kept as this row’s policy, and read from there', async () => {
    const w = linkedWorld();
    await policyOf(w.app, linkedSet(), quiet());
    const before = w.groups.read.length;
    await policyOf(w.app, linkedSet(), quiet());
    expect(w.groups.read.length).toBe(before);
    expect([...(w.cache.known.get('aws-permission-set')?.keys() ?? [])]).toEqual(['aws-9']);
  });

  test.each([
    ['ownership is not what is meant', all(membership({name: linkedSet().name})), 'not-eligible'],
    ['another group', all(membership({scope: {...membership().scope, id: 'other'}})), 'not-eligible'],
    ['groups that cannot be read', [troubled(OFFLINE)], 'unreachable'],
  ])('%s', async (_, eligiblePages, code) => {
    const w = awsWorld();
    Object.assign(w.groups, {eligiblePages});
    expect((await prepare(w, linkedSet())).problem).toMatchObject({code, eligibilityId: 'aws-9'});
  });
});
