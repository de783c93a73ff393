import type {AwsOrganisation} from './aws/organisation.ts';
import type {PracticeClock} from './clock.ts';
import {guidFrom} from './identifiers.ts';
import {roleId} from './known-roles.ts';
import type {PimEngine} from './pim/engine.ts';
import type {
  Approver,
  PracticeAssignment,
  PracticeEligibility,
  PracticeKind,
  PracticePolicy,
} from './pim/model.ts';
import type {ScopeTree} from './scopes.ts';
import type {Settings} from './settings.ts';

/** A role at a place. `scope`: a name, or an id; left out for `entra-role`: the directory. For groups `role` is `Member` or `Owner`. */
export interface Place {
  readonly kind: PracticeKind;
  readonly role: string;
  readonly scope?: string | undefined;
}

export interface EligiblePlace extends Place {
  /** ISO 8601; default PT8H. */
  readonly maxDuration?: string | undefined;
  readonly requires?:
    | {
        /** Default true, as in a new tenant. */
        readonly justification?: boolean | undefined;
        readonly ticket?: boolean | undefined;
        readonly mfa?: boolean | undefined;
        /** Names of approvers; any makes requests wait. */
        readonly approval?: readonly string[] | undefined;
        /** `c1`... */
        readonly authContext?: string | undefined;
      }
    | undefined;
  /** ABAC expression; a request that does not send it along is refused. Version 2.0. */
  readonly condition?: string | undefined;
  /** Default Direct. `Group`: inherited from a group; add both to get the pair of rows the clouds list. */
  readonly memberType?: 'Direct' | 'Group' | undefined;
  /** ms since the epoch. */
  readonly startsAt?: number | undefined;
  readonly endsAt?: number | undefined;
  /** false: an ordinary user is refused the policy. Default true. */
  readonly policyReadable?: boolean | undefined;
}

export interface OrganisationParts {
  readonly seed: number;
  readonly clock: PracticeClock;
  readonly engine: PimEngine;
  readonly scopes: ScopeTree;
  readonly settings: Settings;
  readonly oid: string;
  readonly aws: AwsOrganisation;
  readonly becomeGuest: () => void;
  /** One policy per role and scope: a second row of the same place keeps the first one's. */
  readonly policies: Map<string, PracticePolicy>;
}

const day = 86_400_000;

/** A place that says nothing about its policy takes the one that is there already. */
function policyOf({seed, policies}: OrganisationParts, key: string, place: EligiblePlace): PracticePolicy {
  const silent =
    place.requires === undefined && place.maxDuration === undefined && place.policyReadable === undefined;
  const known = policies.get(key);
  if (silent && known !== undefined) return known;
  const policy = newPolicy(seed, place);
  policies.set(key, policy);
  return policy;
}

function newPolicy(seed: number, {requires, maxDuration, policyReadable}: EligiblePlace): PracticePolicy {
  const approver = (name: string): Approver => ({id: guidFrom('person', seed, name), name});
  return {
    maxDuration: maxDuration ?? 'PT8H',
    justification: requires?.justification ?? true,
    ticket: requires?.ticket ?? false,
    mfa: requires?.mfa ?? false,
    approvers: (requires?.approval ?? []).map(approver),
    authContext: requires?.authContext ?? null,
    readable: policyReadable ?? true,
  };
}

function where({seed, scopes}: OrganisationParts, {kind, role, scope}: Place) {
  const place = scopes.named(kind, scope ?? 'Directory');
  return {
    kind,
    role: {id: roleId(kind, role), name: role},
    scope: place,
    seeds: [seed, kind, role, place.id] as const,
  };
}

/** Inherited rows name a group as their principal, though the user acts with the own oid (reference azure-pim 2.2). */
function principal({oid, seed}: OrganisationParts, memberType: 'Direct' | 'Group'): string {
  return memberType === 'Direct' ? oid : guidFrom('group', seed, 'sg-platform-engineers');
}

export function eligibilityOf(parts: OrganisationParts, place: EligiblePlace): PracticeEligibility {
  const {seeds, ...there} = where(parts, place);
  const memberType = place.memberType ?? 'Direct';
  return {
    ...there,
    memberType,
    scheduleId: guidFrom('eligibility', memberType, ...seeds),
    instanceId: guidFrom('eligibility instance', memberType, ...seeds),
    principalId: principal(parts, memberType),
    condition: place.condition === undefined ? null : {expression: place.condition, version: '2.0'},
    startsAt: place.startsAt ?? parts.clock.now() - 90 * day,
    endsAt: place.endsAt ?? null,
    policy: policyOf(parts, seeds.join('|'), place),
  };
}

export function assigned(
  parts: OrganisationParts,
  place: Place & {readonly memberType?: 'Direct' | 'Group' | undefined},
  endsAt: number | null,
): PracticeAssignment {
  const {seeds, ...there} = where(parts, place);
  const memberType = place.memberType ?? 'Direct';
  const startsAt = parts.clock.now() - 30 * day;
  return {
    ...there,
    id: guidFrom('assigned', memberType, ...seeds),
    ...{assignmentType: 'Assigned', memberType, principalId: principal(parts, memberType)},
    ...{startsAt, seenFrom: startsAt, endsAt, eligibility: null},
  };
}
