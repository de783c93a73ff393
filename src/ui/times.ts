import {showDuration} from '../core/duration.ts';
import {secondsLeft} from '../core/grant.ts';
import {type Instant, type Millis, minutes, seconds} from '../core/time.ts';

/** Under this seconds are shown; above it minutes are, and the screen rests. */
export const FINE_UNDER: Millis = minutes(10);
/** An end this close is drawn as ending. */
export const WARN_WITHIN: Millis = minutes(10);

/** `1 h 12 min`, `47 min`, `4 min 05 s`. Minutes are rounded down: it never says more than is true. */
export function timeLeft(until: Instant, now: Instant): string {
  const left = secondsLeft(until, now) ?? 0;
  if (until - now > FINE_UNDER) return showDuration(Math.floor((until - now) / minutes(1)) * 60);
  const ofMinute = left % 60;
  if (left < 60) return `${left} s`;
  return `${Math.floor(left / 60)} min ${String(ofMinute).padStart(2, '0')} s`;
}

/** `15:08` on this machine's wall, with the day before it when that is not today: `Tue 15:08`. */
export function clockTime(at: Instant, now: Instant): string {
  const time = `${two(new Date(at).getHours())}:${two(new Date(at).getMinutes())}`;
  return new Date(at).toDateString() === new Date(now).toDateString() ? time : `${dayOf(at, now)} ${time}`;
}

/** `14:31:07`: the first second in which something can happen. */
export function clockSecond(at: Instant): string {
  const whole = Math.ceil(at / 1000) * 1000;
  const date = new Date(whole);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

function dayOf(at: Instant, now: Instant): string {
  const date = new Date(at);
  if (Math.abs(at - now) < minutes(60 * 24 * 6)) return DAYS[date.getDay()] ?? '';
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

const two = (count: number): string => String(count).padStart(2, '0');

/** How long until what is shown of this end changes. */
export function restUntilChange(until: Instant, now: Instant): Millis {
  const left = until - now;
  if (left <= FINE_UNDER) return seconds(1);
  return Math.max(seconds(1), left % minutes(1));
}
