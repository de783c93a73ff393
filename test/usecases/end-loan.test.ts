import {describe, expect, test} from 'vitest';
import {awsWorld, PORTAL, permissionSet} from './aws-world.ts';
import {ended, fold, run, tooSoon, types} from './deactivating.ts';
import {troubled} from './fake-cloud.ts';
import {lent, member, resting, SIGNED_OUT} from './lending.ts';
import {ADA, NOON, OFFLINE} from './samples.ts';

describe('ending a loan', () => {
  test('needs no sign-in and no cloud: who took it is in the book', async () => {
    const w = awsWorld();
    const loan = await lent(w);
    for (const authority of [w.entra, w.corp, w.lab]) authority.who = SIGNED_OUT;
    const asked = w.corp.actorsAsked;
    const {story, troubles} = await run(w, {grants: [loan]});
    expect(types(story)).toEqual(['ending', 'ended']);
    expect([troubles, w.loans.loans.size, w.loans.kept.size, w.journal.owed.size]).toEqual([[], 0, 0, 0]);
    expect(w.audit.facts.slice(-2)).toMatchObject([
      {type: 'end-requested', authority: PORTAL, account: 'ada'},
      {type: 'end', authority: PORTAL, account: 'ada', eligibilityId: 'aws-1'},
    ]);
    expect([w.corp.actorsAsked, w.entra.actorsAsked]).toEqual([asked, 0]);
  });

  test('one that is over leaves no line and no wish', async () => {
    const w = awsWorld();
    const loan = await lent(w);
    await w.loans.end(loan.id);
    const before = w.audit.facts.length;
    expect(types((await run(w, {grants: [loan]})).story)).toEqual(['ended']);
    expect([w.audit.facts.length, w.journal.fulfilled]).toEqual([before, []]);
  });

  test('a book that cannot be read is told', async () => {
    const w = awsWorld();
    const loan = await lent(w);
    const broken = troubled({code: 'state-unwritable', path: 'state.db', reason: 'locked'});
    Object.assign(w.loans, {open: () => Promise.reject(broken)});
    const {story, troubles} = await run(w, {grants: [loan]});
    expect(troubles).toMatchObject([{code: 'state-unwritable'}]);
    expect([fold(story, loan.id).state, w.loans.loans.size]).toEqual(['ended', 0]);
  });
});

describe('the group that was activated for it', () => {
  test('is given up with it', async () => {
    const w = awsWorld();
    w.groups.endings = [ended];
    const loan = await lent(w, resting());
    const {story} = await run(w, {grants: [loan]});
    expect(types(story)).toEqual(['ending', 'ended']);
    expect(w.groups.ended).toMatchObject([{grant: 'grp-1.abc'}]);
    expect(w.audit.facts.slice(-4).map(({type, kind}) => [type, kind])).toEqual([
      ['end-requested', 'aws-permission-set'],
      ['end', 'aws-permission-set'],
      ['end-requested', 'entra-group'],
      ['end', 'entra-group'],
    ]);
  });

  test('in its first five minutes the wish is kept, and its second said', async () => {
    const w = awsWorld();
    w.groups.endings = [tooSoon];
    const loan = await lent(w, resting());
    const {story} = await run(w, {grants: [loan]});
    expect(fold(story, loan.id)).toMatchObject({
      state: 'deactivating',
      endsEarlyAt: NOON + 300_000,
      problem: {code: 'too-soon-to-end', provider: 'entra-group', eligibilityId: 'grp-1'},
    });
    expect(w.loans.loans.size).toBe(0);
    expect([...w.journal.owed.values()]).toMatchObject([{grant: member, actor: ADA, dueAt: NOON + 300_000}]);
  });

  test('--wait stays until it has ended', async () => {
    const w = awsWorld();
    w.groups.endings = [tooSoon, ended];
    const loan = await lent(w, resting());
    expect(fold((await run(w, {grants: [loan], wait: true})).story, loan.id).state).toBe('ended');
    expect(w.clock.now()).toBe(NOON + 300_000);
  });

  test('signed out of Entra: the loan has ended, the wish for the group stays', async () => {
    const w = awsWorld();
    w.entra.who = SIGNED_OUT;
    w.groups.endings = [SIGNED_OUT];
    const loan = await lent(w, resting());
    const end = fold((await run(w, {grants: [loan]})).story, loan.id);
    expect(end.problem).toMatchObject({code: 'signed-out', provider: 'entra-group'});
    expect([w.loans.loans.size, [...w.journal.owed.values()]]).toMatchObject([
      0,
      [{grant: {id: 'grp-1.abc'}}],
    ]);
  });

  test('one that has ended by itself is not asked about', async () => {
    const w = awsWorld();
    const loan = await lent(w, resting('aws-1', {...member, endsAt: NOON}));
    expect(fold((await run(w, {grants: [loan]})).story, loan.id).state).toBe('ended');
    expect(w.groups.ended).toEqual([]);
  });

  test.each([
    ['one after the other', false],
    ['both at once', true],
  ])('goes with the last loan that rests on it: %s', async (_, together) => {
    const w = awsWorld();
    w.groups.endings = [ended];
    const loans = [await lent(w, resting()), await lent(w, resting('aws-2'))];
    if (together) await run(w, {grants: loans});
    else {
      await run(w, {grants: loans.slice(0, 1)});
      expect(w.groups.ended).toEqual([]);
      await run(w, {grants: loans.slice(1)});
    }
    expect(new Set(w.groups.ended.map(one => one.grant))).toEqual(new Set(['grp-1.abc']));
  });

  test.each([
    ['no JSON', '{'],
    ['no grant', '{"actor":{}}'],
    ['another grant', JSON.stringify({grant: {...member, id: 'other'}, actor: ADA})],
  ])('what was remembered is %s: the loan ends all the same', async (_, groupGrant) => {
    const w = awsWorld();
    const address = {...permissionSet().address, groupGrantId: member.id, groupGrant};
    const loan = await lent(w, permissionSet({address}));
    expect(fold((await run(w, {grants: [loan]})).story, loan.id).state).toBe('ended');
    expect([w.loans.loans.size, w.groups.ended]).toEqual([0, []]);
  });
});

test('offline, a loan ends as well', async () => {
  const w = awsWorld();
  const loan = await lent(w);
  for (const authority of [w.entra, w.corp, w.lab]) authority.who = troubled(OFFLINE);
  expect(fold((await run(w, {grants: [loan]})).story, loan.id).state).toBe('ended');
});
