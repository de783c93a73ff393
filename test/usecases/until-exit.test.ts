import {describe, expect, test} from 'vitest';
import type {Problem} from '../../src/core/problem.ts';
import type {App} from '../../src/usecases/app.ts';
import {catchUp} from '../../src/usecases/catch-up.ts';
import {giveUp, heldHere, takenBy} from '../../src/usecases/exec.ts';
import {gather} from '../../src/usecases/reading.ts';
import {status} from '../../src/usecases/status.ts';
import {fold, run, types} from './activating.ts';
import {orderOf, permissionSet} from './aws-world.ts';
import {ended, tooSoon} from './deactivating.ts';
import {all, troubled} from './fake-cloud.ts';
import {FakeGuard, THEM, US} from './fake-guard.ts';
import {collect, type FakeWorld, quiet, world} from './fakes.ts';
import {go, held, linkedWorld} from './linking.ts';
import {active, grant, HOUR, intent, NOON, order, pending, refused, STAY, wish} from './samples.ts';

const HELD = {...STAY, untilExit: true};
const OLD = NOON - 600_000;

/** A world of this process, with somebody who can stay behind. */
function guarded<W extends FakeWorld>(w: W): W & {readonly guard: FakeGuard; readonly app: App} {
  const guard = new FakeGuard();
  w.journal.self = US;
  return {...w, guard, app: {...w.app, self: US, guard}};
}

const owed = (w: FakeWorld) => [...w.journal.owed.values()];

describe('activated until this process ends', () => {
  test('the wish is durable before the intent is closed, the grant told and the guard called', async () => {
    const w = guarded(world());
    w.arm.answers = [active()];
    const seen: string[] = [];
    for (const name of ['wish', 'settle'] as const) {
      const before = w.journal[name].bind(w.journal) as (...args: unknown[]) => Promise<void>;
      Object.assign(w.journal, {
        [name]: (...args: unknown[]) => {
          seen.push(name);
          return before(...args);
        },
      });
    }
    const story = await run(w, [order()], HELD);
    expect(seen).toEqual(['wish', 'settle']);
    expect(types(story)).toEqual(['submitted', 'active']);
    expect(w.journal.rows).toMatchObject([{intent: {untilExit: US}, state: 'active'}]);
    expect(owed(w)).toMatchObject([
      {grant: {id: 'azr-1.abc'}, reason: 'until-exit', holder: US, dueAt: NOON},
    ]);
    expect(w.guard.warded).toEqual(owed(w));
    expect(w.audit.types).toEqual(['request', 'active']);
  });

  test('without the wish to, nothing is owed', async () => {
    const w = guarded(world());
    w.arm.answers = [active()];
    await run(w);
    expect([owed(w), w.guard.warded, w.journal.rows[0]?.intent.untilExit]).toEqual([[], [], undefined]);
  });

  test('while the process lives nobody ends it, and status calls it active', async () => {
    const w = guarded(world());
    w.arm.answers = [active()];
    w.arm.activePages = all(grant());
    await run(w, [order()], HELD);
    expect(await collect(catchUp(w.app, quiet()))).toEqual([]);
    const {items} = await gather(status(w.app, {source: 'fresh'}, quiet()));
    expect(items).toMatchObject([{state: 'active'}]);
    expect(w.arm.ended).toEqual([]);
  });

  test('where nobody can stay behind that is said once for the batch, and the wishes stay', async () => {
    const w = guarded(world());
    w.guard.refusal = troubled({code: 'unsupported', reason: 'a container'});
    w.arm.answers = [active(), active({id: 'azr-2.abc'})];
    const troubles: Problem[] = [];
    const onTrouble = (problem: Problem) => troubles.push(problem);
    const story = await run(w, [order(), order({id: 'azr-2'})], {...HELD, onTrouble});
    expect([fold(story).problem, fold(story, 'azr-2').state]).toEqual([null, 'active']);
    expect(troubles.map(({code}) => code)).toEqual(['unsupported']);
    expect(owed(w)).toHaveLength(2);
  });

  test('a wish that cannot be kept: the truth is told, and the intent stays open to be read back', async () => {
    const w = guarded(world());
    w.arm.answers = [active()];
    w.journal.broken = ['wish'];
    expect(fold(await run(w, [order()], HELD))).toMatchObject({
      state: 'active',
      problem: {code: 'state-unwritable'},
    });
    expect(w.journal.rows).toMatchObject([{settledAt: null}]);
    w.journal.broken = [];
    w.journal.gone.add(US.pid);
    w.arm.finds = [active()];
    w.arm.endings = [ended];
    const later = {...w.app, self: THEM};
    expect((await collect(catchUp(later, quiet()))).map(({type}) => type)).toEqual([
      'intent-adopted',
      'wish-carried-out',
    ]);
  });

  test('what was active before stays, and nothing is owed', async () => {
    const w = guarded(world());
    w.arm.activePages = all(grant());
    w.arm.answers = [refused({code: 'already-active', endsAt: NOON + HOUR, grantId: 'azr-1.abc'})];
    const story = await run(w, [order()], HELD);
    expect(takenBy(story)).toEqual([]);
    expect(owed(w)).toEqual([]);
  });

  test('what begins later cannot end with it', async () => {
    const w = guarded(world());
    const one = order();
    const later = {...one, request: {...one.request, startAt: NOON + HOUR}};
    expect(fold(await run(w, [later], HELD)).problem?.code).toBe('usage');
    expect(w.arm.sent).toEqual([]);
  });

  test('through a group: the membership and the loan', async () => {
    const w = guarded(linkedWorld());
    await go(w, HELD);
    expect(w.journal.rows.map(row => row.intent.untilExit)).toEqual([US, US]);
    expect(owed(w).map(one => [one.grant.kind, one.holder])).toEqual([
      ['entra-group', US],
      ['aws-permission-set', US],
    ]);
    expect((await heldHere(w.app)).map(({kind}) => kind)).toEqual(['aws-permission-set']);
  });

  test('a membership whose loan never came is to end too', async () => {
    const w = guarded(linkedWorld());
    w.sets.arrivals = [false];
    await go(w, {...HELD, patience: {provisioning: 0, approval: 0}});
    expect((await heldHere(w.app)).map(({id}) => id)).toEqual([held.id]);
  });
});

describe('given up by the process itself', () => {
  test('ended, and nobody needs to stay behind', async () => {
    const w = guarded(world());
    w.arm.answers = [active()];
    w.arm.endings = [ended];
    const taken = takenBy(await run(w, [order()], HELD));
    await collect(giveUp(w.app, taken, quiet()));
    expect([owed(w), w.guard.dismissed, w.journal.fulfilled]).toEqual([[], 1, ['id-2']]);
    expect(w.arm.ended).toEqual([{grant: 'azr-1.abc', id: 'id-2'}]);
  });

  test('what cannot end yet is nobody’s own any more, and the guard stays for it alone', async () => {
    const w = guarded(world());
    w.arm.answers = [active()];
    w.graph.answers = [active({...{id: 'ent-1.abc', eligibilityId: 'ent-1'}, kind: 'entra-role'})];
    w.arm.endings = [tooSoon];
    w.graph.endings = [ended];
    const orders = [order(), order({id: 'ent-1', kind: 'entra-role'})];
    const taken = takenBy(await run(w, orders, HELD));
    const [graphWish] = owed(w).filter(({grant: {kind}}) => kind === 'entra-role');
    await collect(giveUp(w.app, taken, quiet()));
    expect(owed(w)).toMatchObject([{grant: {id: 'azr-1.abc'}, dueAt: NOON + 300_000}]);
    expect(owed(w)[0]?.holder).toBeUndefined();
    expect([w.guard.dismissed, w.guard.released]).toEqual([0, [graphWish?.id]]);
  });

  test('what ended by itself is closed', async () => {
    const w = guarded(world());
    w.arm.answers = [active()];
    const taken = takenBy(await run(w, [order()], HELD));
    await w.clock.turn(HOUR);
    expect(await collect(giveUp(w.app, taken, quiet()))).toEqual([]);
    expect([owed(w), w.guard.dismissed, w.arm.ended]).toEqual([[], 1, []]);
  });

  test('a loan and its membership, with one wish each', async () => {
    const w = guarded(linkedWorld());
    w.groups.endings = [ended];
    const taken = takenBy(await go(w, HELD));
    await collect(giveUp(w.app, taken, quiet()));
    expect([owed(w), w.guard.dismissed, w.groups.ended.length]).toEqual([[], 1, 1]);
    expect(w.journal.fulfilled).toHaveLength(2);
  });
});

describe('the process was killed', () => {
  test('after the wish: the next command ends it', async () => {
    const w = world();
    await w.journal.wish(wish({holder: THEM, reason: 'until-exit'}));
    w.arm.endings = [ended];
    expect(await collect(catchUp(w.app, quiet()))).toEqual([]);
    w.journal.gone.add(THEM.pid);
    expect(await collect(catchUp(w.app, quiet()))).toMatchObject([{type: 'wish-carried-out'}]);
  });

  test.each([
    ['lost answer', active()],
    ['approval', active({id: 'azr-1.late'})],
  ])('before the wish (%s): adopted and ended, by the same command', async (_, find) => {
    const w = world();
    w.journal.gone.add(THEM.pid);
    await w.journal.open(intent({openedAt: OLD, untilExit: THEM}));
    w.arm.finds = [find];
    w.arm.endings = [ended];
    expect((await collect(catchUp(w.app, quiet()))).map(({type}) => type)).toEqual([
      'intent-adopted',
      'wish-carried-out',
    ]);
    expect([w.journal.owed.size, w.arm.ended.length]).toEqual([0, 1]);
    expect(await collect(catchUp(w.app, quiet()))).toEqual([]);
  });

  test('it lives and is still at it: adopted, and its end stays its own', async () => {
    const w = world();
    await w.journal.open(intent({openedAt: OLD, untilExit: THEM}));
    w.arm.finds = [active()];
    expect((await collect(catchUp(w.app, quiet()))).map(({type}) => type)).toEqual(['intent-adopted']);
    expect(owed(w)).toMatchObject([{holder: THEM}]);
  });

  test('while its request waits for people nothing ends; granted later, it ends', async () => {
    const w = world();
    w.journal.gone.add(THEM.pid);
    await w.journal.open(intent({openedAt: OLD, untilExit: THEM}));
    w.arm.finds = [pending('pending-approval'), active()];
    w.arm.endings = [ended];
    await collect(catchUp(w.app, quiet()));
    expect(w.journal.states).toMatchObject([{state: 'pending-approval'}]);
    await collect(catchUp(w.app, quiet()));
    expect(w.arm.ended).toHaveLength(1);
  });

  test('a membership stays for a loan that another process has opened on it', async () => {
    const w = guarded(linkedWorld());
    await go(w);
    await w.journal.wish(wish({grant: held, holder: THEM, reason: 'until-exit'}));
    w.journal.gone.add(THEM.pid);
    w.groups.endings = [ended];
    expect(await collect(catchUp(w.app, quiet()))).toMatchObject([{type: 'wish-postponed'}]);
    expect(w.groups.ended).toEqual([]);
    const loans = [...w.loans.loans.values()].map(loan => loan.grant);
    await collect(giveUp(w.app, loans, quiet()));
    expect([w.groups.ended.length, owed(w)]).toEqual([1, []]);
  });

  test('and for none of its own', async () => {
    const w = guarded(linkedWorld());
    w.groups.endings = [ended];
    await go(w, HELD);
    w.journal.gone.add(US.pid);
    const next = {...w.app, self: THEM};
    await collect(catchUp(next, quiet()));
    expect([owed(w), w.groups.ended.length, w.loans.loans.size]).toEqual([[], 1, 0]);
  });
});

test('a permission set on loan ends with the process', async () => {
  const w = guarded(linkedWorld());
  const taken = takenBy(await run(w, [orderOf(permissionSet())], HELD));
  expect(owed(w)).toMatchObject([{grant: {id: taken[0]?.id}, holder: US}]);
});
