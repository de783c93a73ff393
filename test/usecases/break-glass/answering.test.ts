import {expect, test} from 'vitest';
import type {Call} from '../../../src/core/ports.ts';
import {refused} from '../samples.ts';
import {
  AZURE,
  type EmergencyWorld,
  emergencyRun,
  emergencyWorld,
  SET,
  USER,
  words,
} from './emergency-world.ts';

/** A request that leaves and is never answered: all that ends it is its signal. */
const silent = (_: unknown, {signal}: Call) =>
  new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

/** The probe says that it answers, and then it takes a request and says nothing. */
function muteArm(): EmergencyWorld {
  const w = emergencyWorld();
  w.arm.answers = [silent];
  return w;
}

test('a cloud that takes a request and never answers holds the next rung up for 20 seconds only', async () => {
  const w = muteArm();
  const began = w.clock.monotonic();
  const story = await emergencyRun(w);
  expect(words(story).slice(-4)).toEqual([
    ...['tried prod-owner', 'waiting prod-owner', 'tried directory', 'granted directory'],
  ]);
  expect(w.clock.monotonic() - began).toBeLessThan(30_000);
});

test('what became of it stays open in the journal, is unwanted once another works, and is sent once', async () => {
  const w = muteArm();
  await emergencyRun(w);
  expect(w.arm.sent).toHaveLength(1);
  const [id = ''] = w.arm.sent.map(one => one.id);
  expect(w.journal.rows).toMatchObject([{intent: {id, isUnwanted: true}}, {}]);
});

test('the last rung has nobody waiting behind it, and is waited for longer', async () => {
  const w = muteArm();
  const began = w.clock.monotonic();
  const story = await emergencyRun(w, {rungs: [AZURE]});
  expect(words(story).at(-1)).toBe('waiting prod-owner');
  expect(w.clock.monotonic() - began).toBeGreaterThan(60_000);
});

test('a cloud that is slow, but within the limit, is waited for', async () => {
  const w = emergencyWorld();
  const [accepted] = w.arm.answers;
  w.arm.answers = [
    async (intent, call) => {
      await w.clock.sleep(19_000, call.signal);
      if (accepted === undefined || accepted instanceof Error) throw new Error('nothing is laid out');
      return accepted(intent, call);
    },
  ];
  expect(words(await emergencyRun(w)).at(-1)).toBe('granted prod-owner');
});

test('nobody is said to have interrupted a cloud that is only read and never answers', async () => {
  const w = emergencyWorld();
  const interrupted = refused({code: 'cancelled', reason: 'It was interrupted.'});
  w.sets.answers = [(intent, call) => silent(intent, call).catch(() => interrupted(intent))];
  const story = await emergencyRun(w, {rungs: [SET, USER]});
  expect(story.find(({type}) => type === 'passed')).toMatchObject({
    problem: {code: 'unreachable', reason: 'no answer came in time'},
  });
});
