import type {Clock} from '../../src/core/ports.ts';
import type {Instant, Millis} from '../../src/core/time.ts';
import type {PracticeClock} from '../../src/sandbox/clock.ts';
import {NappingClock} from './napping-clock.ts';

/** The clock of one machine beside the cloud's: it may be wrong, be set, and sleep. A nap turns the cloud's and is over at once. */
export class MachineClock implements Clock {
  readonly #cloud: Pick<PracticeClock, 'now' | 'advance'>;
  readonly #naps: NappingClock;
  #asleep: Millis = 0;
  /** What happens before the n-th nap from now on. */
  readonly #events = new Map<number, () => void>();
  naps: Millis[] = [];
  /** Wall minus cloud. */
  off: Millis = 0;

  constructor(cloud: Pick<PracticeClock, 'now' | 'advance'>) {
    this.#cloud = cloud;
    this.#naps = new NappingClock(cloud);
  }

  now(): Instant {
    return this.#cloud.now() + this.off;
  }

  /** Linux' own does not count a suspend. */
  monotonic(): Millis {
    return this.#cloud.now() - this.#asleep;
  }

  async sleep(length: Millis, signal: AbortSignal): Promise<void> {
    this.naps.push(length);
    this.#events.get(this.naps.length)?.();
    await this.#naps.sleep(length, signal);
  }

  before(nap: number, event: () => void): void {
    this.naps = [];
    this.#events.clear();
    this.#events.set(nap, event);
  }

  suspend(length: Millis): void {
    this.#asleep += length;
    this.#cloud.advance(length);
  }
}
