import {showDuration} from '../core/duration.ts';
import {secondsLeft} from '../core/grant.ts';
import {hours, type Instant, type Millis, minutes, seconds} from '../core/time.ts';

/** Under this seconds are shown; above it minutes are, and the screen rests. */
export const FINE_UNDER: Millis = minutes(10);
/** An end this close is drawn as ending. */
export const WARN_WITHIN: Millis = minutes(10);

/** `11 days`, `1 h 12 min`, `47 min`, `4 min 05 s`. Minutes are rounded down: it never says more than is true. */
export function timeLeft(until: Instant, now: Instant): string {
  const left = secondsLeft(until, now) ?? 0;
  if (until - now >= hours(48)) return `${Math.floor((until - now) / hours(24))} days`;
  if (until - now > FINE_UNDER) return showDuration(Math.floor((until - now) / minutes(1)) * 60);
  const ofMinute = left % 60;
  if (left < 60) return `${left} s`;
  return `${Math.floor(left / 60)} min ${String(ofMinute).padStart(2, '0')} s`;
}

/** `15:08` on this machine's wall; on another day `Tue 15:08`, farther off the day alone: `4 Dec`, `4 Dec 2027`. */
export function clockTime(at: Instant, now: Instant): string {
  const [date, today] = [new Date(at), new Date(now)];
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (date.toDateString() === today.toDateString()) return time;
  if (Math.abs(at - now) < hours(24 * 6)) return `${DAYS[date.getDay()] ?? ''} ${time}`;
  const day = `${date.getDate()} ${MONTHS[date.getMonth()] ?? ''}`;
  return date.getFullYear() === today.getFullYear() ? day : `${day} ${date.getFullYear()}`;
}

/** The same, with the time of day also where the day is far off: `4 Dec 15:08`. */
export function dayAndTime(at: Instant, now: Instant): string {
  const date = new Date(at);
  const words = clockTime(at, now);
  return words.includes(':') ? words : `${words} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `14:31:07`: the first second in which something can happen. */
export function clockSecond(at: Instant): string {
  const whole = Math.ceil(at / 1000) * 1000;
  const date = new Date(whole);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

const two = (count: number): string => String(count).padStart(2, '0');

/** How long until what is shown of this end changes. */
export function restUntilChange(until: Instant, now: Instant): Millis {
  const left = until - now;
  if (left <= FINE_UNDER) return seconds(1);
  return Math.max(seconds(1), left % minutes(1));
}
