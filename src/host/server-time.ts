import type {Clock, ServerTime} from '../core/ports.ts';
import type {Instant, Millis} from '../core/time.ts';

/** Server minus wall is somewhere in here. */
interface Bounds {
  readonly least: Millis;
  readonly most: Millis;
}

export interface MeasuredServerTime extends ServerTime {
  /** A `Date` header, and the wall clock when its request was sent. Nonsense is ignored. */
  saw(dateHeader: string | null | undefined, askedAt: Instant): void;
  /** An offset kept by an earlier process: used by `now()` until an answer has been seen, never told by `offset()`. */
  seed(offset: Millis): void;
}

/** A `Date` header has whole seconds, cut off (RFC 9110 5.6.7). */
const HEADER_STEP: Millis = 1000;
/** An answer slower than this (a suspend, say) tells too little to be kept. */
const SLOWEST: Millis = 10_000;

/**
 * Server time from `Date` headers. Each answer bounds the offset: the header's second lies between sending and
 * arriving. Bounds are narrowed by every further answer; when a new one contradicts them a clock has jumped, and the
 * new one counts alone. The error is at most half a second and half the round trip: below 1 s while answers take
 * less than a second.
 */
export function createServerTime(clock: Clock): MeasuredServerTime {
  let bounds: Bounds | undefined;
  let seeded: Millis = 0;
  const offset = () => (bounds === undefined ? undefined : Math.round((bounds.least + bounds.most) / 2));
  return {
    now: () => clock.now() + (offset() ?? seeded),
    offset,
    seed(given) {
      seeded = given;
    },
    saw(dateHeader, askedAt) {
      const seen = boundsOf(dateHeader, askedAt, clock.now());
      if (seen !== undefined) bounds = bounds === undefined ? seen : narrowed(bounds, seen);
    },
  };
}

function boundsOf(
  dateHeader: string | null | undefined,
  askedAt: Instant,
  arrivedAt: Instant,
): Bounds | undefined {
  const second = Date.parse(dateHeader ?? '');
  const took = arrivedAt - askedAt;
  if (Number.isNaN(second) || took < 0 || took > SLOWEST) return undefined;
  return {least: second - arrivedAt, most: second + HEADER_STEP - askedAt};
}

function narrowed(known: Bounds, seen: Bounds): Bounds {
  const least = Math.max(known.least, seen.least);
  const most = Math.min(known.most, seen.most);
  return least <= most ? {least, most} : seen;
}
