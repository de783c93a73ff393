import {describe, expect, test} from 'vitest';
import {deactivate} from '../../src/usecases/deactivate.ts';
import {ended, FIVE, fold, lost, run, says, tooSoon, types} from './deactivating.ts';
import {all, troubled} from './fake-cloud.ts';
import {collect, quiet, world} from './fakes.ts';
import {grant, NOON, OFFLINE, wish} from './samples.ts';

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

  test('throttled for longer than anybody should wait: in an hour', async () => {
    const w = world();
    w.arm.endings = [troubled({code: 'throttled', retryAfterSeconds: 99_999_999})];
    expect((await run(w)).end).toMatchObject({endsEarlyAt: NOON + 3_600_000});
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

  test('with wait, and another process ends it: the end is written once, by that one', async () => {
    const w = world();
    await w.journal.wish(wish());
    await w.journal.claim('old-wish', NOON, 60_000);
    const wishes = w.journal.wishes.bind(w.journal);
    let looks = 0;
    Object.assign(w.journal, {
      wishes: async () => {
        looks += 1;
        if (looks > 1) w.journal.owed.clear();
        return wishes();
      },
    });
    expect((await run(w, {wait: true})).end.state).toBe('ended');
    expect(w.audit.types).toEqual(['end-requested']);
    expect(w.arm.ended).toEqual([]);
  });

  test('another process is at it: nothing is sent twice', async () => {
    const w = world();
    await w.journal.wish(wish());
    await w.journal.claim('old-wish', NOON, 60_000);
    expect((await run(w)).end).toMatchObject({state: 'deactivating', endsEarlyAt: null});
    expect(w.arm.ended).toEqual([]);
  });
});
