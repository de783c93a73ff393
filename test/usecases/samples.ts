import type {Eligibility} from '../../src/core/eligibility.ts';
import type {Grant} from '../../src/core/grant.ts';
import {pimGuarantee} from '../../src/core/guarantee.ts';
import type {Actor, Intent, Wish} from '../../src/core/intent.ts';
import type {Policy} from '../../src/core/policy.ts';
import type {Answer} from '../../src/core/ports.ts';
import type {Problem} from '../../src/core/problem.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import type {ActivationOptions, ActivationOrder} from '../../src/usecases/story.ts';

/** Noon, where every hand-turned clock of these tests begins. */
export const NOON = Date.UTC(2026, 10, 22, 12);
export const HOUR = 3_600_000;

export const ADA: Actor = {
  profile: 'default',
  authority: 'https://login.microsoftonline.com',
  tenantId: 'tenant',
  oid: 'oid-ada',
  account: 'ada@contoso.example',
};

export function eligibility(parts: Partial<Eligibility> = {}): Eligibility {
  const kind = parts.kind ?? 'azure-resource';
  return {
    id: 'azr-1',
    kind,
    name: untrusted('Contributor'),
    scope: {id: '/subscriptions/s1', name: untrusted('prod'), type: 'subscription'},
    entitlement: 'eligible',
    memberType: 'direct',
    maxDuration: null,
    requires: {justification: null, ticket: null, approval: null, mfa: null, authContext: null},
    condition: null,
    guarantee: pimGuarantee(kind),
    endsAt: null,
    grantId: null,
    address: {role: 'r1'},
    ...parts,
  };
}

export function grant(parts: Partial<Grant> = {}): Grant {
  const kind = parts.kind ?? 'azure-resource';
  return {
    id: 'azr-1.abc',
    eligibilityId: 'azr-1',
    kind,
    name: untrusted('Contributor'),
    scope: {id: '/subscriptions/s1', name: untrusted('prod'), type: 'subscription'},
    state: 'active',
    assignment: 'activated',
    startsAt: NOON,
    endsAt: NOON + HOUR,
    credentialsEndAt: null,
    guarantee: pimGuarantee(kind),
    requestId: null,
    justification: null,
    address: {role: 'r1'},
    ...parts,
  };
}

export const policy = (parts: Partial<Policy> = {}, requires: Partial<Policy['requires']> = {}): Policy => ({
  maxDuration: 8 * 3600,
  requires: {
    justification: false,
    ticket: false,
    approval: false,
    mfa: false,
    authContext: false,
    ...requires,
  },
  approvers: [],
  ...parts,
});

export function order(
  of: Partial<Eligibility> = {},
  requires: Partial<Policy['requires']> = {},
): ActivationOrder {
  return {
    eligibility: eligibility(of),
    policy: policy({}, requires),
    request: {
      duration: 3600,
      justification: 'incident 42',
      ticket: {number: 'T-1', system: null},
      narrowerScope: null,
      startAt: null,
    },
  };
}

export function intent(parts: Partial<Intent> = {}): Intent {
  const {id: eligibilityId, kind, name, scope, condition, address} = eligibility();
  const {request} = order();
  const base = {id: 'old-intent', eligibilityId, kind, name, scope, condition, address, request};
  return {...base, actor: ADA, openedAt: NOON, ...parts};
}

export function wish(parts: Partial<Wish> = {}): Wish {
  return {
    id: 'old-wish',
    grant: grant(),
    actor: ADA,
    dueAt: NOON,
    reason: 'asked',
    attempts: 0,
    ...parts,
  };
}

export const STAY: ActivationOptions = {
  patience: {provisioning: 300_000, approval: 1_800_000},
  stepUp: 'device',
};
export const GO: ActivationOptions = {patience: {provisioning: 0, approval: 0}, stepUp: 'device'};

export const OFFLINE: Problem = {code: 'unreachable', what: 'Azure', reason: 'the connection was reset'};

type Told = (intent: Intent) => Answer;
const receipt = (of: Intent, requestId = of.id) => ({requestId, intent: of});

export const lost: Told = () => ({type: 'lost', problem: OFFLINE});

export const pending =
  (
    state: 'submitted' | 'pending-approval' | 'provisioning' | 'unknown',
    approvers: readonly string[] = [],
    requestId?: string,
  ): Told =>
  of => ({type: 'pending', state, receipt: receipt(of, requestId), approvers: approvers.map(untrusted)});

export const active =
  (parts: Partial<Grant> = {}): Told =>
  of => ({type: 'active', receipt: receipt(of), grant: grant({eligibilityId: of.eligibilityId, ...parts})});

export const scheduled =
  (startsAt: number): Told =>
  of => ({type: 'scheduled', receipt: receipt(of), startsAt});

export const refused =
  (problem: Problem, state: 'denied' | 'cancelled' | 'failed' | 'ended' = 'failed'): Told =>
  () => ({type: 'refused', state, problem});

/** As ARM refuses a token without the authentication context. */
export const asksStepUp = (context = 'c1'): Told =>
  refused({code: 'step-up-needed', context, claims: `{"acrs":"${context}"}`});
