import {LONGEST_CHAINED, SHORTEST_ASSUMPTION} from '../../core/aws.ts';
import {type Instant, type Seconds, seconds, showInstant} from '../../core/time.ts';

/** From when until when a role is asked for. Server time; the end is a whole second, as policies tell time. */
export interface Window {
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

/** A window of so many seconds that begins with this very second. */
export function windowFrom(now: Instant, length: Seconds): Window {
  const startsAt = Math.floor(now / 1000) * 1000;
  return {startsAt, endsAt: startsAt + seconds(length)};
}

/** STS lends for no less than 15 minutes: what is shorter has to be cut by a policy (reference aws-jit 3). */
export const isCut = (window: Window): boolean => lengthOf(window) < SHORTEST_ASSUMPTION;

/** `DurationSeconds` that covers the window, as long as STS takes it. */
export const durationOf = (window: Window, longest: Seconds = LONGEST_CHAINED): Seconds =>
  Math.min(Math.max(lengthOf(window), SHORTEST_ASSUMPTION), longest);

const lengthOf = ({startsAt, endsAt}: Window): Seconds => Math.ceil((endsAt - startsAt) / 1000);

/**
 * A session policy under which everything stops at `end`. It holds nothing but Allow: a session policy intersects with
 * the role's own, so it can only take away (design 7).
 */
export function policyUntil(end: Instant): string {
  const Condition = {DateLessThan: {'aws:CurrentTime': showInstant(end)}};
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{Effect: 'Allow', Action: '*', Resource: '*', Condition}],
  });
}
