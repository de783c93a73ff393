import type {Grant} from '../core/grant.ts';
import type {Problem} from '../core/problem.ts';
import {wholeSecond} from '../core/problem-words.ts';
import {type Instant, minutes} from '../core/time.ts';
import {restOf} from './resting-on.ts';

/** PIM refuses to end what began less than five minutes ago (reference azure-pim 5.1). */
const FIVE = minutes(5);

/** Server time from which PIM takes an end: of the grant, or of the group that a loan stands on. */
export function endableFrom(grant: Grant): Instant {
  const {startsAt} = restOf(grant)?.grant ?? grant;
  return startsAt === null ? Number.NEGATIVE_INFINITY : startsAt + FIVE;
}

/** `SelfExtend` is for assignments, not for activations (reference azure-pim 2.2): what is true, and what can be done. */
export function cannotExtend(grant: Grant, now: Instant): Problem {
  const runs = grant.endsAt === null ? '' : ` This one runs until ${wholeSecond(grant.endsAt)}.`;
  const from = wholeSecond(Math.max(now, endableFrom(grant)));
  const again =
    grant.endsAt === null ? [] : [`Ask for it again from ${wholeSecond(grant.endsAt)} on, when it has ended`];
  return {
    code: 'unsupported',
    reason: `The cloud cannot extend a running activation.${runs}`,
    nextSteps: [
      ...again,
      `Or end it and ask again with --replace, from ${from} on: you are without the role in between, it may want approval again, and the cloud may not take the new request for about two minutes`,
    ],
  };
}
