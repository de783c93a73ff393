import {setImmediate as turn} from 'node:timers/promises';
import type {Clock} from '../../src/core/ports.ts';
import {type Instant, type Millis, seconds} from '../../src/core/time.ts';

/** No answer of a cloud may take longer. */
const LONGEST_ANSWER: Millis = seconds(60);
/** Limits on other work, never naps: an answer, how long another process may hold a file, a signature at parting. */
const LIMITS: readonly Millis[] = [LONGEST_ANSWER, seconds(30), seconds(4.5)];

interface Turned {
  now(): Instant;
  advance(by: Millis): void;
}

/**
 * Time as the practice cloud has it. A nap turns the cloud's clock and is over at once, so no test waits; a limit only
 * runs out when the test says that it did.
 */
export class NappingClock implements Clock {
  readonly #turned: Turned;
  /** Further limits of answers. */
  readonly #answers: readonly Millis[];
  readonly #limits = new Map<() => void, Millis>();

  constructor(turned: Turned, limits: readonly Millis[] = []) {
    this.#turned = turned;
    this.#answers = [LONGEST_ANSWER, ...limits];
  }

  now(): Instant {
    return this.#turned.now();
  }

  monotonic(): Millis {
    return this.#turned.now();
  }

  async sleep(length: Millis, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (LIMITS.includes(length) || this.#answers.includes(length)) return this.#limit(length, signal);
    this.#turned.advance(length);
    await turn();
    signal.throwIfAborted();
  }

  /** Whatever answer is waited for now has taken too long. */
  endAnswers(): void {
    for (const [end, length] of this.#limits) if (this.#answers.includes(length)) end();
  }

  #limit(length: Millis, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const over = () => {
        this.#limits.delete(over);
        resolve();
      };
      this.#limits.set(over, length);
      signal.addEventListener('abort', () => {
        this.#limits.delete(over);
        reject(new DOMException('interrupted', 'AbortError'));
      });
    });
  }
}
