import type {Grant} from '../core/grant.ts';
import {dueMark} from '../core/reminders.ts';
import {type Seconds, seconds} from '../core/time.ts';
import type {Effect} from './effect.ts';
import {incidentOf} from './emergency.ts';
import {counting} from './holdings.ts';
import type {Model, Notice, Step} from './model.ts';
import {type Look, say} from './theme.ts';
import {clockTime, timeLeft} from './times.ts';

/** A mark of one end: when the end is moved its marks come again. */
const keyOf = ({id, endsAt}: Grant, mark: Seconds): string => `${id} ${endsAt} ${mark}`;

/**
 * Asks for a reminder of what has passed a mark since somebody looked. Whether this is the first process to do so is
 * found out by the effect. What was only kept from an earlier run, or is doubted, reminds nobody.
 */
export function withReminders([model, effects]: Step): Step {
  const {holdings, profile, now, passed} = model;
  if (holdings.lookedAt === null || holdings.doubted || profile === null) return [model, effects];
  const due = counting(holdings).flatMap(grant => {
    const mark = dueMark(grant, now, profile.reminders);
    const key = mark === undefined ? undefined : keyOf(grant, mark);
    return key === undefined || passed.has(key) ? [] : [{grant, key}];
  });
  if (due.length === 0) return [model, effects];
  const keys = due.map(({key}) => key);
  const {calm = [], loud = []} = Object.groupBy(
    due.map(({grant}) => grant),
    grant => (incidentOf(model, grant) === undefined ? 'calm' : 'loud'),
  );
  const reminding: readonly Effect[] = [
    ...(calm.length === 0 ? [] : [{type: 'remind' as const, grants: calm}]),
    ...(loud.length === 0 ? [] : [{type: 'alarm' as const, grants: loud}]),
  ];
  return [{...model, passed: new Set([...passed, ...keys])}, [...effects, ...reminding]];
}

interface Due {
  readonly grant: Grant;
  readonly mark: Seconds;
}

/** A mark is told in its own words; where it was met late, as after a suspend, what is left is. */
const JUST_NOW = seconds(5);

/** `Contributor on prod-payments ends in 5 min, at 12:47.` */
export function reminderWords(look: Look, {grant, mark}: Due, now: number, isKnown: boolean): string {
  const name = `${say(look, grant.name)} on ${say(look, grant.scope.name)}`;
  const endsAt = grant.endsAt ?? now;
  const isOnTime = seconds(mark) - (endsAt - now) < JUST_NOW;
  const left = timeLeft(isOnTime ? now + seconds(mark) : endsAt, now).replace(' 00 s', '');
  const about = isKnown ? '' : '~';
  return `${name} ends in ${about}${left}, at ${about}${clockTime(endsAt, now)}.`;
}

/** Calm, and never in the place of something that needs an answer. */
export function withReminder(model: Model, texts: readonly string[]): Notice | null {
  const [first, ...more] = texts;
  if (first === undefined) return model.notice;
  const {notice} = model;
  if (notice === null || notice.tone === 'calm') return {tone: 'calm', text: first, next: more};
  return {...notice, next: [...notice.next, ...texts]};
}
