import type {Clock} from '../core/ports.ts';
import type {Trouble} from '../core/problem.ts';
import {type Millis, seconds} from '../core/time.ts';
import {unwritable} from './folder.ts';

const FIRST_WAIT: Millis = 4;
const LONGEST_WAIT: Millis = 120;

/** What one try gave: a value, or that another process is in the way. */
export type Try<T> = {readonly done: true; readonly value: T} | {readonly done: false};

/**
 * Tries until it is done, waiting longer each time with jitter, so that many waiting processes do not march in step.
 * SQLite's own busy wait would freeze the event loop (design 4), hence the clock. Rejects when the signal fires.
 */
export async function untilDone<T>(clock: Clock, signal: AbortSignal, once: () => Try<T>): Promise<T> {
  for (let wait = FIRST_WAIT; ; wait = Math.min(LONGEST_WAIT, wait * 2)) {
    signal.throwIfAborted();
    const outcome = once();
    if (outcome.done) return outcome.value;
    await clock.sleep(wait / 2 + Math.random() * (wait / 2), signal);
  }
}

/** How long another process may hold what we need before we say so. */
export const PATIENCE: Millis = seconds(30);

/** Runs work with a signal that fires after `limit` on this clock; no timer is left behind. */
export async function within<T>(
  clock: Clock,
  limit: Millis,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limiter = new AbortController();
  const done = new AbortController();
  const watch = clock.sleep(limit, done.signal).then(
    () => limiter.abort(),
    () => undefined,
  );
  try {
    return await work(limiter.signal);
  } finally {
    done.abort();
    await watch;
  }
}

export const isAbort = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === 'AbortError';

export function heldTooLong(path: string, cause: unknown): Trouble {
  return unwritable(path, 'another stint process does not let go of it', cause, [
    'End the other stint process, then run it again',
  ]);
}
