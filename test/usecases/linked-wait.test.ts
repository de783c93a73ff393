import {describe, expect, test} from 'vitest';
import {restOf} from '../../src/usecases/resting-on.ts';
import {fold, run} from './activating.ts';
import {linkedSet, orderOf} from './aws-world.ts';
import {all, troubled} from './fake-cloud.ts';
import {details, go, held, linkedWorld} from './linking.ts';
import {active, GO, NOON, OFFLINE, pending, STAY} from './samples.ts';

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

  describe('asked again while the group waits for approval', () => {
    const waits = {...held, id: 'req-7', state: 'pending-approval', requestId: 'req-7'} as const;
    const PENDING = pending('pending-approval', [], 'req-7');

    test('the open request is followed, and no second one is sent', async () => {
      const w = linkedWorld();
      w.groups.answers = [PENDING];
      expect(fold(await go(w, GO), 'aws-9').state).toBe('pending-approval');
      w.groups.openPages = all(waits);
      w.groups.checks = [PENDING, active({...held, requestId: 'req-7'})];
      expect(fold(await go(w), 'aws-9').state).toBe('active');
      expect(w.groups.sent).toHaveLength(1);
      expect(await w.journal.unsettled()).toEqual([]);
      expect(w.audit.types.filter(type => type === 'request')).toHaveLength(2);
    });

    test('one that was made elsewhere too, and it is not given up with the loan', async () => {
      const w = linkedWorld();
      w.groups.openPages = all(waits);
      w.groups.checks = [active({...held, requestId: 'req-7'})];
      expect(fold(await go(w), 'aws-9').state).toBe('active');
      expect(w.groups.sent).toEqual([]);
      const [loan] = [...w.loans.loans.values()];
      expect(loan && restOf(loan.grant)).toBeUndefined();
    });

    test('still waiting: it is told so, and not as a refusal', async () => {
      const w = linkedWorld();
      w.groups.openPages = all(waits);
      const end = fold(await go(w, GO), 'aws-9');
      expect(end).toMatchObject({state: 'pending-approval', problem: null, requestId: 'req-7'});
    });

    test('open requests that cannot be read keep nothing from being asked for', async () => {
      const w = linkedWorld();
      w.groups.openPages = [troubled(OFFLINE)];
      expect(fold(await go(w), 'aws-9').state).toBe('active');
    });
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
