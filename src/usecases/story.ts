import type {ActivationEvent} from '../core/activation.ts';
import type {Eligibility} from '../core/eligibility.ts';
import type {SignInEvent, SignInFlow} from '../core/identity.ts';
import type {ActivationRequest} from '../core/intent.ts';
import type {Kind} from '../core/kind.ts';
import type {Policy} from '../core/policy.ts';
import type {Problem} from '../core/problem.ts';
import type {Secret} from '../core/secret.ts';
import type {Instant, Millis} from '../core/time.ts';

/** What a reading verb (list, status) tells: pages as they come, each source ends with `read` or `unread`. */
export type ReadingEvent<T> =
  | {readonly type: 'page'; readonly kind: Kind; readonly items: readonly T[]}
  /** How far a long source is. */
  | {readonly type: 'progress'; readonly kind: Kind; readonly done: number; readonly total: number}
  /** A part of the source could not be read; the rest was. */
  | {readonly type: 'gap'; readonly kind: Kind; readonly problem: Problem}
  | {readonly type: 'read'; readonly kind: Kind; readonly readAt: Instant; readonly cached: boolean}
  | {readonly type: 'unread'; readonly kind: Kind; readonly problem: Problem};

/** A reading verb's whole answer. "None" and "could not look" stay apart: see `problems`. */
export interface Reading<T> {
  readonly items: readonly T[];
  readonly problems: readonly Problem[];
  readonly answered: readonly Kind[];
  /** Wall clock of the oldest part; `null` when nothing was read. */
  readonly oldest: Instant | null;
}

/**
 * Where a reading verb may look. `cached`: no network at all. `fresh`: always the cloud. `recent`: a copy younger than
 * five minutes, else the cloud.
 */
export type Source = 'cached' | 'recent' | 'fresh';

/** One thing happening to one item of a batch. `item` is the eligibility's id (activate) or the grant's (deactivate, cancel). */
export interface ItemEvent {
  readonly type: 'item';
  readonly item: string;
  readonly event: ActivationEvent;
}

/** The whole story of a verb that changes something: items, and sign-in events of a step-up on the way. */
export type Story = ItemEvent | SignInEvent;

/** One role to ask for, with what is known of its policy. */
export interface ActivationOrder {
  readonly eligibility: Eligibility;
  readonly policy: Policy;
  readonly request: ActivationRequest;
}

/** Zero means: do not wait, answer at once. Limits are counted on the monotonic clock from the submission on. */
export interface Patience {
  readonly provisioning: Millis;
  readonly approval: Millis;
}

export interface ActivationOptions {
  readonly patience: Patience;
  /** `never`: answer `step-up-needed` instead of printing a code (`--no-input`). */
  readonly stepUp: SignInFlow | 'never';
  /** For an AWS role that asks for one. */
  readonly mfaCode?: Secret | undefined;
  /** What is reached ends with this process (`exec`, `--until-exit`). */
  readonly untilExit?: boolean | undefined;
  /**
   * The name of a batch that is had whole or not at all: should this process be killed before `rollback` with the same name
   * has kept it or given it up, whoever runs next ends what it took.
   */
  readonly batch?: string | undefined;
  /** Wait until the cloud lets it be used, and tell `usable`. */
  readonly untilUsable?: boolean | undefined;
  /** Told once of what a person should know though nothing failed: that nobody can stay behind to end it. */
  readonly onTrouble?: ((problem: Problem) => void) | undefined;
}
