import {expect, test} from 'vitest';
import {systemClock} from '../../src/host/clock.ts';

const patient = new AbortController().signal;

test('a sleep is never shorter than asked for, by the monotonic clock', async () => {
  const clock = systemClock();
  const before = clock.monotonic();
  await clock.sleep(12, patient);
  expect(clock.monotonic() - before).toBeGreaterThanOrEqual(12);
});

test.each([0, -5])('a sleep of %i ms ends', async length => {
  await expect(systemClock().sleep(length, patient)).resolves.toBeUndefined();
});

test('an abort ends it at once and leaves no timer, however long it was', async () => {
  const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
  const before = timers();
  const stop = new AbortController();
  const sleeping = systemClock().sleep(365 * 86_400_000, stop.signal);
  expect(timers()).toBe(before + 1);
  stop.abort();
  await expect(sleeping).rejects.toMatchObject({name: 'AbortError'});
  expect(timers()).toBe(before);
});

test('an abort that came before is heeded too', async () => {
  await expect(systemClock().sleep(1, AbortSignal.abort())).rejects.toMatchObject({name: 'AbortError'});
});
