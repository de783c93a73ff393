import {showDuration} from '../core/duration.ts';
import {type Instant, type Millis, minutes} from '../core/time.ts';
import type {Message} from './message.ts';
import type {Model, Step} from './model.ts';
import {isList} from './screen.ts';
import {say} from './theme.ts';

/** A sink that has taken nothing since (server time). */
export interface Failing {
  readonly sink: string;
  readonly since: Instant;
  readonly waiting: number;
}

/** What the sinks are still to be told, as far as the screen sees to it. */
export interface Delivery {
  /** Something was recorded, or waits, since the last round. */
  readonly owed: boolean;
  /** When the last round began. */
  readonly at: Instant | null;
  readonly failing: readonly Failing[];
}

export const NOTHING_OWED: Delivery = {owed: false, at: null, failing: []};

/** Rounds are at least so far apart. */
export const BETWEEN_ROUNDS: Millis = minutes(1);
/** Short trouble is nobody's concern: it is tried again. */
const WORTH_SAYING: Millis = minutes(10);

/** After what is recorded the sinks are told, once a minute at most; and what was read of the record is out of date. */
export function withDelivery(message: Message, [model, effects]: Step): Step {
  const changed = isRecorded(message);
  const known = changed ? {...model, history: {...model.history, state: 'unread' as const}} : model;
  const owed = known.delivery.owed || changed;
  if (known.profile?.hasSinks !== true || !owed) return [known, effects];
  const {at} = known.delivery;
  const isSoon = at !== null && known.now - at < BETWEEN_ROUNDS;
  if (isSoon) return [{...known, delivery: {...known.delivery, owed}}, effects];
  const delivery = {...known.delivery, owed: false, at: known.now};
  return [{...known, delivery}, [...effects, {type: 'deliver'}]];
}

/** The first round is for what an earlier run left waiting. */
function isRecorded(message: Message): boolean {
  switch (message.type) {
    case 'identified':
    case 'shell-left':
    case 'emergency-left':
    case 'given-back':
      return true;
    case 'happened':
      return message.event.type !== 'provisioning' && message.event.type !== 'usable';
    case 'sign-in-told':
      return message.event.type === 'signed-in';
    case 'caught-up':
      return message.events.length > 0;
    default:
      return false;
  }
}

/** `The sink ops has taken nothing for 14 min`: once it is worth saying, and where nobody is in the middle of something. */
export function failingWords({delivery, look, now, screen}: Model): readonly string[] {
  const [worst, ...others] = delivery.failing.filter(({since}) => now - since >= WORTH_SAYING);
  if (worst === undefined || !isList(screen)) return [];
  const long = showDuration(Math.floor((now - worst.since) / minutes(1)) * 60);
  const lines = worst.waiting === 1 ? '1 line waits' : `${worst.waiting} lines wait`;
  const more = others.length === 0 ? '' : `, and ${others.length} more fail${others.length === 1 ? 's' : ''}`;
  return [
    `The sink ${say(look, worst.sink)} has taken nothing for ${long}; ${lines}${more}: stint doctor tells why.`,
  ];
}
