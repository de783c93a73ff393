import type {Clock} from '../../src/core/ports.ts';
import type {Instant, Millis} from '../../src/core/time.ts';

interface Sleeper {
  readonly until: Millis;
  readonly wake: () => void;
}

/** A clock that only a test turns. Sleepers wake in order when it is turned past them. */
export class HandClock implements Clock {
  readonly #alongside: (by: Millis) => void;
  #wall: Instant;
  #monotonic: Millis = 0;
  #sleepers: readonly Sleeper[] = [];
  /** Every sleep that was asked for, in order. */
  readonly naps: Millis[] = [];

  /** `alongside` is told of each turn: the practice cloud's clock goes along. */
  constructor(at: Instant = Date.UTC(2026, 10, 22, 12), alongside: (by: Millis) => void = () => undefined) {
    this.#wall = at;
    this.#alongside = alongside;
  }

  now(): Instant {
    return this.#wall;
  }

  monotonic(): Millis {
    return this.#monotonic;
  }

  sleep(length: Millis, signal: AbortSignal): Promise<void> {
    this.naps.push(length);
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(new DOMException('interrupted', 'AbortError'));
      const sleeper = {until: this.#monotonic + length, wake: resolve};
      this.#sleepers = [...this.#sleepers, sleeper];
      signal.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter(one => one !== sleeper);
        reject(new DOMException('interrupted', 'AbortError'));
      });
    });
  }

  /** Turns both clocks on, waking who is due, and lets what they do settle. */
  async turn(by: Millis): Promise<void> {
    const target = this.#monotonic + by;
    for (;;) {
      const next = this.#sleepers.filter(one => one.until <= target).sort((a, b) => a.until - b.until)[0];
      if (next === undefined) break;
      this.#advanceTo(next.until);
      this.#sleepers = this.#sleepers.filter(one => one !== next);
      next.wake();
      await settle();
    }
    this.#advanceTo(target);
    await settle();
  }

  /** Runs the work, turning the clock to each next sleeper until the work is done. */
  async through<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const ended = () => {
      done = true;
    };
    work.then(ended, ended);
    await settle();
    while (!done) {
      const next = [...this.#sleepers].sort((a, b) => a.until - b.until)[0];
      await this.turn(next === undefined ? 0 : next.until - this.#monotonic);
    }
    return work;
  }

  /** The wall clock is set, as by a person or after a suspend; the monotonic one does not notice. */
  stepWall(by: Millis): void {
    this.#wall += by;
  }

  #advanceTo(monotonic: Millis): void {
    const by = monotonic - this.#monotonic;
    this.#wall += by;
    this.#monotonic = monotonic;
    if (by > 0) this.#alongside(by);
  }
}

/** Lets promise jobs and I/O callbacks that are ready run. */
async function settle(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await new Promise<void>(resolve => setImmediate(resolve));
}
