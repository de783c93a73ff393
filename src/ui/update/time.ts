import {minutes} from '../../core/time.ts';
import type {Message} from '../message.ts';
import type {Handlers, Model, Step} from '../model.ts';
import {reminderWords, withReminder} from '../reminding.ts';
import {needsSignIn} from '../sign-in-target.ts';
import {isReading} from '../sources.ts';
import {INCIDENTS_AFTER, isAwaited, WAITING_LOOK} from '../ticking.ts';
import {isVague} from '../vague.ts';
import {readGrants} from './refresh.ts';

/** Time goes on, jumps, or is known again; and when it is short, people are told. */
export const timeHandlers = {
  tick: (model, message) => tick(model, message),
  time: (model, {now, isSure}) => (isSure ? [{...model, now, isSure}, []] : paused({...model, isSure}, now)),
  reminded: (model, {reminders, loud}) => {
    const texts = reminders.map(one => reminderWords(model.look, one, model.now, !isVague(model)));
    if (loud) return [{...model, alarms: [...model.alarms, ...texts].slice(-MOST_ALARMS)}, []];
    return [{...model, notice: withReminder(model, texts)}, []];
  },
} satisfies Partial<Handlers>;

/** Nobody was there for the older ones, and what they told is over. */
const MOST_ALARMS = 3;

/** Every few minutes the cloud is asked again, because people also end things elsewhere; sooner while one is waited for. */
const LOOK_AGAIN_AFTER = minutes(5);

function tick(model: Model, message: Extract<Message, {type: 'tick'}>): Step {
  const [next, effects] = ticked(model, message);
  const {incidentsAt} = next;
  if (incidentsAt === null || next.now - incidentsAt < INCIDENTS_AFTER) return [next, effects];
  return [{...next, incidentsAt: next.now}, [...effects, {type: 'read-incidents', stems: false}]];
}

function ticked(model: Model, {now, jumped}: Extract<Message, {type: 'tick'}>): Step {
  if (jumped && !model.holdings.doubted) return paused(model, now);
  const next: Model = {...model, now};
  if (needsSignIn(model)) return [next, []];
  if (hasFallenDue(model, now)) return [next, [{type: 'catch-up'}]];
  if (!isOld(next)) return [next, []];
  const [read, effects] = readGrants(next);
  return [read, [...effects, {type: 'catch-up'}]];
}

/** Nobody knows how long it was: looked at again at once, and what is shown meanwhile is marked. */
function paused(model: Model, now: number): Step {
  const next: Model = {...model, now};
  if (needsSignIn(model) || model.holdings.doubted) return [next, []];
  const [read, effects] = readGrants({...next, holdings: {...next.holdings, doubted: true}});
  return [read, hasFallenDue(model, now) ? [...effects, {type: 'catch-up'}] : effects];
}

const hasFallenDue = ({wishes, now: before}: Model, now: number): boolean =>
  [...wishes.values()].some(dueAt => dueAt > before && dueAt <= now);

function isOld(model: Model): boolean {
  const {now, holdings} = model;
  const {lookedAt, sources} = holdings;
  if (lookedAt === null || isReading(sources)) return false;
  return now - lookedAt >= (isAwaited(model, now) ? WAITING_LOOK : LOOK_AGAIN_AFTER);
}
