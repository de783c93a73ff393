import {describe, expect, test} from 'vitest';
import {untrusted} from '../../src/core/untrusted.ts';
import {ended, FIVE, run, says, tooSoon, types} from './deactivating.ts';
import {troubled} from './fake-cloud.ts';
import {world} from './fakes.ts';
import {ADA, grant, intent, NOON, wish} from './samples.ts';

describe('ended at once', () => {
  test.each([
    ['by the cloud', ended],
    ['for it is not active any more', says({type: 'not-active'})],
  ])('%s', async (_, ending) => {
    const w = world();
    w.arm.endings = [ending];
    w.cache.granted.set('azure-resource', {value: [grant(), grant({id: 'other'})], readAt: 7});
    const {story, end, troubles} = await run(w);
    expect(types(story)).toEqual(['ending', 'ended']);
    expect(end).toMatchObject({state: 'ended', problem: null});
    expect([w.journal.owed.size, w.journal.fulfilled]).toEqual([0, ['id-1']]);
    expect(w.audit.types).toEqual(['end-requested', 'end']);
    expect(w.cache.granted.get('azure-resource')).toMatchObject({value: [{id: 'other'}], readAt: 7});
    expect(troubles).toEqual([]);
  });

  test('the wish is durable before the cloud is asked, and names the request', async () => {
    const w = world();
    w.arm.endings = [
      of => {
        expect([...w.journal.owed.values()]).toMatchObject([{id: 'id-1', grant: of, dueAt: NOON}]);
        expect(w.journal.claimed.has('id-1')).toBe(true);
        return {type: 'ended'};
      },
    ];
    expect((await run(w)).end.state).toBe('ended');
    expect(w.arm.ended).toEqual([{grant: 'azr-1.abc', id: 'id-1'}]);
  });

  test('a wish that is open already is not made twice', async () => {
    const w = world();
    await w.journal.wish(wish({dueAt: FIVE, attempts: 1}));
    w.arm.endings = [ended];
    await run(w);
    expect(w.journal.fulfilled).toEqual(['old-wish']);
    expect(w.journal.owed.size).toBe(0);
  });
});

describe('not ours to end', () => {
  test.each([
    ['standing', grant({assignment: 'standing', endsAt: null}), 'unsupported'],
    ['time-bound', grant({assignment: 'time-bound'}), 'unsupported'],
    ['a request on its way', grant({state: 'pending-approval'}), 'not-active'],
  ])('%s', async (_, row, code) => {
    const w = world();
    const {end} = await run(w, {grants: [row]});
    expect(end).toMatchObject({state: 'failed', problem: {code, eligibilityId: 'azr-1'}});
    expect([w.arm.ended.length, w.journal.owed.size, w.audit.facts.length]).toEqual([0, 0, 0]);
  });

  test('signed out: no wish that nobody could carry out', async () => {
    const w = world();
    w.entra.who = troubled({code: 'signed-out', reason: 'expired'});
    expect((await run(w)).end.problem?.code).toBe('signed-out');
    expect(w.journal.owed.size).toBe(0);
  });
});

describe('what cannot be written never keeps anything from ending', () => {
  test('neither journal nor record', async () => {
    const w = world();
    w.journal.broken = ['wishes', 'wish', 'claim', 'fulfil', 'postpone'];
    w.audit.broken = true;
    w.cache.broken = true;
    w.arm.endings = [ended];
    const {end, troubles} = await run(w);
    expect(end).toMatchObject({state: 'ended', problem: null});
    expect(new Set(troubles.map(problem => problem.code))).toEqual(new Set(['state-unwritable']));
  });

  test('nobody else would carry the end out later, so it is not promised', async () => {
    const w = world();
    w.journal.broken = ['wish'];
    w.arm.endings = [tooSoon];
    expect((await run(w)).end).toMatchObject({state: 'failed', endsEarlyAt: null, problem: {code: 'failed'}});
  });

  test('but waiting for it keeps the promise', async () => {
    const w = world();
    w.journal.broken = ['wish'];
    w.arm.endings = [tooSoon, ended];
    expect((await run(w, {wait: true})).end.state).toBe('ended');
  });
});

describe('the request that led to the grant, left open by --no-wait', () => {
  test.each([
    ['it', {openedAt: NOON - 1000}, 'ended'],
    [
      'one for that narrower scope',
      {scope: {...grant().scope, id: '/subscriptions'}, narrower: true},
      'ended',
    ],
    ['a later one', {openedAt: NOON + 120_000}, null],
    ['another role’s', {name: untrusted('Owner')}, null],
    ['another scope’s', {scope: {...grant().scope, id: '/subscriptions/s2'}}, null],
    ['somebody else’s', {actor: {...ADA, oid: 'oid-bob'}}, null],
  ] as const)('%s', async (_, given, state) => {
    const w = world();
    const {narrower = false, ...parts} = {narrower: false, openedAt: NOON, ...given};
    const row = intent(parts);
    const request = {...row.request, narrowerScope: narrower ? grant().scope.id.toUpperCase() : null};
    await w.journal.open({...row, request});
    w.arm.endings = [ended];
    expect((await run(w)).end.state).toBe('ended');
    expect(w.journal.rows.map(one => (one.settledAt === null ? null : one.state))).toEqual([state]);
  });
});
