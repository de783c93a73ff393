import type {Eligibility} from '../../src/core/eligibility.ts';
import type {Grant} from '../../src/core/grant.ts';
import {pimGuarantee} from '../../src/core/guarantee.ts';
import type {Intent} from '../../src/core/intent.ts';
import type {Kind} from '../../src/core/kind.ts';
import {type Policy, UNKNOWN_POLICY} from '../../src/core/policy.ts';
import type {AccessProvider, Answer, Ending, Page} from '../../src/core/ports.ts';
import {type Problem, Trouble} from '../../src/core/problem.ts';
import {untrusted} from '../../src/core/untrusted.ts';

export const NOON = Date.UTC(2026, 10, 22, 12);

export function eligibility(name: string, scope: string, more: Partial<Eligibility> = {}): Eligibility {
  return {
    id: `azr-${name}-${scope}`.toLowerCase().replaceAll(/[^a-z0-9-]/g, ''),
    kind: 'azure-resource',
    name: untrusted(name),
    scope: {id: `/subscriptions/${scope}`, name: untrusted(scope), type: 'subscription'},
    entitlement: 'eligible',
    memberType: 'direct',
    maxDuration: null,
    requires: UNKNOWN_POLICY.requires,
    condition: null,
    guarantee: pimGuarantee(more.kind ?? 'azure-resource'),
    endsAt: null,
    grantId: null,
    address: {},
    ...more,
  };
}

export function grantOf(role: Eligibility, more: Partial<Grant> = {}): Grant {
  const {id, kind, name, scope, guarantee, address} = role;
  return {
    id: `${id}.s1`,
    eligibilityId: id,
    kind,
    name,
    scope,
    state: 'active',
    assignment: 'activated',
    startsAt: NOON,
    endsAt: NOON + 3_600_000,
    credentialsEndAt: null,
    guarantee,
    requestId: 'req-1',
    justification: null,
    address,
    ...more,
  };
}

export const POLICY: Policy = {
  maxDuration: 8 * 3600,
  requires: {justification: true, ticket: false, approval: false, mfa: false, authContext: false},
  approvers: [],
};

/** One source with memory. `answers` are given to the activation and each look after it; the last one stays. */
export class FakeProvider implements AccessProvider {
  readonly kind: Kind;
  eligibilities: readonly Eligibility[] = [];
  grants: readonly Grant[] = [];
  requests: readonly Grant[] = [];
  policyOf: (role: Eligibility) => Policy = () => POLICY;
  answers: ((intent: Intent) => Answer)[] = [];
  ending: (grant: Grant) => Ending = () => ({type: 'ended'});
  trouble: Problem | null = null;
  hangs = false;
  readonly sent: Intent[] = [];
  readonly ended: string[] = [];
  readonly withdrawn: string[] = [];

  constructor(kind: Kind) {
    this.kind = kind;
  }

  async *#pages<T>(items: readonly T[], signal: AbortSignal): AsyncGenerator<Page<T>> {
    if (this.hangs)
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    if (this.trouble !== null) throw new Trouble(this.trouble);
    yield {items, complete: true};
  }

  eligible = (signal: AbortSignal) => this.#pages(this.eligibilities, signal);
  active = (signal: AbortSignal) => this.#pages(this.grants, signal);
  open = (signal: AbortSignal) => this.#pages(this.requests, signal);
  policy = async (role: Eligibility) => this.policyOf(role);
  find: AccessProvider['find'] = async () => 'unknown';

  plan = async (intent: Intent) => [
    {
      method: 'PUT',
      url: `https://arm.test${intent.scope.id}/${intent.id}`,
      body: {reason: intent.request.justification},
    },
  ];

  activate = async (intent: Intent) => {
    this.sent.push(intent);
    return this.#next(intent);
  };

  check = async ({intent}: {readonly intent: Intent}) => this.#next(intent);

  deactivate = async (grant: Grant) => {
    const ending = this.ending(grant);
    if (ending.type === 'ended') this.ended.push(grant.id);
    return ending;
  };

  cancel = async (request: Grant): Promise<Ending> => {
    this.withdrawn.push(request.id);
    return {type: 'ended'};
  };

  #next(intent: Intent): Answer {
    const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    if (answer === undefined) throw new Error('no answer was prepared');
    return answer(intent);
  }
}

export const activeFor =
  (role: Eligibility, more: Partial<Grant> = {}) =>
  (intent: Intent): Answer => ({
    type: 'active',
    receipt: {requestId: intent.id, intent},
    grant: grantOf(role, {requestId: intent.id, endsAt: NOON + intent.request.duration * 1000, ...more}),
  });

export const pending =
  (state: 'submitted' | 'pending-approval' | 'provisioning', ...approvers: readonly string[]) =>
  (intent: Intent): Answer => ({
    type: 'pending',
    state,
    receipt: {requestId: intent.id, intent},
    approvers: approvers.map(untrusted),
  });

export const refused = (problem: Problem) => (): Answer => ({type: 'refused', state: 'failed', problem});
