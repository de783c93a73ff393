import {isoDuration} from '../../core/duration.ts';
import type {Eligibility} from '../../core/eligibility.ts';
import type {Problem} from '../../core/problem.ts';
import {exact} from '../../core/untrusted.ts';
import {document, time} from './document.ts';
import {scopeDocument} from './scope.ts';

/** `list` (contract 4). */
export const eligibilitiesDocument = (items: readonly Eligibility[], problems: readonly Problem[]) =>
  document('eligibilities', items.map(eligibilityItem), problems);

function eligibilityItem(item: Eligibility) {
  const {justification, ticket, approval, mfa, authContext} = item.requires;
  const {condition, guarantee} = item;
  return {
    id: item.id,
    kind: item.kind,
    name: exact(item.name),
    scope: scopeDocument(item.scope),
    entitlement: item.entitlement,
    memberType: item.memberType,
    maxDuration: item.maxDuration === null ? null : isoDuration(item.maxDuration),
    requires: {justification, ticket, approval, mfa, authContext},
    condition:
      condition === null ? null : {expression: exact(condition.expression), version: condition.version},
    guarantee: {endedBy: guarantee.endedBy, overrunSeconds: guarantee.overrunSeconds},
    endsAt: time(item.endsAt),
    grantId: item.grantId,
  };
}
