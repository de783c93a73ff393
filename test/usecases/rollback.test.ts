import {describe, expect, test} from 'vitest';
import {step} from '../../src/core/activation.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {catchUp} from '../../src/usecases/catch-up.ts';
import {reconcile} from '../../src/usecases/reconcile.ts';
import {type Fate, hasFailed, rollback} from '../../src/usecases/rollback.ts';
import type {ActivationOrder, Story} from '../../src/usecases/story.ts';
import {fold, run} from './activating.ts';
import {awsWorld, linkedSet, orderOf, permissionSet} from './aws-world.ts';
import {ended, FIVE, tooSoon} from './deactivating.ts';
import {all} from './fake-cloud.ts';
import {collect, type FakeWorld, quiet, world} from './fakes.ts';
import {held, linkedWorld} from './linking.ts';
import {active, GO, grant, HOUR, lost, NOON, order, pending, refused, STAY, scheduled} from './samples.ts';

const DENIED = refused({code: 'denied'}, 'denied');
const BAD = order({id: 'ent-9', kind: 'entra-role', name: untrusted('Owner')});

/** Runs a batch with one order that is denied, then rolls it back. */
async function failing(w: FakeWorld, orders: readonly ActivationOrder[], options = STAY) {
  w.graph.answers = [DENIED];
  const story = await run(w, [...orders, BAD], options);
  return undo(w, fatesOf([...orders, BAD], story));
}

const fatesOf = (orders: readonly ActivationOrder[], story: readonly Story[]): readonly Fate[] =>
  orders.map(({eligibility}) => ({eligibility, activation: fold(story, eligibility.id)}));

async function undo(w: FakeWorld, fates: readonly Fate[], signal = quiet()) {
  const story = await collect(rollback(w.app, fates, signal));
  const after = new Map(fates.map(({eligibility, activation}) => [eligibility.id, activation]));
  for (const told of story) {
    const before = told.type === 'item' ? after.get(told.item) : undefined;
    if (told.type === 'item' && before !== undefined) after.set(told.item, step(before, told.event));
  }
  return {story, stateOf: (id = 'azr-1') => after.get(id)};
}

describe('when one of a batch fails', () => {
  test('what the batch took is ended, under the same item', async () => {
    const w = world();
    w.arm.answers = [active()];
    w.arm.endings = [ended];
    const {stateOf, story} = await failing(w, [order()]);
    expect(stateOf()).toMatchObject({state: 'ended', problem: null});
    expect(stateOf('ent-9')?.state).toBe('denied');
    expect(new Set(story.map(one => one.type === 'item' && one.item))).toEqual(new Set(['azr-1']));
    expect(w.audit.types.slice(-2)).toEqual(['end-requested', 'end']);
  });

  test('in the first five minutes the end is queued, and said when', async () => {
    const w = world();
    w.arm.answers = [active()];
    w.arm.endings = [tooSoon];
    const {stateOf} = await failing(w, [order()]);
    expect(stateOf()).toMatchObject({state: 'deactivating', endsEarlyAt: FIVE});
    expect([...w.journal.owed.values()]).toMatchObject([{reason: 'rollback', dueAt: FIVE}]);
  });

  test('what was active before stays', async () => {
    const w = world();
    w.arm.activePages = all(grant());
    w.arm.answers = [refused({code: 'already-active', endsAt: NOON + HOUR, grantId: 'azr-1.abc'})];
    const {story} = await failing(w, [order()]);
    expect([story, w.arm.ended]).toEqual([[], []]);
  });

  test.each([
    ['waits for approval', pending('pending-approval', [], 'req-1'), 'pending-approval'],
    ['is being provisioned', pending('provisioning', [], 'req-1'), 'provisioning'],
    ['is scheduled', scheduled(NOON + HOUR), 'scheduled'],
  ])('what %s is withdrawn', async (_, answer, state) => {
    const w = world();
    w.arm.answers = [answer];
    w.arm.endings = [ended];
    Object.assign(w.arm, {
      openPages: [
        {
          items: [
            grant({id: 'r', state: 'pending-approval', requestId: 'req-1'}),
            grant({id: 's', state: 'scheduled', requestId: 'id-1'}),
          ],
          complete: true,
        },
      ],
    });
    const {stateOf} = await failing(w, [order()], GO);
    expect([state, stateOf()?.state]).toEqual([state, 'cancelled']);
    expect(w.arm.cancelled).toHaveLength(1);
  });

  test('what was granted meanwhile is ended', async () => {
    const w = world();
    w.arm.answers = [pending('pending-approval', [], 'req-1')];
    w.arm.endings = [ended];
    w.arm.finds = [active()];
    const {stateOf} = await failing(w, [order()], GO);
    expect([stateOf()?.state, w.arm.ended.length]).toEqual(['ended', 1]);
  });

  test('a membership that was active before stays', async () => {
    const w = linkedWorld();
    w.sets.arrivals = [false];
    w.groups.activePages = all({...held, requestId: null});
    w.graph.answers = [DENIED];
    const orders = [orderOf(linkedSet()), BAD];
    const {story} = await undo(w, fatesOf(orders, await run(w, orders, GO)));
    expect([story, w.groups.ended]).toEqual([[], []]);
  });

  test('what cannot be found keeps its state, and that is said', async () => {
    const w = world();
    w.arm.finds = [() => 'unknown'];
    w.arm.answers = [pending('pending-approval', [], 'req-1')];
    const {stateOf} = await failing(w, [order()], GO);
    expect(stateOf()).toMatchObject({
      state: 'pending-approval',
      problem: {code: 'failed', provider: 'azure-resource'},
    });
  });

  test('loans end at once; a membership whose loan never came ends too', async () => {
    const w = linkedWorld();
    w.sets.arrivals = [false];
    w.groups.endings = [ended];
    w.graph.answers = [DENIED];
    const orders = [orderOf(permissionSet()), orderOf(linkedSet()), BAD];
    const story = await run(w, orders, GO);
    w.groups.activePages = all({...held, requestId: null});
    const {stateOf} = await undo(w, fatesOf(orders, story));
    expect([stateOf('aws-1')?.state, stateOf('aws-9')?.state]).toEqual(['ended', 'ended']);
    expect([w.loans.loans.size, w.groups.ended.length]).toEqual([0, 1]);
  });

  test('one whose outcome is not known fails the batch, and is never taken for ended', async () => {
    const w = world();
    w.arm.answers = [active()];
    w.arm.endings = [ended];
    w.graph.answers = [lost];
    w.graph.finds = [() => 'unknown'];
    const orders = [order(), BAD];
    const {stateOf} = await undo(w, fatesOf(orders, await run(w, orders)));
    expect([stateOf()?.state, stateOf('ent-9')?.state]).toEqual(['ended', 'unknown']);
  });

  test('one that had gone through after all is ended as soon as that is known', async () => {
    const w = world();
    w.arm.answers = [active()];
    w.arm.endings = [ended];
    w.graph.answers = [lost];
    w.graph.finds = [() => 'unknown'];
    const orders = [order(), BAD];
    await undo(w, fatesOf(orders, await run(w, orders)));
    w.graph.finds = [active({id: 'ent-9.abc', kind: 'entra-role'})];
    w.graph.endings = [ended];
    await collect(catchUp(w.app, quiet()));
    expect(w.graph.ended).toHaveLength(1);
    expect(w.journal.owed.size).toBe(0);
    expect(w.audit.facts.slice(-1)).toMatchObject([{type: 'end', eligibilityId: 'ent-9'}]);
  });

  test('one that had gone through, with its first five minutes still to pass, is owed its end', async () => {
    const w = world();
    w.arm.answers = [DENIED];
    w.graph.answers = [lost];
    w.graph.finds = [() => 'unknown'];
    const orders = [order(), BAD];
    await undo(w, fatesOf(orders, await run(w, orders)));
    w.graph.finds = [active({id: 'ent-9.abc', kind: 'entra-role'})];
    w.graph.endings = [tooSoon];
    await collect(catchUp(w.app, quiet()));
    expect([...w.journal.owed.values()]).toMatchObject([{reason: 'rollback', dueAt: FIVE}]);
  });

  test('a lost request that turns out to begin later, or to wait, is withdrawn', async () => {
    for (const [answer, state] of [
      [scheduled(NOON + HOUR), 'scheduled'],
      [pending('pending-approval', [], 'req-9'), 'pending-approval'],
    ] as const) {
      const w = world();
      w.arm.answers = [DENIED];
      w.graph.answers = [lost];
      w.graph.finds = [() => 'unknown'];
      const orders = [order(), BAD];
      await undo(w, fatesOf(orders, await run(w, orders)));
      w.graph.finds = [answer];
      w.graph.endings = [ended];
      const requestId = state === 'scheduled' ? 'id-2' : 'req-9';
      Object.assign(w.graph, {
        openPages: [{items: [grant({id: 's', kind: 'entra-role', state, requestId})], complete: true}],
      });
      const told = await collect(reconcile(w.app, quiet()));
      expect(told).toMatchObject([{action: 'closed', state: 'cancelled', requestId}]);
      expect([w.graph.cancelled.length, await w.journal.unsettled()]).toEqual([1, []]);
    }
  });

  test('the group whose answer was lost on the way to a permission set is ended when it is found', async () => {
    const w = linkedWorld();
    w.groups.answers = [lost];
    w.groups.finds = [() => 'unknown'];
    w.graph.answers = [DENIED];
    const orders = [orderOf(linkedSet()), BAD];
    await undo(w, fatesOf(orders, await run(w, orders, GO)));
    w.groups.finds = [active({...held, requestId: null})];
    w.groups.endings = [ended];
    await collect(catchUp(w.app, quiet()));
    expect([w.groups.ended.length, w.journal.owed.size]).toEqual([1, 0]);
    expect(await w.journal.unsettled()).toEqual([]);
  });

  test('interrupted: the wish is left, and carried out by whoever runs next', async () => {
    const w = world();
    w.arm.answers = [active()];
    w.arm.endings = [new DOMException('interrupted', 'AbortError')];
    w.graph.answers = [DENIED];
    const orders = [order(), BAD];
    const fates = fatesOf(orders, await run(w, orders));
    const {stateOf} = await undo(w, fates, AbortSignal.abort());
    expect(stateOf()?.state).toBe('deactivating');
    expect([...w.journal.owed.values()]).toMatchObject([{reason: 'rollback'}]);
  });
});

describe('a batch that is had whole or not at all', () => {
  const SELF = {pid: 77, since: 'now'};
  const NAMED = {...STAY, batch: 'b-1'};
  const mine = (w: FakeWorld): FakeWorld => ({...w, app: {...w.app, self: SELF}});
  const killed = (w: FakeWorld): void => void w.journal.gone.add(SELF.pid);

  test('while it is not kept its ends are owed to this process, and kept it stays', async () => {
    const w = mine(world());
    w.arm.answers = [active()];
    const fates = fatesOf([order()], await run(w, [order()], NAMED));
    expect([...w.journal.owed.values()]).toMatchObject([{reason: 'rollback', holder: SELF, batch: 'b-1'}]);
    await collect(rollback(w.app, fates, quiet(), {batch: 'b-1'}));
    killed(w);
    await collect(catchUp(w.app, quiet()));
    expect([w.journal.owed.size, w.arm.ended]).toEqual([0, []]);
  });

  test('killed before it was kept: whoever runs next ends what it took', async () => {
    const w = mine(world());
    w.arm.answers = [active()];
    w.arm.endings = [ended];
    await run(w, [order()], NAMED);
    killed(w);
    await collect(catchUp(w.app, quiet()));
    expect([w.journal.owed.size, w.arm.ended.length]).toEqual([0, 1]);
  });

  test('killed while a request was on its way: what comes of it is ended, what waits is withdrawn', async () => {
    const w = mine(world());
    w.arm.answers = [pending('provisioning', [], 'req-1')];
    w.graph.answers = [pending('pending-approval', [], 'req-9')];
    await run(w, [order(), BAD], {...GO, batch: 'b-1'});
    killed(w);
    w.arm.finds = [active()];
    w.arm.endings = [ended];
    w.graph.finds = [pending('pending-approval', [], 'req-9')];
    w.graph.endings = [ended];
    const waits = grant({id: 's', kind: 'entra-role', state: 'pending-approval', requestId: 'req-9'});
    Object.assign(w.graph, {openPages: all(waits)});
    await collect(catchUp(w.app, quiet()));
    expect([w.arm.ended.length, w.graph.cancelled.length]).toEqual([1, 1]);
    expect([await w.journal.unsettled(), w.journal.owed.size]).toEqual([[], 0]);
  });

  test('killed with one that begins later: it is withdrawn', async () => {
    const w = mine(world());
    w.arm.answers = [scheduled(NOON + HOUR)];
    await run(w, [order()], NAMED);
    killed(w);
    w.arm.finds = [scheduled(NOON + HOUR)];
    w.arm.endings = [ended];
    Object.assign(w.arm, {openPages: all(grant({id: 's', state: 'scheduled', requestId: 'id-1'}))});
    await collect(catchUp(w.app, quiet()));
    expect([w.arm.cancelled.length, await w.journal.unsettled()]).toEqual([1, []]);
  });

  test('kept with one that begins later, and one that waits: both may come', async () => {
    const w = mine(world());
    w.arm.answers = [scheduled(NOON + HOUR)];
    w.graph.answers = [pending('pending-approval', [], 'req-9')];
    const orders = [order(), BAD];
    const fates = fatesOf(orders, await run(w, orders, {...GO, batch: 'b-1'}));
    await collect(rollback(w.app, fates, quiet(), {batch: 'b-1'}));
    killed(w);
    w.graph.finds = [active({id: 'ent-9.abc', kind: 'entra-role'})];
    await collect(catchUp(w.app, quiet()));
    expect([w.arm.cancelled, w.graph.ended, w.journal.owed.size]).toEqual([[], [], 0]);
    expect(await w.journal.unsettled()).toEqual([]);
  });

  test('while its process lives others leave it alone', async () => {
    const w = mine(world());
    w.arm.answers = [scheduled(NOON + HOUR)];
    w.graph.answers = [active({id: 'ent-9.abc', kind: 'entra-role'})];
    await run(w, [order(), BAD], NAMED);
    w.arm.finds = [scheduled(NOON + HOUR)];
    await collect(catchUp(w.app, quiet()));
    expect([w.arm.cancelled, w.graph.ended]).toEqual([[], []]);
  });
});

test('where nothing failed nothing is rolled back: waiting is no failure', async () => {
  const w = awsWorld();
  w.arm.answers = [active(), pending('pending-approval')];
  const orders = [order(), order({id: 'azr-2'})];
  const fates = fatesOf(orders, await run(w, orders, GO));
  expect([fates.map(hasFailed), (await undo(w, fates)).story]).toEqual([[false, false], []]);
});

test('what could not be written down, though the role is held, is no failure', async () => {
  const w = world();
  w.audit.broken = ['active'];
  w.arm.answers = [active()];
  const fates = fatesOf([order()], await run(w));
  expect(fates.map(hasFailed)).toEqual([false]);
});
