import type {Clock} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import type {Millis} from '../../core/time.ts';

/**
 * Work that is given up after so long: rejects `unreachable`. Where the caller's own signal ends it, it rejects with what
 * the work makes of that.
 */
export async function inTime<T>(
  clock: Clock,
  limit: Millis,
  given: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const done = new AbortController();
  clock.sleep(limit, done.signal).then(
    () => late.abort(),
    () => undefined,
  );
  try {
    return await work(AbortSignal.any([given, late.signal]));
  } catch (thrown) {
    if (!late.signal.aborted || given.aborted) throw thrown;
    const what = {what: 'STS', reason: 'no answer came in time', provider: 'aws-role'} as const;
    throw new Trouble({code: 'unreachable', ...what}, thrown);
  } finally {
    done.abort();
  }
}
