import type {Clock} from '../../core/ports.ts';
import type {Millis} from '../../core/time.ts';

/** A batch is told when it has grown to this, or when the last one was told so long ago. */
const ENOUGH = 8;
const LONGEST_SILENCE: Millis = 500;

/** What several readers tell, for one listener, in batches: thousands of tiny pages would cost more than they tell. */
export class Feed<T> {
  readonly #clock: Clock;
  #waiting: T[] = [];
  #ended = false;
  #toldAt: Millis = Number.NEGATIVE_INFINITY;
  #wake: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  push(item: T): void {
    this.#waiting.push(item);
    if (this.#isReady()) this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *batches(): AsyncGenerator<readonly T[]> {
    for (;;) {
      if (!this.#isReady()) await new Promise<void>(resolve => this.#wakeBy(resolve));
      if (this.#waiting.length > 0) yield this.#taken();
      else if (this.#ended) return;
    }
  }

  #wakeBy(wake: () => void): void {
    this.#wake = wake;
  }

  #taken(): readonly T[] {
    const batch = this.#waiting;
    this.#waiting = [];
    this.#toldAt = this.#clock.monotonic();
    return batch;
  }

  #isReady(): boolean {
    if (this.#ended || this.#waiting.length >= ENOUGH) return true;
    return this.#waiting.length > 0 && this.#clock.monotonic() - this.#toldAt >= LONGEST_SILENCE;
  }
}
