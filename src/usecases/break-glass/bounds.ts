import type {Clock} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import {type Millis, seconds} from '../../core/time.ts';

export const LATE = Symbol('late');

/** What keeps a limit by itself answers just then: it is waited for a little longer. */
export const GRACE: Millis = seconds(0.25);

/**
 * Work that is waited for no longer than `limit`, whether it heeds its signal or not. Rejects with an `AbortError` as soon
 * as the caller's signal fires.
 */
export async function within<T>(
  clock: Pick<Clock, 'sleep'>,
  limit: Millis,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | typeof LATE> {
  const [over, done] = [new AbortController(), new AbortController()];
  const timer = clock.sleep(limit, AbortSignal.any([signal, done.signal])).then((): typeof LATE => LATE);
  const begun = new Promise<T>(resolve => resolve(work(AbortSignal.any([signal, over.signal]))));
  for (const one of [timer, begun]) one.catch(() => {});
  try {
    const outcome = await Promise.race([begun, timer]);
    if (outcome === LATE) over.abort();
    return outcome;
  } finally {
    done.abort();
  }
}

/** Sleeps its time anew once an open question has been answered: people type slower than machines answer. */
export const patient = (
  clock: Pick<Clock, 'sleep'>,
  question: () => Promise<void> | undefined = () => undefined,
): Pick<Clock, 'sleep'> => ({
  async sleep(limit, signal) {
    await clock.sleep(limit, signal);
    for (let asked = question(); asked !== undefined; asked = question()) {
      const open = asked;
      await heeding(signal, () => open);
      await clock.sleep(limit, signal);
    }
  },
});

/** Somebody who is asked may not heed a signal: nobody waits for an answer any longer once it fires. */
export async function heeding<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  const left = Promise.withResolvers<never>();
  const stop = () => left.reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, {once: true});
  try {
    return await Promise.race([left.promise, ask()]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A signal that nothing fires: what is known is written down, whoever interrupts. */
export const steady = (): AbortSignal => new AbortController().signal;

/** A place that did not answer once is waited for so long from then on: a hanging disk costs its limit once. */
const ONCE_LATE: Millis = 100;

/** A place that state is written to or read from, and how long it may hold a step up. */
export class Place {
  readonly #clock: Clock;
  readonly #name: string;
  readonly #limit: Millis;
  #wasLate = false;

  /** `name`: what people know the place by. */
  constructor(clock: Clock, name: string, limit: Millis = seconds(1)) {
    this.#clock = clock;
    this.#name = name;
    this.#limit = limit;
  }

  /** Rejects `state-unwritable` where it takes too long; the work goes on by itself then. */
  async wait<T>(work: () => Promise<T>): Promise<T> {
    const limit = this.#wasLate ? ONCE_LATE : this.#limit;
    const outcome = await within(this.#clock, limit, steady(), work);
    if (outcome !== LATE) return outcome;
    this.#wasLate = true;
    throw new Trouble({code: 'state-unwritable', path: this.#name, reason: 'it did not answer in time'});
  }
}
