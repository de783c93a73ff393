import type {Answer, Clock} from '../core/ports.ts';
import {NAPS} from '../core/retry.ts';
import type {Millis} from '../core/time.ts';
import type {Patience} from './story.ts';

export type Pending = Extract<Answer, {readonly type: 'pending'}>;

/**
 * How long to wait before the next look, growing, within the patience. Approval is counted from the submission on;
 * provisioning from then too, or from the approval, which may have taken longer than provisioning is ever given.
 */
export class Watch {
  readonly #clock: Clock;
  readonly #patience: Patience;
  readonly #submitted: Millis;
  #provisioningSince: Millis;
  #phase: Pending['state'] | undefined;
  #naps = 0;

  constructor(clock: Clock, patience: Patience) {
    this.#clock = clock;
    this.#patience = patience;
    this.#submitted = clock.monotonic();
    this.#provisioningSince = this.#submitted;
  }

  /** `undefined`: the patience is over. `atLeast` is what the cloud asked for (`Retry-After`). */
  nap(phase: Pending['state'], atLeast: Millis): Millis | undefined {
    this.#enter(phase);
    const left = this.#until(phase) - this.#clock.monotonic();
    if (left <= 0) return undefined;
    const nap = NAPS[Math.min(this.#naps, NAPS.length - 1)] ?? 0;
    this.#naps += 1;
    return Math.min(left, Math.max(nap, atLeast));
  }

  /** In a new phase things may move soon: the naps begin short again. */
  #enter(phase: Pending['state']): void {
    if (phase !== this.#phase) this.#naps = 0;
    if (this.#phase === 'pending-approval' && phase !== this.#phase)
      this.#provisioningSince = this.#clock.monotonic();
    this.#phase = phase;
  }

  #until(phase: Pending['state']): Millis {
    if (phase === 'pending-approval') return this.#submitted + this.#patience.approval;
    return this.#provisioningSince + this.#patience.provisioning;
  }
}
