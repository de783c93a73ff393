import {showDuration} from '../../core/duration.ts';
import type {ServerTime} from '../../core/ports.ts';
import type {Instant} from '../../core/time.ts';

const two = (count: number): string => String(count).padStart(2, '0');

/** A time of day as people here say it: `15:08`, with the day when it is not today's. Both instants by one clock. */
export function showMoment(at: Instant, now: Instant): string {
  const day = new Date(at);
  const clock = `${two(day.getHours())}:${two(day.getMinutes())}`;
  if (day.toDateString() === new Date(now).toDateString()) return clock;
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())} ${clock}`;
}

/** `47 min`, `1 h 30 min`, `3 d 2 h`; seconds only in the last ten minutes, where they matter. */
export function showLeft(seconds: number): string {
  if (seconds < 600) return showDuration(seconds);
  if (seconds < 172_800) return showDuration(Math.floor(seconds / 60) * 60);
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  return hours === 0 ? `${days} d` : `${days} d ${hours} h`;
}

/** Goes before a length of time that this machine cannot be sure of: its clock was set, or it slept. */
export const doubt = ({isSure}: ServerTime): string => (isSure?.() === false ? '~' : '');

/** `12 min ago`, `just now`. */
export function showAge(seconds: number): string {
  return seconds < 60 ? 'just now' : `${showLeft(Math.floor(seconds / 60) * 60)} ago`;
}
