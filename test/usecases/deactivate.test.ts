import {describe, expect, test} from 'vitest';
import {type Activation, NOT_SENT, step} from '../../src/core/activation.ts';
import type {Grant} from '../../src/core/grant.ts';
import type {Ending} from '../../src/core/ports.ts';
import type {Problem} from '../../src/core/problem.ts';
import {deactivate} from '../../src/usecases/deactivate.ts';
import type {Story} from '../../src/usecases/story.ts';
import {all, troubled} from './fake-cloud.ts';
import {collect, type FakeWorld, quiet, world} from './fakes.ts';
import {grant, NOON, OFFLINE, wish} from './samples.ts';

const FIVE = NOON + 300_000;
const says = (ending: Ending) => () => ending;
const ended = says({type: 'ended'});
const tooSoon = says({type: 'too-soon', notBefore: FIVE});
const lost = says({type: 'lost', problem: OFFLINE});

interface Run {
  readonly story: readonly Story[];
  readonly troubles: readonly Problem[];
  readonly end: Activation;
}

async function run(
  {app, clock}: FakeWorld,
  {grants = [grant()], wait = false}: {grants?: readonly Grant[]; wait?: boolean} = {},
): Promise<Run> {
  const troubles: Problem[] = [];
  const options = {wait, onTrouble: (problem: Problem) => troubles.push(problem)};
  const story = await clock.through(collect(deactivate(app, grants, options, quiet())));
  return {story, troubles, end: fold(story)};
}

const fold = (story: readonly Story[], item = 'azr-1.abc'): Activation =>
  story.reduce(
    (now, one) => (one.type === 'item' && one.item === item ? step(now, one.event) : now),
    NOT_SENT,
  );

const types = (story: readonly Story[]): readonly string[] =>
  story.map(one => (one.type === 'item' ? one.event.type : one.type));

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

describe('too soon', () => {
  test('the wish is kept for the exact second', async () => {
    const w = world();
    w.arm.endings = [tooSoon];
    const {end, story} = await run(w);
    expect(types(story)).toEqual(['ending', 'deactivating']);
    expect(end).toMatchObject({
      state: 'deactivating',
      endsEarlyAt: FIVE,
      problem: {code: 'too-soon-to-end', notBefore: FIVE},
    });
    expect([...w.journal.owed.values()]).toMatchObject([{dueAt: FIVE, attempts: 1}]);
    expect(w.journal.claimed.size).toBe(0);
    expect(w.audit.types).toEqual(['end-requested', 'end-queued']);
  });

  test('with wait: stays, in short naps, and ends it then', async () => {
    const w = world();
    w.arm.endings = [tooSoon, ended];
    const {end, story} = await run(w, {wait: true});
    expect(types(story)).toEqual(['ending', 'deactivating', 'ended']);
    expect(end.state).toBe('ended');
    expect(w.clock.now()).toBe(FIVE);
    expect(Math.max(...w.clock.naps)).toBe(15_000);
    expect(w.arm.ended.map(one => one.id)).toEqual(['id-1', 'id-1']);
  });

  test('server time is looked at again: a clock that was set does not lengthen the wait', async () => {
    const w = world();
    w.arm.endings = [tooSoon, ended];
    const story = w.clock.through(collect(deactivate(w.app, [grant()], {wait: true}, quiet())));
    await w.clock.turn(20_000);
    w.clock.stepWall(270_000);
    await story;
    expect(w.clock.monotonic()).toBeLessThan(60_000);
  });

  test('told again at that second: waits on, never in a busy loop', async () => {
    const w = world();
    w.arm.endings = [
      says({type: 'too-soon', notBefore: NOON}),
      says({type: 'too-soon', notBefore: NOON}),
      ended,
    ];
    expect((await run(w, {wait: true})).end.state).toBe('ended');
    expect(w.clock.naps).toEqual([1000, 1000]);
  });

  test('an interruption while waiting leaves the wish', async () => {
    const w = world();
    w.arm.endings = [tooSoon];
    const ctrlC = new AbortController();
    const story = collect(deactivate(w.app, [grant()], {wait: true}, ctrlC.signal));
    await w.clock.turn(20_000);
    ctrlC.abort();
    expect(fold(await story)).toMatchObject({state: 'deactivating', endsEarlyAt: FIVE});
    expect([...w.journal.owed.keys()]).toEqual(['id-1']);
  });
});

describe('a lost answer', () => {
  test('gone from the list: ended', async () => {
    const w = world();
    w.arm.endings = [lost];
    w.arm.activePages = all(grant({id: 'other'}));
    expect((await run(w)).end.state).toBe('ended');
    expect(w.journal.owed.size).toBe(0);
  });

  test.each([
    ['still listed', all(grant())],
    ['the list cannot be read', [troubled(OFFLINE)]],
    ['the list stops early', [{items: [], complete: false}]],
  ])('%s: the wish stays', async (_, pages) => {
    const w = world();
    w.arm.endings = [lost];
    w.arm.activePages = pages;
    const {end} = await run(w);
    expect(end).toMatchObject({
      state: 'deactivating',
      endsEarlyAt: NOON + 30_000,
      problem: {code: 'unreachable', provider: 'azure-resource'},
    });
    expect([...w.journal.owed.values()]).toMatchObject([{dueAt: NOON + 30_000}]);
  });

  test('interrupted in the middle of the call: the wish stays, and that is told', async () => {
    const w = world();
    const ctrlC = new AbortController();
    w.arm.endings = [
      () => {
        ctrlC.abort();
        throw new DOMException('interrupted', 'AbortError');
      },
    ];
    const end = fold(await collect(deactivate(w.app, [grant()], {wait: true}, ctrlC.signal)));
    expect(end).toMatchObject({state: 'deactivating', endsEarlyAt: NOON + 30_000});
    expect([...w.journal.owed.keys()]).toEqual(['id-1']);
  });

  test('with wait: tries again under the same name', async () => {
    const w = world();
    w.arm.endings = [lost, ended];
    w.arm.activePages = all(grant());
    expect((await run(w, {wait: true})).end.state).toBe('ended');
    expect(w.arm.ended.map(one => one.id)).toEqual(['id-1', 'id-1']);
  });
});

describe('not ended', () => {
  test('a refusal is told; the end is still owed', async () => {
    const w = world();
    w.arm.endings = [says({type: 'refused', problem: {code: 'consent-missing', scopes: ['S']}})];
    expect((await run(w, {wait: true})).end).toMatchObject({
      state: 'failed',
      problem: {code: 'consent-missing'},
    });
    expect([...w.journal.owed.values()]).toMatchObject([{dueAt: NOON + 60_000}]);
  });

  test('throttled: later, when the cloud says', async () => {
    const w = world();
    w.arm.endings = [troubled({code: 'throttled', retryAfterSeconds: 7})];
    expect((await run(w)).end).toMatchObject({
      state: 'deactivating',
      endsEarlyAt: NOON + 7000,
      problem: {code: 'throttled'},
    });
  });

  test('a mistake of ours with one grant does not keep the others from ending', async () => {
    const w = world();
    w.graph.endings = [ended];
    w.entra.who = new TypeError('our bug');
    const {end} = await run(w);
    expect(end.problem?.code).toBe('bug');
    Object.assign(w.journal, {claim: () => Promise.reject(new TypeError('our bug'))});
    w.entra.who = wish().actor;
    const again = await run(w);
    expect(again.end).toMatchObject({state: 'unknown', problem: {code: 'bug'}});
  });

  test('a kind that is no source any more', async () => {
    const {end} = await run(world(), {grants: [grant({kind: 'entra-group'})]});
    expect(end.problem?.code).toBe('misconfigured');
  });
});

describe('the cloud is at it', () => {
  const atIt = says({type: 'deactivating'});

  test('said without a time of ours', async () => {
    const w = world();
    w.arm.endings = [atIt];
    expect((await run(w)).end).toMatchObject({state: 'deactivating', endsEarlyAt: null, problem: null});
    expect(w.journal.owed.size).toBe(1);
  });

  test('with wait: ended when it is gone from the list', async () => {
    const w = world();
    w.arm.endings = [atIt];
    expect((await run(w, {wait: true})).end.state).toBe('ended');
    expect(w.audit.types).toEqual(['end-requested', 'end']);
    expect(w.journal.fulfilled).toEqual(['id-1']);
  });

  test('with wait, and it is still listed: asked again', async () => {
    const w = world();
    w.arm.endings = [atIt, ended];
    w.arm.activePages = all(grant());
    expect((await run(w, {wait: true})).end.state).toBe('ended');
    expect(w.arm.ended.length).toBe(2);
  });

  test('another process is at it: nothing is sent twice', async () => {
    const w = world();
    await w.journal.wish(wish());
    await w.journal.claim('old-wish', NOON, 60_000);
    expect((await run(w)).end).toMatchObject({state: 'deactivating', endsEarlyAt: null});
    expect(w.arm.ended).toEqual([]);
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
