import {describe, expect, test} from 'vitest';
import {activate} from '../../src/usecases/activate.ts';
import type {Story} from '../../src/usecases/story.ts';
import {fold, run, types} from './activating.ts';
import {awsWorld, orderOf, permissionSet} from './aws-world.ts';
import {all, troubled} from './fake-cloud.ts';
import {collect, type FakeWorld, world} from './fakes.ts';
import {details, go, linkedWorld} from './linking.ts';
import {active, GO, grant, HOUR, NOON, OFFLINE, order, refused, STAY} from './samples.ts';

const USABLE = {...STAY, untilUsable: true};

/** Azure lets it be used as is laid out; the last answer stays. */
function laggard(...answers: readonly (boolean | Error)[]): FakeWorld & {readonly asked: () => number} {
  const w = world();
  w.arm.answers = [active()];
  let asked = 0;
  Object.assign(w.arm, {
    usable: async () => {
      const answer = answers[Math.min(asked, answers.length - 1)] ?? true;
      asked += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return {...w, asked: () => asked};
}

const words = (story: readonly Story[]) => details(story).join('; ');

describe('until it can be used', () => {
  test('a kind that cannot be asked: at once', async () => {
    const w = world();
    w.arm.answers = [active()];
    expect(types(await run(w, [order()], USABLE))).toEqual(['submitted', 'active', 'usable']);
    const aws = awsWorld();
    expect(types(await run(aws, [orderOf(permissionSet())], USABLE))).toEqual([
      'submitted',
      'active',
      'usable',
    ]);
  });

  test('nobody wants to know: nobody is asked', async () => {
    const w = laggard(false);
    expect(types(await run(w))).toEqual(['submitted', 'active']);
    expect(w.asked()).toBe(0);
  });

  test('the permission lags: looked at again, in naps that grow to five seconds', async () => {
    const w = laggard(false, false, false, false, false, false, true);
    const story = await run(w, [order()], USABLE);
    expect(types(story)).toEqual(['submitted', 'active', 'provisioning', 'usable']);
    expect(w.clock.naps).toEqual([1000, 1000, 2000, 3000, 5000, 5000]);
    expect(fold(story)).toMatchObject({state: 'active', problem: null});
    expect(words(story)).toContain('waiting until the cloud lets it be used');
  });

  test('it could not be asked this time: asked again', async () => {
    const w = laggard(troubled({...OFFLINE, retryAfterSeconds: 9}), true);
    expect(types(await run(w, [order()], USABLE))).toContain('usable');
    expect(w.clock.naps).toEqual([9000]);
  });

  test.each([
    ['the patience is over', USABLE.patience, [false], 300_000],
    ['there is none', GO.patience, [false], 0],
    ['it may not be asked', USABLE.patience, [troubled({code: 'denied'})], 0],
  ])('%s: it is active, and that it is not usable is said', async (_, patience, answers, waited) => {
    const w = laggard(...answers);
    const story = await run(w, [order()], {...USABLE, patience});
    expect(types(story)).not.toContain('usable');
    expect(fold(story)).toMatchObject({state: 'active', problem: null});
    expect(words(story)).toContain('does not show that it can be used yet');
    expect(w.clock.monotonic()).toBe(waited);
  });

  test('what was active before is waited for too', async () => {
    const w = laggard(false, true);
    w.arm.activePages = all(grant());
    w.arm.answers = [refused({code: 'already-active', endsAt: NOON + HOUR, grantId: 'azr-1.abc'})];
    const story = await run(w, [order()], USABLE);
    expect(types(story)).toEqual(['active', 'failed', 'provisioning', 'usable']);
    expect(fold(story)).toMatchObject({state: 'active', problem: {code: 'already-active'}});
  });

  test('an interruption ends the waiting, not the role', async () => {
    const w = laggard(false);
    const ctrlC = new AbortController();
    const story = collect(activate(w.app, [order()], USABLE, ctrlC.signal));
    await w.clock.turn(0);
    await w.clock.turn(1500);
    ctrlC.abort();
    expect(types(await story)).toEqual(['submitted', 'active', 'provisioning']);
    expect([fold(await story).state, w.asked()]).toEqual(['active', 2]);
  });

  test('what failed is not waited for', async () => {
    const w = laggard(false);
    w.arm.answers = [refused({code: 'denied'}, 'denied')];
    await run(w, [order()], USABLE);
    expect(w.asked()).toBe(0);
  });

  test('through a group it is the loan that is told', async () => {
    const story = await go(linkedWorld(), USABLE);
    expect(types(story).filter(type => type === 'usable')).toHaveLength(1);
    expect(types(story).slice(-2)).toEqual(['active', 'usable']);
  });
});
