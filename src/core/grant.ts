import type {Scope, WireAddress} from './eligibility.ts';
import type {Guarantee} from './guarantee.ts';
import type {Kind} from './kind.ts';
import type {ActivationState} from './state.ts';
import type {Instant, Millis} from './time.ts';
import type {Untrusted} from './untrusted.ts';

export type Assignment = 'activated' | 'time-bound' | 'standing' | 'lent';

/**
 * Something you are now, with an end; or an open request on its way there (then `state` is not `active` and the id
 * is the request's). The row of the `grants` document.
 */
export interface Grant {
  readonly id: string;
  readonly eligibilityId: string;
  readonly kind: Kind;
  readonly name: Untrusted;
  readonly scope: Scope;
  readonly state: ActivationState;
  readonly assignment: Assignment;
  /** Server time. `null` where the cloud did not say. */
  readonly startsAt: Instant | null;
  /** Server time. `null`: it does not end (standing) or has not begun. */
  readonly endsAt: Instant | null;
  readonly credentialsEndAt: Instant | null;
  readonly guarantee: Guarantee;
  readonly requestId: string | null;
  readonly justification: Untrusted | null;
  readonly address: WireAddress;
}

export type Countdown = 'steady' | 'ending' | 'ended' | 'endless';

/** `now` is server time. The last millisecond before the end is still `ending`; the end itself is `ended`. */
export function countdown(endsAt: Instant | null, now: Instant, warnWithin: Millis): Countdown {
  if (endsAt === null) return 'endless';
  const left = endsAt - now;
  if (left <= 0) return 'ended';
  return left <= warnWithin ? 'ending' : 'steady';
}

/** Whole seconds until the end, never negative; `null` when there is no end. */
export function secondsLeft(endsAt: Instant | null, now: Instant): number | null {
  return endsAt === null ? null : Math.max(0, Math.ceil((endsAt - now) / 1000));
}

/** Only what we asked for can be given up: `standing` and `time-bound` answer `unsupported` (contract 2). */
export const canEnd = (grant: Grant): boolean =>
  grant.assignment === 'activated' || grant.assignment === 'lent';
