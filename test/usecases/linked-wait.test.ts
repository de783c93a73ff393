import {describe, expect, test} from 'vitest';
import {fold, run} from './activating.ts';
import {linkedSet, orderOf} from './aws-world.ts';
import {all, troubled} from './fake-cloud.ts';
import {details, go, held, linkedWorld} from './linking.ts';
import {active, GO, NOON, OFFLINE, STAY} from './samples.ts';

const MINUTE = 60_000;

describe('not arrived yet', () => {
  test('--no-wait asks once and says what stays', async () => {
    const w = linkedWorld();
    const story = await go(w, GO);
    expect(fold(story, 'aws-9')).toMatchObject({state: 'provisioning', problem: null, requestId: 'id-1'});
    expect(details(story)).toEqual([
      'AWS hears of it in 2 to 10 minutes, seldom 40; asked once; the group stays active until 2026-11-22T13:00:00Z, and running it again goes on from here',
    ]);
    expect([w.sets.asked, w.clock.naps, w.loans.loans.size]).toEqual([1, [], 0]);
  });

  test('asking again goes on from there', async () => {
    const w = linkedWorld();
    await go(w, GO);
    w.groups.activePages = all(held);
    expect(fold(await go(w), 'aws-9').state).toBe('active');
    expect(w.groups.sent).toHaveLength(1);
  });

  test.each([
    ['twelve minutes at least', STAY, 12 * MINUTE],
    ['a longer patience', {...STAY, patience: {...STAY.patience, provisioning: 30 * MINUTE}}, 30 * MINUTE],
  ])('%s', async (_, options, waited) => {
    const w = linkedWorld();
    w.sets.arrivals = [false];
    expect(fold(await go(w, options), 'aws-9').state).toBe('provisioning');
    expect(w.clock.now() - NOON).toBe(waited);
  });

  test('trouble that passes is waited out, as long as the cloud asks', async () => {
    const w = linkedWorld();
    w.sets.arrivals = [troubled({code: 'throttled', retryAfterSeconds: 40}), troubled(OFFLINE), true];
    expect(fold(await go(w), 'aws-9').state).toBe('active');
    expect(w.clock.naps).toEqual([40_000, 15_000]);
  });

  test('a session that has ended is said, and the group stays', async () => {
    const w = linkedWorld();
    w.sets.arrivals = [troubled({code: 'signed-out', reason: 'expired', session: 'corp'})];
    expect(fold(await go(w), 'aws-9')).toMatchObject({state: 'provisioning', problem: {code: 'signed-out'}});
    expect(w.groups.ended).toEqual([]);
  });

  test('a membership that ends first', async () => {
    const w = linkedWorld();
    w.groups.answers = [active({...held, endsAt: NOON + 5 * MINUTE})];
    w.sets.arrivals = [false];
    const end = fold(await go(w), 'aws-9');
    expect(end).toMatchObject({state: 'failed', problem: {code: 'failed', provider: 'aws-permission-set'}});
    expect(w.clock.now()).toBe(NOON + 5 * MINUTE);
  });

  test('an interruption ends the watching, not the group', async () => {
    const w = linkedWorld();
    const leave = new AbortController();
    const story = run(w, [orderOf(linkedSet())], STAY, leave.signal);
    await w.clock.turn(0);
    leave.abort();
    expect(fold(await story, 'aws-9')).toMatchObject({state: 'provisioning', problem: null});
  });
});
