import type {OpenedApp} from '../../src/cli/host.ts';
import type {AuditEntry, AuditFact} from '../../src/core/audit.ts';
import type {Eligibility} from '../../src/core/eligibility.ts';
import type {Grant} from '../../src/core/grant.ts';
import type {IntentRow, Wish} from '../../src/core/intent.ts';
import type {Kind} from '../../src/core/kind.ts';
import type {Policy} from '../../src/core/policy.ts';
import type {Cache, Cached, Journal, Reminders} from '../../src/core/ports.ts';
import type {Settings} from '../../src/core/settings.ts';
import {HandClock} from '../support/clock.ts';
import {FakeLoanBook} from '../support/loan-book.ts';
import {FakeGuard, US} from '../usecases/fake-guard.ts';
import {FakeAuthority} from './fake-authority.ts';
import {FakeProvider, NOON} from './fake-provider.ts';

export {identity} from './fake-authority.ts';
export {activeFor, eligibility, grantOf, NOON, POLICY, pending, refused} from './fake-provider.ts';

function fakeJournal() {
  const rows = new Map<string, IntentRow>();
  const wishes = new Map<string, Wish>();
  const journal: Journal = {
    open: async intent =>
      void rows.set(intent.id, {intent, requestId: null, state: 'submitted', settledAt: null}),
    progressed: async () => undefined,
    named: async () => undefined,
    settle: async id => void rows.delete(id),
    unwant: async id => {
      const row = rows.get(id);
      if (row !== undefined) rows.set(id, {...row, intent: {...row.intent, isUnwanted: true}});
    },
    unsettled: async () => [...rows.values()],
    wish: async wish => void wishes.set(wish.id, wish),
    wishes: async () => [...wishes.values()],
    claim: async () => true,
    postpone: async (id, dueAt) => {
      const wish = wishes.get(id);
      if (wish !== undefined) wishes.set(id, {...wish, dueAt});
    },
    fulfil: async id => void wishes.delete(id),
    isHolderGone: () => false,
  };
  return {journal, wishes};
}

function fakeCache(): Cache {
  const eligibilities = new Map<Kind, Cached<readonly Eligibility[]>>();
  const grants = new Map<Kind, Cached<readonly Grant[]>>();
  const policies = new Map<Kind, Map<string, Cached<Policy>>>();
  return {
    eligibilities: async kind => eligibilities.get(kind),
    keepEligibilities: async (kind, value, readAt, gaps) =>
      void eligibilities.set(kind, {value, readAt, gaps}),
    grants: async kind => grants.get(kind),
    keepGrants: async (kind, value, readAt) => void grants.set(kind, {value, readAt}),
    policies: async kind => policies.get(kind) ?? new Map(),
    keepPolicy: async (kind, id, value, readAt) => {
      policies.set(kind, (policies.get(kind) ?? new Map()).set(id, {value, readAt}));
    },
  };
}

function fakeReminders(): Reminders {
  const given = new Set<string>();
  return {
    firstTo: async (...asked) => {
      const before = given.size;
      return given.add(asked.join(' ')).size > before;
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
  readonly guard: FakeGuard;
  closed: number;
}

/** An app over fakes with memory; what a test needs different it changes in place. */
export function world(settings: Settings = {}, warnings: readonly string[] = []): World {
  const clock = new HandClock(NOON);
  const azure = new FakeProvider('azure-resource');
  const entra = new FakeProvider('entra-role');
  const authority = new FakeAuthority();
  const guard = new FakeGuard();
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
    loans: new FakeLoanBook(),
    guard,
    self: US,
    reminders: fakeReminders(),
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    warnings,
    close: async () => {
      it.closed += 1;
    },
  };
  const it: World = {app, clock, azure, entra, authority, wishes, record, guard, closed: 0};
  return it;
}
