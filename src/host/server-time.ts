import type {Clock, ServerTime} from '../core/ports.ts';
import type {Instant, Millis} from '../core/time.ts';
import {type Looks, watchClocks} from './clock-watch.ts';

export interface MeasuredServerTime extends ServerTime {
  readonly isSure: () => boolean;
  /** A `Date` header, and the wall clock when its request was sent. Nonsense is ignored. */
  saw(dateHeader: string | null | undefined, askedAt: Instant): void;
  /** An offset kept by an earlier process: used by `now()` until an answer has been seen, never told by `offset()`. */
  seed(offset: Millis): void;
}

/** Server minus monotonic clock is somewhere in here. */
interface Bounds {
  readonly least: Millis;
  readonly most: Millis;
}

/** A `Date` header has whole seconds, cut off (RFC 9110 5.6.7). */
const HEADER_STEP: Millis = 1000;
/** An answer slower than this (a suspend, say) tells too little to be kept. */
const SLOWEST: Millis = 10_000;
/** The form that every cloud writes; the older ones of RFC 9110 5.6.7 would be read as local time. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Server time from `Date` headers. Each answer bounds it: the header's second lies between sending and arriving. Bounds
 * are narrowed by every further answer; a new one that contradicts them counts alone. The error is at most half a second
 * and half the round trip: below 1 s while answers take less than a second.
 *
 * Between answers it goes on by the monotonic clock, so a wall clock that is set does not move it. A wall clock that
 * runs ahead by more than `NOTICED` may have been set, or the machine may have slept, which the monotonic clock of Linux
 * does not count. From inside the two look alike: the later guess is taken, which never shows time that may be over
 * already. Either way `isSure()` is false until the next answer.
 */
export function createServerTime(clock: Clock): MeasuredServerTime {
  const watch = watchClocks(clock);
  const began = watch.look();
  let bounds: Bounds | undefined;
  let seeded: Millis = 0;
  const base = () => (bounds === undefined ? began.drift + seeded : (bounds.least + bounds.most) / 2);
  const guess = ({monotonic, asleep}: Looks) => Math.round(base() + monotonic + asleep);
  return {
    now: () => guess(watch.look()),
    offset() {
      const looks = watch.look();
      return bounds === undefined ? undefined : guess(looks) - looks.wall;
    },
    isSure: () => !watch.look().isDoubted,
    seed(given) {
      seeded = given;
    },
    saw(dateHeader, askedAt) {
      const looks = watch.look();
      const seen = boundsOf(dateHeader, askedAt, looks);
      if (seen === undefined) return;
      bounds = bounds === undefined || looks.isDoubted ? seen : narrowed(bounds, seen);
      watch.settle();
    },
  };
}

/**
 * Asking is told by the wall clock. When that jumped just now, by less than an answer may take, the answer may have been
 * on its way meanwhile: how long it took cannot be told.
 */
function boundsOf(
  dateHeader: string | null | undefined,
  askedAt: Instant,
  {wall, monotonic, jumped}: Looks,
): Bounds | undefined {
  const second = HTTP_DATE.test(dateHeader ?? '') ? Date.parse(dateHeader ?? '') : Number.NaN;
  const took = wall - askedAt;
  if (Number.isNaN(second) || took < 0 || took > SLOWEST) return undefined;
  if (jumped !== 0 && Math.abs(jumped) <= SLOWEST) return undefined;
  return {least: second - monotonic, most: second + HEADER_STEP - (monotonic - took)};
}

function narrowed(known: Bounds, seen: Bounds): Bounds {
  const least = Math.max(known.least, seen.least);
  const most = Math.min(known.most, seen.most);
  return least <= most ? {least, most} : seen;
}
