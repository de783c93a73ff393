import {SCIM_LAG} from '../../core/aws.ts';
import type {Eligibility} from '../../core/eligibility.ts';
import type {Grant} from '../../core/grant.ts';
import {guaranteeInWords} from '../../core/guarantee.ts';
import type {Instant} from '../../core/time.ts';
import {isLinked, ownClock} from '../lending.ts';
import {clockTime} from '../times.ts';

/** What an end that has come does not take back: no cloud calls in what it has handed out (reference aws-jit 0, row 1). */
export function afterEnding(grant: Grant, now: Instant): string {
  if (grant.assignment !== 'lent') return guaranteeInWords(grant.guarantee);
  const until = grant.credentialsEndAt;
  return until === null || until <= now
    ? 'No credentials of it are left that work.'
    : `Nothing more is lent. Credentials already handed out work until ${clockTime(until, now)}.`;
}

/** The second clock of a loan in a few words; empty where it says the same as the first. */
export function clockWords(grant: Grant, now: Instant): string {
  const at = ownClock(grant);
  if (at === null) return 'credentials end with the loan';
  const renewed = grant.endsAt !== null && at < grant.endsAt;
  return `credentials until ${clockTime(at, now)}${renewed ? ', then renewed until the loan ends' : ', longer than the loan'}`;
}

/** What is known of the way through a PIM group (reference aws-jit 0, row 4, and 7). */
export const LINKED_IN = 'Through a PIM group; AWS then takes 2 to 10 min to show the role.';
export const LINKED_OUT = `AWS hears of the end up to ${SCIM_LAG / 60} min later.`;

/** What kind of holding this is, where AWS has it; nothing for other kinds. */
export function lendingWords(role: Eligibility): readonly string[] {
  if (role.kind === 'aws-role')
    return ['AWS itself ends the role, to the second; an hour is the most it gives this way.'];
  if (role.kind !== 'aws-permission-set') return [];
  if (isLinked(role)) return [LINKED_IN, LINKED_OUT];
  return ['Nothing is lent after the end. The permission set itself is standing.'];
}
