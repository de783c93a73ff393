import {describe, expect, test} from 'vitest';
import type {Policy} from '../../src/core/policy.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {fold, types} from './activating.ts';
import {ADA_AT_AWS, linkedSet, orderOf, permissionSet} from './aws-world.ts';
import {all} from './fake-cloud.ts';
import {begins, details, go, held, linkedWorld} from './linking.ts';
import {ADA, grant, HOUR, intent, NOON, pending, policy, refused, STAY} from './samples.ts';

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
    expect([w.entra.steppedUp.length, w.corp.steppedUp.length]).toEqual([1, 0]);
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
    expect(end).toMatchObject({state: 'active', problem: null});
    expect(end.grant?.address).toEqual(linkedSet().address);
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
