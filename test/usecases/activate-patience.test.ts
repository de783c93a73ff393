import {describe, expect, test} from 'vitest';
import {activate} from '../../src/usecases/activate.ts';
import {fold, run, types} from './activating.ts';
import {troubled} from './fake-cloud.ts';
import {collect, quiet, world} from './fakes.ts';
import {active, GO, lost, NOON, OFFLINE, order, pending, STAY} from './samples.ts';

describe('patience', () => {
  test('zero: answered at once with how far it is', async () => {
    const w = world();
    w.arm.answers = [pending('provisioning')];
    const story = await run(w, [order()], GO);
    expect(types(story)).toEqual(['submitted', 'provisioning']);
    expect(w.clock.naps).toEqual([]);
    expect(w.journal.rows).toMatchObject([{settledAt: null, requestId: 'id-1'}]);
  });

  test('over: the last nap is cut to it, the story ends, the request goes on', async () => {
    const w = world();
    w.arm.answers = [pending('provisioning')];
    w.arm.checks = [pending('provisioning')];
    const patience = {provisioning: 10_000, approval: 0};
    const story = await run(w, [order()], {...STAY, patience});
    expect(fold(story)).toMatchObject({state: 'provisioning', problem: null});
    expect(w.clock.naps).toEqual([1000, 2000, 3000, 4000]);
  });

  test('provisioning is given its own time after a long approval', async () => {
    const w = world();
    let looks = 0;
    w.arm.answers = [pending('pending-approval')];
    const later = (of: Parameters<ReturnType<typeof active>>[0]) => {
      looks += 1;
      return looks < 60 ? pending('pending-approval')(of) : pending('provisioning')(of);
    };
    w.arm.checks = [...Array.from({length: 61}, () => later), active()];
    expect(fold(await run(w)).state).toBe('active');
    expect(w.clock.now() - NOON).toBeGreaterThan(STAY.patience.provisioning);
  });

  test('an interruption ends the watching, not the request', async () => {
    const w = world();
    w.arm.answers = [pending('pending-approval')];
    const ctrlC = new AbortController();
    const story = collect(activate(w.app, [order()], STAY, ctrlC.signal));
    await w.clock.turn(500);
    ctrlC.abort();
    expect(types(await w.clock.through(story))).toEqual(['submitted', 'pending-approval']);
    expect(w.journal.rows).toMatchObject([{settledAt: null}]);
  });

  test('a listener who leaves ends it as well', async () => {
    const w = world();
    w.arm.answers = [pending('pending-approval')];
    for await (const story of activate(w.app, [order()], STAY, quiet())) if (story.type === 'item') break;
    expect(w.journal.rows).toMatchObject([{settledAt: null}]);
  });

  test('trouble while watching passes; Retry-After is obeyed', async () => {
    const w = world();
    w.arm.answers = [pending('provisioning')];
    w.arm.checks = [troubled({code: 'throttled', retryAfterSeconds: 20}), troubled(OFFLINE), lost, active()];
    expect(fold(await run(w)).state).toBe('active');
    expect(w.clock.naps.slice(0, 2)).toEqual([1000, 20_000]);
  });

  test('trouble to the end of the patience: nobody knows', async () => {
    const w = world();
    w.arm.answers = [pending('provisioning')];
    w.arm.checks = [troubled(OFFLINE)];
    expect(fold(await run(w))).toMatchObject({state: 'unknown', problem: {code: 'unreachable'}});
    expect(w.journal.rows).toMatchObject([{settledAt: null}]);
  });

  test('trouble that does not pass ends the watching at once, and the request stays open', async () => {
    const w = world();
    w.arm.answers = [pending('provisioning')];
    w.arm.checks = [troubled({code: 'signed-out', reason: 'revoked'})];
    expect(fold(await run(w))).toMatchObject({state: 'unknown', problem: {code: 'signed-out'}});
    expect(w.clock.naps).toEqual([1000]);
  });
});
