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
  PracticeRequest,
  PracticeScope,
} from './pim/model.ts';
import type {ScopeTree} from './scopes.ts';
import type {Limit, Settings} from './settings.ts';

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

/** Fills the tenant, turns its switches, and shows what is in it. Adders chain. */
export interface Organisation {
  eligible(place: EligiblePlace): Organisation;
  /** Assigned for good. */
  standing(place: Place & {readonly memberType?: 'Direct' | 'Group' | undefined}): Organisation;
  /** Assigned with an end; `endsAt` in ms. */
  timeBound(place: Place & {readonly endsAt: number}): Organisation;
  /** Eligible and already activated since `sinceMs` (default 10 min), for `forMs` from now (default one hour). */
  activeFor(place: EligiblePlace & {readonly forMs?: number; readonly sinceMs?: number}): Organisation;
  /** Places for narrower activation; `under`, `subscription`, `resourceGroup` are names added before (a subscription is made when missing). */
  managementGroup(name: string, under?: string): Organisation;
  subscription(name: string, under?: string): Organisation;
  resourceGroup(name: string, subscription: string): Organisation;
  resource(name: string, resourceGroup: string, type: string): Organisation;
  /** The place a name stands for, with its id. */
  scope(kind: PracticeKind, name: string): PracticeScope;

  pageSize(rows: number): Organisation;
  /** ARM rows without `expandedProperties`: all of them, or so many in a hundred. */
  dropExpandedProperties(percent?: number): Organisation;
  /** Takes a consent from the app: its calls then answer PermissionScopeNotGranted. Tokens issued before keep theirs. */
  withoutConsent(...what: readonly (PracticeKind | 'groupNames')[]): Organisation;
  /** First sign-ins are by password alone: the MFA rule then has something to ask for. */
  signInWithoutMfa(): Organisation;
  /** The app may not be used without a secret (AADSTS7000218). */
  confidentialClient(): Organisation;
  /** The user is a guest: another oid at home than in this tenant. */
  guest(): Organisation;
  throttle(limits: {readonly reads?: Limit; readonly writes?: Limit}): Organisation;
  /** Every other switch, to be set directly. */
  readonly settings: Settings;

  /** What is there now, of every kind. */
  readonly eligibilities: readonly PracticeEligibility[];
  readonly active: readonly PracticeAssignment[];
  readonly requests: readonly PracticeRequest[];
}

export interface OrganisationParts {
  readonly seed: number;
  readonly clock: PracticeClock;
  readonly engine: PimEngine;
  readonly scopes: ScopeTree;
  readonly settings: Settings;
  readonly oid: string;
  readonly becomeGuest: () => void;
}

const kinds = ['azure-resource', 'entra-role', 'entra-group'] as const;
const day = 86_400_000;

export function createOrganisation(parts: OrganisationParts): Organisation {
  const {engine, scopes, settings} = parts;
  const chained =
    <Args extends readonly unknown[]>(act: (...args: Args) => unknown) =>
    (...args: Args): Organisation => {
      act(...args);
      return organisation;
    };
  const organisation: Organisation = {
    eligible: chained(place => engine.addEligibility(eligibilityOf(parts, place))),
    standing: chained(place => engine.addAssignment(assigned(parts, place, null))),
    timeBound: chained(place => engine.addAssignment(assigned(parts, place, place.endsAt))),
    activeFor: chained(place => addActive(parts, place)),
    managementGroup: chained(scopes.managementGroup),
    subscription: chained(scopes.subscription),
    resourceGroup: chained(scopes.resourceGroup),
    resource: chained(scopes.resource),
    scope: scopes.named,
    ...switches(settings, parts.becomeGuest, chained),
    settings,
    get eligibilities() {
      return kinds.flatMap(kind => engine.eligible(kind));
    },
    get active() {
      return kinds.flatMap(kind => engine.active(kind));
    },
    get requests() {
      return engine.requests();
    },
  };
  return organisation;
}

type Chained = <Args extends readonly unknown[]>(
  act: (...args: Args) => unknown,
) => (...args: Args) => Organisation;

function switches(settings: Settings, becomeGuest: () => void, chained: Chained) {
  return {
    guest: chained(becomeGuest),
    pageSize: chained((rows: number) => Object.assign(settings, {pageSize: rows})),
    dropExpandedProperties: chained((percent = 100) => Object.assign(settings, {rowsWithoutNames: percent})),
    withoutConsent: chained((...what: readonly (PracticeKind | 'groupNames')[]) =>
      what.map(one => settings.withoutConsent.add(one)),
    ),
    signInWithoutMfa: chained(() => Object.assign(settings, {mfaAtSignIn: false})),
    confidentialClient: chained(() => Object.assign(settings, {publicClient: false})),
    throttle: chained((limits: {readonly reads?: Limit; readonly writes?: Limit}) =>
      Object.assign(settings.limits, limits),
    ),
  };
}

function policyOf(seed: number, {requires, maxDuration, policyReadable}: EligiblePlace): PracticePolicy {
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

function eligibilityOf(parts: OrganisationParts, place: EligiblePlace): PracticeEligibility {
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
    policy: policyOf(parts.seed, place),
  };
}

function assigned(
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

function addActive(
  parts: OrganisationParts,
  place: EligiblePlace & {readonly forMs?: number; readonly sinceMs?: number},
): void {
  const now = parts.clock.now();
  const eligibility = eligibilityOf(parts, place);
  const startsAt = now - (place.sinceMs ?? 600_000);
  const endsAt = now + (place.forMs ?? 3_600_000);
  parts.engine.addEligibility(eligibility);
  parts.engine.addAssignment({
    ...assigned(parts, place, endsAt),
    ...{assignmentType: 'Activated', startsAt, seenFrom: startsAt, eligibility},
  });
}
