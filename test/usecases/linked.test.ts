import {describe, expect, test} from 'vitest';
import type {Policy} from '../../src/core/policy.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import type {Story} from '../../src/usecases/story.ts';
import {fold, run, types} from './activating.ts';
import {
  ADA_AT_AWS,
  type AwsWorld,
  awsWorld,
  linkedSet,
  membership,
  orderOf,
  permissionSet,
} from './aws-world.ts';
import {all, troubled} from './fake-cloud.ts';
import {
  ADA,
  active,
  GO,
  grant,
  HOUR,
  intent,
  NOON,
  OFFLINE,
  pending,
  policy,
  refused,
  STAY,
} from './samples.ts';

const MINUTE = 60_000;
const held = grant({
  ...{id: 'grp-1.abc', eligibilityId: 'grp-1', kind: 'entra-group', name: untrusted('Member')},
  ...{scope: membership().scope, address: membership().address, requestId: 'id-1'},
});
const begins = active(held);

/** A world where the membership is mine to activate, and AWS hears of it at the third asking. */
function linkedWorld(): AwsWorld {
  const w = awsWorld();
  w.groups.eligiblePages = all(membership());
  w.groups.answers = [begins];
  w.sets.arrivals = [false, false, true];
  return w;
}

const go = (w: AwsWorld, options = STAY, orders = [orderOf(linkedSet())]) => run(w, orders, options);
const details = (story: readonly Story[]) =>
  story.flatMap(one => (one.type === 'item' && one.event.type === 'provisioning' ? [one.event.detail] : []));

describe('the group, then the wait, then the loan', () => {
  test('told as one item', async () => {
    const w = linkedWorld();
    const story = await go(w);
    expect(types(story)).toEqual(['submitted', 'provisioning', 'provisioning', 'submitted', 'active']);
    expect(new Set(story.map(one => (one.type === 'item' ? one.item : 'none')))).toEqual(new Set(['aws-9']));
    expect(fold(story, 'aws-9')).toMatchObject({
      state: 'active',
      problem: null,
      grant: {kind: 'aws-permission-set', assignment: 'lent', eligibilityId: 'aws-9'},
    });
    expect(details(story)).toEqual([
      'AWS hears of it in 2 to 10 minutes, seldom 40; asked once',
      'AWS hears of it in 2 to 10 minutes, seldom 40; asked 2 times since 2026-11-22T12:00:00Z',
    ]);
    expect(w.clock.naps).toEqual([15_000, 15_000]);
  });

  test('each road has its own intent and its own lines', async () => {
    const w = linkedWorld();
    await go(w);
    expect(w.audit.facts.map(({type, kind, oid}) => [type, kind, oid])).toEqual([
      ['request', 'entra-group', 'oid-ada'],
      ['active', 'entra-group', 'oid-ada'],
      ['request', 'aws-permission-set', null],
      ['active', 'aws-permission-set', null],
    ]);
    expect(w.journal.rows).toMatchObject([
      {intent: {kind: 'entra-group', eligibilityId: 'grp-1', actor: ADA}, state: 'active'},
      {
        intent: {kind: 'aws-permission-set', actor: ADA_AT_AWS, address: {groupGrantId: held.id}},
        state: 'active',
      },
    ]);
  });

  test('the loan ends with the membership', async () => {
    const w = linkedWorld();
    await go(w);
    expect([...w.loans.loans.values()]).toMatchObject([
      {grant: {startsAt: NOON + 30_000, endsAt: NOON + HOUR}},
    ]);
  });

  test('approval and step-up of the group are told', async () => {
    const w = linkedWorld();
    w.groups.answers = [pending('pending-approval', ['Bob'])];
    w.groups.checks = [begins];
    const order = {...orderOf(linkedSet()), policy: policy({}, {authContext: 'c1'})};
    const story = await go(w, STAY, [order]);
    expect(types(story).slice(0, 5)).toEqual([
      'step-up',
      'device-code',
      'submitted',
      'pending-approval',
      'provisioning',
    ]);
    expect(w.groups.sent).toMatchObject([{claims: expect.stringContaining('c1')}]);
    expect(fold(story, 'aws-9').state).toBe('active');
  });
});

describe('a membership that is active already', () => {
  test.each([
    ['is gone on with', grant({...held, assignment: 'activated'})],
    ['that is standing, too', grant({...held, assignment: 'standing', endsAt: null})],
  ])('%s, and not remembered as ours', async (_, row) => {
    const w = linkedWorld();
    w.groups.activePages = all(row);
    expect(fold(await go(w), 'aws-9').grant?.address).toEqual(linkedSet().address);
    expect(w.groups.sent).toEqual([]);
  });

  test('though the list did not say so', async () => {
    const w = linkedWorld();
    w.groups.answers = [refused({code: 'already-active', endsAt: held.endsAt, grantId: held.id})];
    let looks = 0;
    Object.assign(w.groups, {
      active: () => {
        looks += 1;
        return (async function* () {
          yield {items: looks === 1 ? [] : [held], complete: true};
        })();
      },
    });
    const end = fold(await go(w), 'aws-9');
    expect(end).toMatchObject({state: 'active', problem: null, grant: {address: linkedSet().address}});
  });

  test('a loan is no longer than the membership, nor than asked', async () => {
    const w = linkedWorld();
    w.sets.arrivals = [true];
    w.groups.activePages = all(grant({...held, endsAt: NOON + 600_000}));
    expect(fold(await go(w), 'aws-9').grant?.endsAt).toBe(NOON + 600_000);
    const other = linkedWorld();
    other.sets.arrivals = [true];
    other.groups.activePages = all(grant({...held, endsAt: NOON + 5 * HOUR}));
    expect(fold(await go(other), 'aws-9').grant?.endsAt).toBe(NOON + HOUR);
  });
});

describe('not arrived yet', () => {
  test('--no-wait asks once and says what stays', async () => {
    const w = linkedWorld();
    const story = await go(w, GO);
    expect(fold(story, 'aws-9')).toMatchObject({state: 'provisioning', problem: null, requestId: 'id-1'});
    expect(details(story)).toEqual([
      'AWS hears of it in 2 to 10 minutes, seldom 40; asked once; the group stays active until 2026-11-22T13:00:00Z, and running it again goes on from here',
    ]);
    expect([w.sets.asked, w.clock.naps, w.loans.loans.size]).toEqual([1, [], 0]);
  });

  test('asking again goes on from there', async () => {
    const w = linkedWorld();
    await go(w, GO);
    w.groups.activePages = all(held);
    expect(fold(await go(w), 'aws-9').state).toBe('active');
    expect(w.groups.sent).toHaveLength(1);
  });

  test.each([
    ['twelve minutes at least', STAY, 12 * MINUTE],
    ['a longer patience', {...STAY, patience: {...STAY.patience, provisioning: 30 * MINUTE}}, 30 * MINUTE],
  ])('%s', async (_, options, waited) => {
    const w = linkedWorld();
    w.sets.arrivals = [false];
    expect(fold(await go(w, options), 'aws-9').state).toBe('provisioning');
    expect(w.clock.now() - NOON).toBe(waited);
  });

  test('trouble that passes is waited out, as long as the cloud asks', async () => {
    const w = linkedWorld();
    w.sets.arrivals = [troubled({code: 'throttled', retryAfterSeconds: 40}), troubled(OFFLINE), true];
    expect(fold(await go(w), 'aws-9').state).toBe('active');
    expect(w.clock.naps).toEqual([40_000, 15_000]);
  });

  test('a session that has ended is said, and the group stays', async () => {
    const w = linkedWorld();
    w.sets.arrivals = [troubled({code: 'signed-out', reason: 'expired', session: 'corp'})];
    expect(fold(await go(w), 'aws-9')).toMatchObject({state: 'provisioning', problem: {code: 'signed-out'}});
    expect(w.groups.ended).toEqual([]);
  });

  test('a membership that ends first', async () => {
    const w = linkedWorld();
    w.groups.answers = [active({...held, endsAt: NOON + 5 * MINUTE})];
    w.sets.arrivals = [false];
    const end = fold(await go(w), 'aws-9');
    expect(end).toMatchObject({state: 'failed', problem: {code: 'failed', provider: 'aws-permission-set'}});
    expect(w.clock.now()).toBe(NOON + 5 * MINUTE);
  });

  test('an interruption ends the watching, not the group', async () => {
    const w = linkedWorld();
    const leave = new AbortController();
    const story = run(w, [orderOf(linkedSet())], STAY, leave.signal);
    await w.clock.turn(0);
    leave.abort();
    expect(fold(await story, 'aws-9')).toMatchObject({state: 'provisioning', problem: null});
  });
});

describe('what stops it', () => {
  test.each([
    ['no such eligibility', (w: AwsWorld) => Object.assign(w.groups, {eligiblePages: all()}), 'not-eligible'],
    [
      'groups that cannot be read',
      (w: AwsWorld) => Object.assign(w.groups, {eligiblePages: [troubled(OFFLINE)]}),
      'unreachable',
    ],
    [
      'signed out of Entra',
      (w: AwsWorld) => Object.assign(w.entra, {who: troubled({code: 'signed-out', reason: 'never'})}),
      'signed-out',
    ],
    [
      'a refusal',
      (w: AwsWorld) => Object.assign(w.groups, {answers: [refused({code: 'denied'}, 'denied')]}),
      'denied',
    ],
  ] as const)('%s: nothing is asked of AWS', async (_, breaks, code) => {
    const w = linkedWorld();
    breaks(w);
    const end = fold(await go(w), 'aws-9');
    expect(end.problem).toMatchObject({code, provider: 'entra-group', eligibilityId: 'aws-9'});
    expect([w.sets.asked, w.sets.sent]).toEqual([0, []]);
  });

  test('signed out of AWS: the group is left alone', async () => {
    const w = linkedWorld();
    w.corp.who = troubled({code: 'signed-out', reason: 'expired', session: 'corp'});
    expect(fold(await go(w), 'aws-9').problem).toMatchObject({code: 'signed-out', session: 'corp'});
    expect([w.groups.read, w.groups.sent]).toEqual([[], []]);
  });

  test('groups that are no source of the profile', async () => {
    const w = linkedWorld();
    const app = {...w.app, providers: w.app.providers.filter(one => one !== w.groups)};
    expect(fold(await go({...w, app}), 'aws-9').problem).toMatchObject({
      code: 'misconfigured',
      setting: 'profiles.default.aws.groupLinks',
    });
  });

  test('a loan that is open already: the group is left alone', async () => {
    const w = linkedWorld();
    await go(w);
    const end = fold(await go(w), 'aws-9');
    expect(end).toMatchObject({state: 'active', problem: {code: 'already-active'}});
    expect(w.groups.sent).toHaveLength(1);
  });

  test('a record that fails after the group was activated is told last', async () => {
    const w = linkedWorld();
    w.audit.broken = ['active'];
    const story = await go(w);
    expect(fold(story, 'aws-9')).toMatchObject({state: 'active', problem: {code: 'state-unwritable'}});
    expect(types(story).at(-1)).toBe('failed');
  });

  test('a row whose link is gone from the settings is asked for as it is', async () => {
    const w = linkedWorld();
    await go({...w, app: {...w.app, settings: {}}});
    expect([w.groups.sent.length, w.sets.sent.length]).toEqual([0, 1]);
  });
});

describe('several through one group', () => {
  const audit = () =>
    linkedSet({
      ...{id: 'aws-8', name: untrusted('Audit')},
      address: {...linkedSet().address, permissionSet: 'Audit'},
    });
  const two = () => [orderOf(linkedSet()), orderOf(audit())];

  test('it is activated once, and is both loans’', async () => {
    const w = linkedWorld();
    const story = await go(w, STAY, two());
    expect([fold(story, 'aws-9').state, fold(story, 'aws-8').state]).toEqual(['active', 'active']);
    expect(w.groups.sent).toHaveLength(1);
    const rests = [...w.loans.loans.values()].map(loan => loan.grant.address.groupGrantId);
    expect(rests).toEqual([held.id, held.id]);
  });

  test('its refusal is both’s', async () => {
    const w = linkedWorld();
    w.groups.answers = [refused({code: 'denied'}, 'denied')];
    const story = await go(w, STAY, two());
    for (const id of ['aws-9', 'aws-8'])
      expect(fold(story, id).problem).toMatchObject({code: 'denied', eligibilityId: id});
  });

  test('a later loan rests on the same membership', async () => {
    const w = linkedWorld();
    await go(w);
    w.groups.activePages = all(held);
    expect(fold(await go(w, STAY, [orderOf(audit())]), 'aws-8').grant?.address.groupGrantId).toBe(held.id);
  });
});

test('an ordinary permission set asks no group', async () => {
  const w = linkedWorld();
  const told: Policy = policy();
  await go(w, STAY, [{...orderOf(permissionSet()), policy: told}]);
  expect([w.groups.read, w.sets.asked, w.sets.sent.length]).toEqual([[], 0, 1]);
  expect(w.sets.sent[0]?.intent).toMatchObject({request: intent().request, address: permissionSet().address});
});
