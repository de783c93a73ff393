import type {Eligibility} from '../../core/eligibility.ts';
import type {Assignment, Grant} from '../../core/grant.ts';
import {pimGuarantee} from '../../core/guarantee.ts';
import {eligibilityId, grantId} from '../../core/id.ts';
import type {Kind} from '../../core/kind.ts';
import {UNKNOWN_POLICY} from '../../core/policy.ts';
import type {MadeRequest} from '../../core/ports.ts';
import type {ActivationState} from '../../core/state.ts';
import {untrusted} from '../../core/untrusted.ts';
import type {EligibleRow, HeldRow, RequestRow, RoleRow} from './rows.ts';

/** Whose rows these are: ids are lasting within a tenant. */
export interface Owner {
  readonly kind: Kind;
  readonly tenantId: string;
}

/** The lasting id of a row's role at its scope (contract 1). A narrower grant's is that of its own, narrower scope. */
export const idOf = ({kind, tenantId}: Owner, row: RoleRow): string =>
  eligibilityId(kind, tenantId, row.scope.id, row.roleId);

/** What the policy would say is unknown here; it is read on demand. */
export function eligibilityOf(owner: Owner, row: EligibleRow): Eligibility {
  return {
    id: idOf(owner, row),
    kind: owner.kind,
    name: row.name,
    scope: row.scope,
    entitlement: 'eligible',
    memberType: row.memberType,
    maxDuration: UNKNOWN_POLICY.maxDuration,
    requires: UNKNOWN_POLICY.requires,
    condition: row.condition,
    guarantee: pimGuarantee(owner.kind),
    endsAt: row.endsAt,
    grantId: null,
    address: row.address,
  };
}

/** Type and end alone decide (reference azure-pim 7, "careful"): some rows carry links that say otherwise. */
export function assignmentOf(row: Pick<HeldRow, 'activated' | 'endsAt'>): Assignment {
  if (row.activated) return 'activated';
  return row.endsAt === null ? 'standing' : 'time-bound';
}

export function grantOf(owner: Owner, row: HeldRow): Grant {
  const eligibility = idOf(owner, row);
  return {
    id: grantId(eligibility, row.startsAt),
    eligibilityId: eligibility,
    kind: owner.kind,
    name: row.name,
    scope: row.scope,
    state: row.revoking ? 'deactivating' : 'active',
    assignment: assignmentOf(row),
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    credentialsEndAt: null,
    guarantee: pimGuarantee(owner.kind),
    requestId: null,
    justification: null,
    address: row.address,
  };
}

/** An open request as a row of `status`: its id is the request's own, and it has no end before it has begun. */
export function requestGrant(owner: Owner, row: RequestRow, state: ActivationState): Grant {
  return {
    id: row.requestId,
    eligibilityId: idOf(owner, row),
    kind: owner.kind,
    name: row.name,
    scope: row.scope,
    state,
    assignment: 'activated',
    startsAt: state === 'scheduled' ? row.startsAt : null,
    endsAt: null,
    credentialsEndAt: null,
    guarantee: pimGuarantee(owner.kind),
    requestId: row.requestId,
    justification: row.justification === null ? null : untrusted(row.justification),
    address: row.address,
  };
}

export function madeRequest(owner: Owner, row: RequestRow): MadeRequest {
  const {requestId, name, scope, createdAt, justification, action} = row;
  return {
    requestId,
    eligibilityId: idOf(owner, row),
    ...{name, scope, createdAt},
    justification: justification === null ? null : untrusted(justification),
    activates: action === 'selfactivate',
  };
}
