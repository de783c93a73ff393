import {describe, expect, test} from 'vitest';
import type {Wish} from '../../src/core/intent.ts';
import type {Ending} from '../../src/core/ports.ts';
import {minutes, seconds} from '../../src/core/time.ts';
import {endWarded, type Guarding} from '../../src/usecases/guarding.ts';
import {all, troubled} from './fake-cloud.ts';
import {type FakeWorld, quiet, world} from './fakes.ts';
import {grant, NOON, OFFLINE, wish} from './samples.ts';

const HOLDER = {pid: 4711, since: 'then'};
const FIVE = NOON + minutes(5);
const ENDED: Ending = {type: 'ended'};
const says = (ending: Ending) => () => ending;
const held = (changes: Partial<Wish> = {}): Wish =>
  wish({holder: HOLDER, reason: 'until-exit', dueAt: NOON, ...changes});

/** The process that held them is gone. */
async function left(...wishes: readonly Wish[]): Promise<FakeWorld> {
  const w = world();
  for (const one of wishes) await w.journal.wish(one);
  w.journal.gone.add(HOLDER.pid);
  return w;
}

function guard(
  {app, clock}: FakeWorld,
  wishes: readonly Wish[],
  changes: Partial<Guarding> = {},
): Promise<void> {
  return clock.through(endWarded({app, mayEnd: () => true, asked: quiet(), ...changes}, wishes));
}

describe('what was left behind', () => {
  test('is ended, once, with a line', async () => {
    const w = await left(held());
    w.arm.endings = [says(ENDED)];
    await guard(w, [held()]);
    expect(w.arm.ended).toEqual([{grant: 'azr-1.abc', id: 'old-wish'}]);
    expect([w.journal.fulfilled, w.audit.types]).toEqual([['old-wish'], ['end']]);
  });

  test('is ended at the first second in which the cloud takes it', async () => {
    const w = await left(held());
    w.arm.endings = [says({type: 'too-soon', notBefore: FIVE}), says(ENDED)];
    await guard(w, [held()]);
    expect(w.arm.ended).toHaveLength(2);
    expect(w.clock.now()).toBe(FIVE);
    expect(Math.max(...w.clock.naps)).toBeLessThanOrEqual(seconds(15));
    expect(w.audit.types).toEqual(['end-queued', 'end']);
  });

  test('waits for a process that is about to be gone', async () => {
    const w = await left(held());
    w.journal.gone.clear();
    w.arm.endings = [says(ENDED)];
    const done = guard(w, [held()]);
    await w.clock.turn(seconds(3));
    expect(w.arm.ended).toEqual([]);
    w.journal.gone.add(HOLDER.pid);
    await done;
    expect(w.arm.ended).toHaveLength(1);
  });

  test('and the cloud is at it: it is looked at until it is gone, and not asked for twice', async () => {
    const w = await left(held());
    w.arm.endings = [says({type: 'deactivating'})];
    await guard(w, [held()]);
    expect([w.arm.ended.length, w.journal.fulfilled, w.audit.types]).toEqual([1, ['old-wish'], ['end']]);
  });

  test.each([
    ['no network', {type: 'refused', problem: OFFLINE} as const],
    ['a lost answer', {type: 'lost', problem: OFFLINE} as const],
    ['a refusal', {type: 'refused', problem: {code: 'failed', reason: 'no'}} as const],
  ])('%s: it is tried again under the same name', async (_, ending) => {
    const w = await left(held());
    w.arm.endings = [says(ending), says(ending), says(ENDED)];
    w.arm.activePages = all(grant());
    await guard(w, [held()]);
    expect(w.arm.ended.map(({id}) => id)).toEqual(['old-wish', 'old-wish', 'old-wish']);
    expect(w.audit.types).toEqual(['end']);
  });

  test('is tried no longer than the grant lasts, and nothing is asked then', async () => {
    const w = await left(held());
    const endsAt = NOON + minutes(2);
    const owed = held({grant: grant({endsAt})});
    await w.journal.wish(owed);
    w.arm.endings = [says({type: 'refused', problem: OFFLINE})];
    await guard(w, [owed]);
    expect(w.clock.now()).toBe(endsAt);
    expect(w.arm.ended.length).toBeLessThan(5);
    expect([w.journal.fulfilled, w.audit.types]).toEqual([['old-wish'], ['end']]);
  });

  test('and is over by itself: nothing is asked', async () => {
    const w = await left(held({grant: grant({endsAt: NOON})}));
    await guard(w, [held({grant: grant({endsAt: NOON})})]);
    expect([w.arm.ended, w.journal.fulfilled]).toEqual([[], ['old-wish']]);
  });
});

describe('what is left alone', () => {
  test('a wish that somebody has carried out meanwhile', async () => {
    const w = await left();
    await guard(w, [held()]);
    expect([w.arm.ended, w.audit.types]).toEqual([[], []]);
  });

  test('one that somebody is at, until that is done', async () => {
    const w = await left(held());
    await w.journal.claim('old-wish', NOON, minutes(1));
    const done = guard(w, [held()]);
    await w.clock.turn(seconds(20));
    await w.journal.fulfil('old-wish');
    await done;
    expect([w.arm.ended, w.audit.types]).toEqual([[], []]);
  });

  test('every other wish of the journal', async () => {
    const other = held({id: 'other', grant: grant({id: 'azr-2.def'})});
    const w = await left(held(), other);
    w.arm.endings = [says(ENDED)];
    await guard(w, [held()]);
    expect(w.arm.ended).toEqual([{grant: 'azr-1.abc', id: 'old-wish'}]);
    expect([...w.journal.owed.keys()]).toEqual(['other']);
  });

  test('one of the same name for another grant', async () => {
    const w = await left(held({grant: grant({id: 'azr-2.def'})}));
    await guard(w, [held()]);
    expect(w.arm.ended).toEqual([]);
  });

  test('what the tokens are not for', async () => {
    const w = await left(held());
    await guard(w, [held()], {mayEnd: () => false});
    expect([w.arm.ended, [...w.journal.owed.keys()]]).toEqual([[], ['old-wish']]);
  });

  test.each(['signed-out', 'step-up-needed'] as const)(
    'after %s the wish stays for the next command',
    async code => {
      const w = await left(held());
      const problem = code === 'signed-out' ? {code, reason: 'expired' as const} : {code, context: 'c1'};
      w.arm.endings = [troubled(problem)];
      await guard(w, [held()]);
      expect(w.arm.ended).toHaveLength(1);
      expect([...w.journal.owed.values()]).toMatchObject([{id: 'old-wish', dueAt: NOON}]);
      expect(w.audit.types).toEqual([]);
    },
  );
});

test('a journal that cannot be read or written hinders no end', async () => {
  const w = await left(held());
  w.journal.broken = ['wishes', 'claim', 'postpone', 'fulfil', 'unsettled'];
  w.arm.endings = [says({type: 'too-soon', notBefore: FIVE}), says(ENDED)];
  await guard(w, [held()]);
  expect(w.arm.ended).toHaveLength(2);
});

test('one that goes wrong keeps no other from ending', async () => {
  const other = held({
    id: 'other',
    grant: grant({id: 'azr-2.def', kind: 'entra-role', endsAt: NOON + minutes(60)}),
  });
  const w = await left(held(), other);
  w.arm.endings = [new Error('ours')];
  w.graph.endings = [says(ENDED)];
  const done = guard(w, [held(), other]);
  await w.clock.turn(seconds(1));
  expect(w.journal.fulfilled).toEqual(['other']);
  w.arm.endings = [says(ENDED)];
  await done;
  expect(w.journal.fulfilled).toEqual(['other', 'old-wish']);
});

test('asked to go, it finishes what is under way and waits for nothing', async () => {
  const w = await left(held());
  const asked = new AbortController();
  w.arm.endings = [
    () => {
      asked.abort();
      return {type: 'too-soon', notBefore: FIVE};
    },
  ];
  await guard(w, [held()], {asked: asked.signal});
  expect([...w.journal.owed.values()]).toMatchObject([{id: 'old-wish', dueAt: FIVE}]);
  expect(w.clock.now()).toBe(NOON);
});
