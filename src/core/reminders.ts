import type {Grant} from './grant.ts';
import type {Settings} from './settings.ts';
import {type Instant, type Seconds, seconds} from './time.ts';

/** Seconds before the end (contract 5, `reminders`). */
const USUAL: readonly Seconds[] = [600, 300, 60];

export const remindersOf = ({reminders}: Settings): readonly Seconds[] => reminders ?? USUAL;

/**
 * The mark (seconds before the end) that a grant has passed at `now`, server time: of several, as after a suspend, the
 * one nearest to the end. `undefined`: none yet, the grant has ended, or it does not end. A mark that a grant was
 * already past when it began is none: whoever asked for five minutes knows.
 */
export function dueMark(grant: Grant, now: Instant, marks: readonly Seconds[]): Seconds | undefined {
  const {startsAt, endsAt, state, assignment} = grant;
  if (endsAt === null || endsAt <= now || state !== 'active' || assignment === 'standing') return undefined;
  const length = startsAt === null ? Number.POSITIVE_INFINITY : endsAt - startsAt;
  const passed = marks.filter(mark => mark > 0 && endsAt - now <= seconds(mark) && length > seconds(mark));
  return passed.length === 0 ? undefined : Math.min(...passed);
}
