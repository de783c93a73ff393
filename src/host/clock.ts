import {setTimeout as wait} from 'node:timers/promises';
import type {Clock} from '../core/ports.ts';
import type {Millis} from '../core/time.ts';

/** A timer beyond 2^31 - 1 ms fires at once (Node's `setTimeout`), so longer sleeps are slept in parts. */
const LONGEST_TIMER: Millis = 2 ** 31 - 1;

export function systemClock(): Clock {
  return {now: () => Date.now(), monotonic: () => performance.now(), sleep};
}

/** Never wakes early by the monotonic clock; an abort leaves no timer behind. */
async function sleep(length: Millis, signal: AbortSignal): Promise<void> {
  const end = performance.now() + length;
  let left = length;
  do {
    await wait(Math.min(LONGEST_TIMER, Math.max(0, left)), undefined, {signal});
    left = end - performance.now();
  } while (left > 0);
}
