import type {Grant} from '../../core/grant.ts';
import {type Instant, type Millis, minutes, seconds} from '../../core/time.ts';

/** How often the clouds are read again; sooner while a request is on its way, or an end is near or owed. */
const CALM: Millis = minutes(1);
const SOON: Millis = seconds(15);
const NEAR: Millis = minutes(2);
/** The cloud may need a moment to take a grant from its list. */
const AFTER_THE_END: Millis = seconds(2);
const SHORTEST: Millis = seconds(2);

/** How long after a reading the next one is due. `now` is server time. */
export function untilNextReading(grants: readonly Grant[], now: Instant): Millis {
  const isMoving = grants.some(({state}) => state !== 'active' && state !== 'scheduled');
  const begins = grants.flatMap(({state, startsAt}) =>
    state === 'scheduled' && startsAt !== null ? [startsAt] : [],
  );
  const ends = grants.flatMap(({state, endsAt}) => (state === 'active' && endsAt !== null ? [endsAt] : []));
  const next = Math.min(...ends, ...begins) - now;
  const after = Math.max(SHORTEST, next + AFTER_THE_END);
  return Math.min(isMoving || next < NEAR ? SOON : CALM, after);
}
