import {describe, expect, test} from 'vitest';
import {activate} from '../../src/usecases/activate.ts';
import {fold, run, types} from './activating.ts';
import {troubled} from './fake-cloud.ts';
import {collect, type FakeWorld, world} from './fakes.ts';
import {active, lost, OFFLINE, order, pending, STAY} from './samples.ts';

describe('a lost answer', () => {
  test('is read back and adopted, and never sent again', async () => {
    const w = world();
    w.arm.answers = [lost];
    w.arm.finds = [() => 'unknown', troubled(OFFLINE), lost, active()];
    const story = await run(w);
    expect(types(story)).toEqual(['submitted', 'active']);
    expect([w.arm.sent.length, w.arm.found]).toEqual([1, 4]);
    expect(w.audit.types).toEqual(['request', 'lost-answer', 'read-back', 'active']);
    expect(w.clock.naps).toEqual([1000, 2000, 4000, 8000]);
  });

  test('that is found pending is watched', async () => {
    const w = world();
    w.arm.answers = [lost];
    w.arm.finds = [pending('provisioning')];
    w.arm.checks = [active()];
    expect(types(await run(w))).toEqual(['submitted', 'provisioning', 'active']);
  });

  test('never arrived, said twice in a row: nothing happened', async () => {
    const w = world();
    w.arm.answers = [lost];
    w.arm.finds = [() => 'never-arrived'];
    const end = fold(await run(w));
    expect(end).toMatchObject({state: 'failed', problem: {code: 'unreachable'}});
    expect(end.problem).toMatchObject({reason: expect.stringContaining('nothing happened')});
    expect(w.arm.found).toBe(2);
    expect(w.journal.rows).toMatchObject([{state: 'failed'}]);
    expect(w.audit.types).toEqual(['request', 'lost-answer', 'read-back', 'refusal']);
  });

  test('that came in late is not called never arrived', async () => {
    const w = world();
    w.arm.answers = [lost];
    w.arm.finds = [() => 'never-arrived', active()];
    expect(fold(await run(w)).state).toBe('active');
  });

  test('nobody can tell: unknown, and the intent stays open', async () => {
    const w = world();
    w.arm.answers = [lost];
    w.arm.finds = [() => 'unknown'];
    const end = fold(await run(w));
    expect(end).toMatchObject({state: 'unknown', problem: {code: 'unreachable'}});
    expect(w.journal.rows).toMatchObject([{settledAt: null}]);
    expect([w.arm.sent.length, w.arm.found]).toEqual([1, 4]);
    expect(w.audit.types).toEqual(['request', 'lost-answer']);
  });

  test('interrupted while it is being read back', async () => {
    const w = world();
    w.arm.answers = [lost];
    const ctrlC = new AbortController();
    const story = collect(activate(w.app, [order()], STAY, ctrlC.signal));
    await w.clock.turn(100);
    ctrlC.abort();
    expect(fold(await story)).toMatchObject({state: 'unknown', problem: {code: 'unreachable'}});
    expect(w.journal.rows).toMatchObject([{settledAt: null}]);
  });

  test('a mistake of ours in the sending is read back too, and keeps its name', async () => {
    const w = world();
    w.arm.answers = [new TypeError('our bug')];
    w.arm.finds = [() => 'never-arrived'];
    expect(fold(await run(w)).problem?.code).toBe('bug');
    expect(w.arm.found).toBe(2);
  });
});

describe('what cannot be written', () => {
  test('the journal, before the sending: nothing is sent', async () => {
    const w = world();
    w.journal.broken = ['open'];
    expect(fold(await run(w)).problem?.code).toBe('state-unwritable');
    expect(w.arm.sent).toEqual([]);
  });

  test('the record, before the sending: nothing is sent, and the intent is closed', async () => {
    const w = world();
    w.audit.broken = ['request'];
    expect(fold(await run(w)).problem?.code).toBe('state-unwritable');
    expect(w.arm.sent).toEqual([]);
    expect(w.journal.rows).toMatchObject([{state: 'failed'}]);
  });

  test.each([
    ['the record', (w: FakeWorld) => Object.assign(w.audit, {broken: ['active']})],
    ['the name of the request', (w: FakeWorld) => Object.assign(w.journal, {broken: ['named']})],
    ['the settling', (w: FakeWorld) => Object.assign(w.journal, {broken: ['settle']})],
    ['the look at the journal', (w: FakeWorld) => Object.assign(w.journal, {broken: ['unsettled']})],
  ])('%s, after the sending: the truth, then the problem', async (_, breaks) => {
    const w = world();
    w.arm.answers = [active()];
    breaks(w);
    const story = await run(w);
    expect(types(story)).toEqual(['submitted', 'active', 'failed']);
    expect(fold(story)).toMatchObject({
      state: 'active',
      grant: {id: 'azr-1.abc'},
      problem: {code: 'state-unwritable'},
    });
  });

  test('a copy that cannot be written is nobody’s trouble', async () => {
    const w = world();
    w.cache.broken = true;
    w.arm.answers = [active()];
    expect(types(await run(w))).toEqual(['submitted', 'active']);
  });

  test('what another process has read back and written is not written twice', async () => {
    const w = world();
    w.arm.answers = [pending('provisioning')];
    w.arm.checks = [
      of => {
        for (const row of w.journal.rows) Object.assign(row, {state: 'active', settledAt: 1});
        return active()(of);
      },
    ];
    expect(fold(await run(w)).state).toBe('active');
    expect(w.audit.types).toEqual(['request']);
  });
});
