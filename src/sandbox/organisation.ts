import type {AwsOrganisation} from './aws/organisation.ts';
import type {
  PracticeAssignment,
  PracticeEligibility,
  PracticeKind,
  PracticeRequest,
  PracticeScope,
} from './pim/model.ts';
import {assigned, type EligiblePlace, eligibilityOf, type OrganisationParts, type Place} from './places.ts';
import type {ScopeTree} from './scopes.ts';
import type {Limit, Settings} from './settings.ts';

export type {EligiblePlace, Place} from './places.ts';

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
  /** Accounts, permission sets and roles of AWS. */
  readonly aws: AwsOrganisation;
  /** Every other switch, to be set directly. */
  readonly settings: Settings;

  /** What is there now, of every kind. */
  readonly eligibilities: readonly PracticeEligibility[];
  readonly active: readonly PracticeAssignment[];
  readonly requests: readonly PracticeRequest[];
}

const kinds = ['azure-resource', 'entra-role', 'entra-group'] as const;

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
    ...builders(scopes, chained),
    scope: scopes.named,
    ...switches(settings, parts.becomeGuest, chained),
    ...{settings, aws: parts.aws},
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

function builders(scopes: ScopeTree, chained: Chained) {
  return {
    managementGroup: chained(scopes.managementGroup),
    subscription: chained(scopes.subscription),
    resourceGroup: chained(scopes.resourceGroup),
    resource: chained(scopes.resource),
  };
}

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
