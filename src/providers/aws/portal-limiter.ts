import type {Clock} from '../../core/ports.ts';
import {doubled} from '../../core/retry.ts';
import {type Millis, seconds} from '../../core/time.ts';

/** The portal shares 20 calls a second with everything else that asks it (reference aws-jit 0, row 5; 2). */
const FIRST_RATE = 10;
const FASTEST = 19.5;
const SLOWEST = 0.5;
/** What one answer adds to the calls a second: from the first rate to the fastest takes about fifty. */
const STEP = 0.2;

const FIRST_SEATS = 5;
const MOST_SEATS = 20;

const FIRST_PAUSE: Millis = 500;
const LONGEST_PAUSE: Millis = seconds(20);

export interface LimiterParts {
  readonly clock: Clock;
  /** From 0 up to 1, for jitter. */
  readonly random: () => number;
  /** For a 429: how long the portal itself asks us to wait, 0 where it does not say; `undefined` for anything else. */
  readonly slowDown: (thrown: unknown) => Millis | undefined;
}

export interface TurnWish {
  readonly signal: AbortSignal;
  /** Someone waits for this very answer: before everything that merely fills a list. */
  readonly first?: boolean | undefined;
}

interface Turn {
  readonly first: boolean;
  wake: () => void;
}

/**
 * Calls a second and calls in flight, both growing by a little while the portal takes it, both halved when it answers 429,
 * which holds everyone back for a while that full jitter chooses. Of answers to calls that were under way when it was
 * halved only the first counts.
 */
export class PortalLimiter {
  readonly #parts: LimiterParts;
  #queue: readonly Turn[] = [];
  #busy = 0;
  #seats = FIRST_SEATS;
  #rate = FIRST_RATE;
  #dueAt: Millis = Number.NEGATIVE_INFINITY;
  #slowedAt: Millis = Number.NEGATIVE_INFINITY;
  #refusals = 0;

  constructor(parts: LimiterParts) {
    this.#parts = parts;
  }

  /** Does the work when its turn has come, and learns from what it throws. Rejects with an `AbortError` while waiting. */
  async run<T>(work: () => Promise<T>, {signal, first = false}: TurnWish): Promise<T> {
    await this.#turn(first, signal);
    const begunAt = this.#parts.clock.monotonic();
    try {
      const value = await work();
      this.#speedUp();
      return value;
    } catch (thrown) {
      const pause = this.#parts.slowDown(thrown);
      if (pause !== undefined) this.#slowDown(begunAt, pause);
      throw thrown;
    } finally {
      this.#busy -= 1;
      this.#wakeNext();
    }
  }

  async #turn(first: boolean, signal: AbortSignal): Promise<void> {
    const turn: Turn = {first, wake: () => undefined};
    this.#enqueue(turn);
    try {
      while (!this.#isDue(turn)) await this.#wait(turn, signal);
      signal.throwIfAborted();
      this.#take();
    } finally {
      this.#queue = this.#queue.filter(one => one !== turn);
      this.#wakeNext();
    }
  }

  #enqueue(turn: Turn): void {
    const others = turn.first ? this.#queue.findIndex(({first}) => !first) : -1;
    const at = others === -1 ? this.#queue.length : others;
    this.#queue = this.#queue.toSpliced(at, 0, turn);
  }

  #isNext(turn: Turn): boolean {
    return this.#queue[0] === turn && this.#busy < Math.floor(this.#seats);
  }

  #isDue(turn: Turn): boolean {
    return this.#isNext(turn) && this.#dueAt <= this.#parts.clock.monotonic();
  }

  #wait(turn: Turn, signal: AbortSignal): Promise<void> {
    const {clock} = this.#parts;
    if (this.#isNext(turn)) return clock.sleep(this.#dueAt - clock.monotonic(), signal);
    return woken(turn, signal);
  }

  /** A timer that woke late is made up for, by no more than one call. */
  #take(): void {
    const between = 1000 / this.#rate;
    this.#dueAt = Math.max(this.#dueAt, this.#parts.clock.monotonic() - between) + between;
    this.#busy += 1;
  }

  #wakeNext(): void {
    this.#queue[0]?.wake();
  }

  #speedUp(): void {
    this.#refusals = 0;
    this.#rate = Math.min(FASTEST, this.#rate + STEP);
    this.#seats = Math.min(MOST_SEATS, this.#seats + 1 / this.#seats);
  }

  #slowDown(begunAt: Millis, asked: Millis): void {
    const now = this.#parts.clock.monotonic();
    if (begunAt > this.#slowedAt) {
      this.#slowedAt = now;
      this.#refusals += 1;
      this.#rate = Math.max(SLOWEST, this.#rate / 2);
      this.#seats = Math.max(1, this.#seats / 2);
    }
    const pause = Math.max(asked, this.#parts.random() * pauseAfter(this.#refusals));
    this.#dueAt = Math.max(this.#dueAt, now + pause);
  }
}

/** The most that is waited after so many refusals in a row. */
const pauseAfter = (refusals: number): Millis => doubled(FIRST_PAUSE, refusals, LONGEST_PAUSE);

function woken(turn: Turn, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const interrupted = () => reject(signal.reason);
    if (signal.aborted) return interrupted();
    signal.addEventListener('abort', interrupted, {once: true});
    turn.wake = () => {
      signal.removeEventListener('abort', interrupted);
      resolve();
    };
  });
}
