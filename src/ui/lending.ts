import type {Eligibility} from '../core/eligibility.ts';
import type {Grant} from '../core/grant.ts';
import {authorityOf, type Kind} from '../core/kind.ts';
import type {Instant} from '../core/time.ts';

interface Row {
  readonly kind: Kind;
  readonly address: Eligibility['address'];
}

/** What AWS gives is lent: asking opens a loan of credentials, also where the permission set itself is standing. */
export const isLendable = ({kind}: {readonly kind: Kind}): boolean => authorityOf(kind) === 'aws';

/** The way in is a PIM group, and its news takes a while to reach AWS (reference aws-jit 7). */
export const isLinked = ({kind, address}: Row): boolean =>
  kind === 'aws-permission-set' && address.groupId !== undefined;

/** An open loan: there are credentials to hand on. */
export const isLent = ({assignment, state}: Grant): boolean => assignment === 'lent' && state === 'active';

/** A membership of a PIM group cannot be extended, so neither can a loan that stands on it (reference azure-pim 2.2). */
export const extendingWay = (grant: Grant): 'move' | 'replace' =>
  isLent(grant) && grant.address.groupId === undefined ? 'move' : 'replace';

/** The second clock, where it differs from the loan's own end. */
export function ownClock({credentialsEndAt, endsAt}: Grant): Instant | null {
  const isOther = credentialsEndAt !== null && Math.abs(credentialsEndAt - (endsAt ?? 0)) >= 1000;
  return isOther ? credentialsEndAt : null;
}
