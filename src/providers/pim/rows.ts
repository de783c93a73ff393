import type {Condition, Scope, WireAddress} from '../../core/eligibility.ts';
import type {Instant, Seconds} from '../../core/time.ts';
import type {Untrusted} from '../../core/untrusted.ts';

export type MemberType = 'direct' | 'group' | 'inherited';

/** A role at a scope as any of the three surfaces names it; each kind's `translate.ts` makes it. */
export interface RoleRow {
  /** The role's part of the lasting id: a role definition's last segment, or `member` / `owner`. */
  readonly roleId: string;
  readonly name: Untrusted;
  readonly scope: Scope;
  readonly address: WireAddress;
}

/** A row of the eligibility instances. */
export interface EligibleRow extends RoleRow {
  readonly memberType: MemberType;
  readonly endsAt: Instant | null;
  readonly condition: Condition | null;
}

/** A row of the assignment instances; what it means for a person is decided by type and end alone (reference azure-pim 7). */
export interface HeldRow extends RoleRow {
  readonly memberType: MemberType;
  readonly activated: boolean;
  readonly revoking: boolean;
  readonly startsAt: Instant | null;
  readonly endsAt: Instant | null;
}

/** A schedule request of mine. Words of the wire are lower case. */
export interface RequestRow extends RoleRow {
  readonly requestId: string;
  /** `selfactivate`, `selfdeactivate`, … */
  readonly action: string;
  /** One of reference azure-pim 2.3, lower case. */
  readonly status: string;
  readonly createdAt: Instant | null;
  readonly startsAt: Instant | null;
  readonly length: Seconds | null;
  /** People had to decide; it may have begun as much later. */
  readonly byApproval: boolean;
  readonly justification: string | null;
}

/** Where a row belongs: the same role at the same scope. Clouds differ in the case they write ids in. */
export const placeOf = (row: {readonly scope: {readonly id: string}; readonly roleId: string}): string =>
  `${row.scope.id}\n${row.roleId}`.toLowerCase();

/** The wire writes `Direct`, `direct` (groups), `Group`, `Inherited`; a word we do not know is no direct one. */
export function memberTypeOf(word: string | null | undefined): MemberType {
  const known = (word ?? 'direct').toLowerCase();
  return known === 'direct' || known === 'group' ? known : 'inherited';
}
