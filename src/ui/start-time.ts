import {type Instant, minutes, readInstant} from '../core/time.ts';
import type {Form} from './form.ts';
import {textOf} from './line.ts';

export type Start = {readonly type: 'at'; readonly at: Instant | null} | {readonly type: 'unclear'};

/** Empty is now; `14:30` is the next time this machine's clock shows that; else RFC 3339. */
export function startIn(form: Form, now: Instant): Start {
  const text = textOf(form.lines.start).trim();
  if (text === '' || text === 'now') return {type: 'at', at: null};
  const clock = /^(\d{1,2}):(\d{2})$/.exec(text);
  if (clock && Number(clock[1]) < 24 && Number(clock[2]) < 60)
    return {type: 'at', at: nextTime(Number(clock[1]), Number(clock[2]), now)};
  const at = readInstant(text);
  return at === undefined ? {type: 'unclear'} : {type: 'at', at};
}

function nextTime(hour: number, minute: number, now: Instant): Instant {
  const day = new Date(now);
  day.setHours(hour, minute, 0, 0);
  if (day.getTime() < now - minutes(1)) day.setDate(day.getDate() + 1);
  return day.getTime();
}
