import type {Clock} from '../core/ports.ts';
import type {Millis} from '../core/time.ts';

export const LATE: unique symbol = Symbol('late');

/** What the work gives, or `LATE` once `limit` is over on this clock; the work goes on then, and nobody hears of it. */
export async function soon<T>(clock: Clock, limit: Millis, work: Promise<T>): Promise<T | typeof LATE> {
  const done = new AbortController();
  const late = (): typeof LATE => LATE;
  try {
    return await Promise.race([work, clock.sleep(limit, done.signal).then(late, late)]);
  } finally {
    done.abort();
  }
}
