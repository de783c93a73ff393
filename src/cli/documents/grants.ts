import {type Grant, secondsLeft} from '../../core/grant.ts';
import type {Problem} from '../../core/problem.ts';
import type {Instant} from '../../core/time.ts';
import {exact} from '../../core/untrusted.ts';
import {document, time} from './document.ts';
import {scopeDocument} from './scope.ts';

/** `status` (contract 4). `now` is server time: seconds left are counted from it. */
export const grantsDocument = (grants: readonly Grant[], problems: readonly Problem[], now: Instant) =>
  document(
    'grants',
    grants.map(grant => grantItem(grant, now)),
    problems,
  );

export function grantItem(grant: Grant, now: Instant) {
  return {
    id: grant.id,
    eligibilityId: grant.eligibilityId,
    kind: grant.kind,
    name: exact(grant.name),
    scope: scopeDocument(grant.scope),
    state: grant.state,
    assignment: grant.assignment,
    startsAt: time(grant.startsAt),
    endsAt: time(grant.endsAt),
    secondsLeft: secondsLeft(grant.endsAt, now),
    credentialsEndAt: time(grant.credentialsEndAt),
    guarantee: {endedBy: grant.guarantee.endedBy, overrunSeconds: grant.guarantee.overrunSeconds},
    requestId: grant.requestId,
    justification: grant.justification === null ? null : exact(grant.justification),
  };
}
