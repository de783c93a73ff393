import type {OpenedApp} from '../../src/cli/host.ts';
import type {AuditEntry, AuditFact} from '../../src/core/audit.ts';
import type {Eligibility} from '../../src/core/eligibility.ts';
import type {Grant} from '../../src/core/grant.ts';
import {pimGuarantee} from '../../src/core/guarantee.ts';
import type {Identity, SignInEvent} from '../../src/core/identity.ts';
import type {Intent, IntentRow, Wish} from '../../src/core/intent.ts';
import type {Kind} from '../../src/core/kind.ts';
import type {Policy} from '../../src/core/policy.ts';
import {UNKNOWN_POLICY} from '../../src/core/policy.ts';
import type {
  AccessProvider,
  Answer,
  Authority,
  Cache,
  Cached,
  Ending,
  Journal,
  Page,
} from '../../src/core/ports.ts';
import {type Problem, Trouble} from '../../src/core/problem.ts';
import type {Settings} from '../../src/core/settings.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {HandClock} from '../support/clock.ts';

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
  find = async () => 'unknown' as const;

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

export function identity(more: Partial<Identity> = {}): Identity {
  return {
    provider: 'entra',
    account: untrusted('ada@contoso.com'),
    tenantId: 'tenant-1',
    oid: 'oid-1',
    cloud: 'public',
    clientId: 'client-1',
    signedIn: true,
    expiresAt: NOON + 3_600_000,
    tokenStore: {level: 'keyring', path: '/home/ada/tokens', protection: 'the OS keyring'},
    ...more,
  };
}

export class FakeAuthority implements Authority {
  readonly provider = 'entra' as const;
  now: Identity = identity();
  story: (flow: string) => readonly (SignInEvent | Problem)[] = () => [
    {type: 'signed-in', provider: 'entra', identity: identity()},
  ];
  readonly flows: string[] = [];

  identity = async () => this.now;

  actor = async () => {
    if (!this.now.signedIn) throw new Trouble({code: 'signed-out', reason: 'never', provider: 'entra'});
    return {
      profile: 'default',
      authority: 'public',
      tenantId: 'tenant-1',
      oid: 'oid-1',
      account: 'ada@contoso.com',
    };
  };

  async *signIn(flow: string): AsyncGenerator<SignInEvent> {
    this.flows.push(flow);
    for (const event of this.story(flow)) {
      if ('code' in event) throw new Trouble(event);
      yield event;
    }
  }

  stepUp = (_challenge: unknown, _kind: Kind, flow: string) => this.signIn(flow);

  signOut = async () => {
    this.now = identity({signedIn: false, expiresAt: null});
    return this.now;
  };
}

function fakeJournal() {
  const rows = new Map<string, IntentRow>();
  const wishes = new Map<string, Wish>();
  const journal: Journal = {
    open: async intent =>
      void rows.set(intent.id, {intent, requestId: null, state: 'submitted', settledAt: null}),
    named: async () => undefined,
    settle: async id => void rows.delete(id),
    unsettled: async () => [...rows.values()],
    wish: async wish => void wishes.set(wish.id, wish),
    wishes: async () => [...wishes.values()],
    claim: async () => true,
    postpone: async (id, dueAt) => {
      const wish = wishes.get(id);
      if (wish !== undefined) wishes.set(id, {...wish, dueAt});
    },
    fulfil: async id => void wishes.delete(id),
  };
  return {journal, wishes};
}

function fakeCache(): Cache {
  const eligibilities = new Map<Kind, Cached<readonly Eligibility[]>>();
  const grants = new Map<Kind, Cached<readonly Grant[]>>();
  const policies = new Map<Kind, Map<string, Cached<Policy>>>();
  return {
    eligibilities: async kind => eligibilities.get(kind),
    keepEligibilities: async (kind, value, readAt) => void eligibilities.set(kind, {value, readAt}),
    grants: async kind => grants.get(kind),
    keepGrants: async (kind, value, readAt) => void grants.set(kind, {value, readAt}),
    policies: async kind => policies.get(kind) ?? new Map(),
    keepPolicy: async (kind, id, value, readAt) => {
      policies.set(kind, (policies.get(kind) ?? new Map()).set(id, {value, readAt}));
    },
  };
}

export interface World {
  readonly app: OpenedApp;
  readonly clock: HandClock;
  readonly azure: FakeProvider;
  readonly entra: FakeProvider;
  readonly authority: FakeAuthority;
  readonly wishes: Map<string, Wish>;
  readonly record: AuditEntry[];
  closed: number;
}

/** An app over fakes with memory; what a test needs different it changes in place. */
export function world(settings: Settings = {}, warnings: readonly string[] = []): World {
  const clock = new HandClock(NOON);
  const azure = new FakeProvider('azure-resource');
  const entra = new FakeProvider('entra-role');
  const authority = new FakeAuthority();
  const {journal, wishes} = fakeJournal();
  const record: AuditEntry[] = [];
  let ids = 0;
  const app: OpenedApp = {
    profile: 'default',
    settings,
    practice: false,
    clock,
    server: {now: () => clock.now(), offset: () => 0},
    providers: [azure, entra],
    authorities: [authority],
    journal,
    cache: fakeCache(),
    audit: {
      append: async (fact: AuditFact) => {
        const entry = {...fact, seq: record.length + 1, prev: '0'.repeat(64)};
        record.push(entry);
        return entry;
      },
      entries: async function* () {
        yield* record;
      },
      verify: async () => ({type: 'whole', entries: record.length, head: 'f'.repeat(64)}),
    },
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    warnings,
    close: async () => {
      it.closed += 1;
    },
  };
  const it: World = {app, clock, azure, entra, authority, wishes, record, closed: 0};
  return it;
}
