import type {AuditEntry, AuditFact} from '../../src/core/audit.ts';
import {FIRST_PREV} from '../../src/core/audit.ts';
import type {Eligibility} from '../../src/core/eligibility.ts';
import type {Grant} from '../../src/core/grant.ts';
import type {Intent, IntentRow, ProcessMark, Wish} from '../../src/core/intent.ts';
import type {Kind} from '../../src/core/kind.ts';
import type {Policy} from '../../src/core/policy.ts';
import type {AuditLog, Cache, Cached, Journal} from '../../src/core/ports.ts';
import {type Problem, Trouble} from '../../src/core/problem.ts';
import {type ActivationState, isFinal} from '../../src/core/state.ts';

interface Row {
  readonly intent: Intent;
  requestId: string | null;
  state: ActivationState;
  settledAt: number | null;
}

/** As the real one: settled by a final state, by `active` and by `scheduled`. `broken` names what cannot be written. */
export class FakeJournal implements Journal {
  readonly rows: Row[] = [];
  readonly owed = new Map<string, Wish>();
  readonly claimed = new Map<string, number>();
  readonly fulfilled: string[] = [];
  readonly states: {readonly intentId: string; readonly state: ActivationState; readonly at: number}[] = [];
  /** Processes that are gone, by pid. */
  readonly gone = new Set<number>();
  /** Whose journal this is: it may claim what it holds itself. */
  self: ProcessMark | undefined;
  broken: readonly (keyof Journal)[] = [];

  async open(intent: Intent): Promise<void> {
    this.#write('open');
    this.rows.push({intent, requestId: null, state: 'submitted', settledAt: null});
  }

  async named(intentId: string, requestId: string): Promise<void> {
    this.#write('named');
    for (const row of this.rows) if (row.intent.id === intentId) row.requestId = requestId;
  }

  async settle(intentId: string, state: ActivationState, at: number): Promise<void> {
    this.#write('settle');
    const over = isFinal(state) || state === 'active' || state === 'scheduled';
    for (const row of this.rows)
      if (row.intent.id === intentId) Object.assign(row, {state, settledAt: over ? at : null});
  }

  async progressed(intentId: string, state: ActivationState, at: number): Promise<void> {
    this.#write('progressed');
    for (const row of this.rows)
      if (row.intent.id === intentId && row.settledAt === null) Object.assign(row, {state});
    this.states.push({intentId, state, at});
  }

  async unwant(intentId: string): Promise<void> {
    this.#write('unwant');
    for (const row of this.rows)
      if (row.intent.id === intentId && row.settledAt === null)
        Object.assign(row, {intent: {...row.intent, isUnwanted: true}});
  }

  readonly batches = {
    keep: (batch: string, at: number) => this.#keep(batch, at),
    unwant: (batch: string) => this.#unwantAll(batch),
  };

  async #keep(batch: string, at: number): Promise<void> {
    this.#write('batches');
    for (const row of this.rows)
      if (row.settledAt === null && row.intent.batch?.id === batch) {
        const {batch: _, ...intent} = row.intent;
        Object.assign(row, {intent, settledAt: row.state === 'scheduled' ? at : null});
      }
    for (const [id, wish] of this.owed) if (wish.batch === batch) this.owed.delete(id);
  }

  async #unwantAll(batch: string): Promise<void> {
    this.#write('batches');
    for (const row of this.rows)
      if (row.settledAt === null && row.intent.batch?.id === batch)
        Object.assign(row, {intent: {...row.intent, isUnwanted: true}});
  }

  async unsettled(): Promise<readonly IntentRow[]> {
    this.#write('unsettled');
    return this.rows.filter(row => row.settledAt === null).map(row => ({...row}));
  }

  async wish(wish: Wish): Promise<void> {
    this.#write('wish');
    this.owed.set(wish.id, wish);
  }

  async wishes(): Promise<readonly Wish[]> {
    this.#write('wishes');
    return [...this.owed.values()];
  }

  async claim(wishId: string, now: number, lease: number): Promise<boolean> {
    this.#write('claim');
    const wish = this.owed.get(wishId);
    if (wish === undefined || (this.claimed.get(wishId) ?? 0) > now) return false;
    if (wish.holder !== undefined && wish.holder.pid !== this.self?.pid && !this.isHolderGone(wish.holder))
      return false;
    this.claimed.set(wishId, now + lease);
    return true;
  }

  async postpone(wishId: string, dueAt: number): Promise<void> {
    this.#write('postpone');
    const wish = this.owed.get(wishId);
    if (wish) this.owed.set(wishId, {...wish, dueAt, attempts: wish.attempts + 1});
    this.claimed.delete(wishId);
  }

  async fulfil(wishId: string): Promise<void> {
    this.#write('fulfil');
    this.owed.delete(wishId);
    this.fulfilled.push(wishId);
  }

  isHolderGone({pid}: ProcessMark): boolean {
    return this.gone.has(pid);
  }

  #write(what: keyof Journal): void {
    if (this.broken.includes(what)) throw unwritable('state.db');
  }
}

export const unwritable = (path: string): Trouble =>
  new Trouble({code: 'state-unwritable', path, reason: 'the disk is full'});

export class FakeCache implements Cache {
  readonly eligible = new Map<Kind, Cached<readonly Eligibility[]>>();
  readonly granted = new Map<Kind, Cached<readonly Grant[]>>();
  readonly known = new Map<Kind, Map<string, Cached<Policy>>>();
  broken = false;

  async eligibilities(kind: Kind) {
    return this.#sound(this.eligible.get(kind));
  }

  async keepEligibilities(
    kind: Kind,
    value: readonly Eligibility[],
    readAt: number,
    gaps: readonly Problem[] = [],
  ): Promise<void> {
    this.#sound(this.eligible.set(kind, {value, readAt, ...(gaps.length === 0 ? {} : {gaps})}));
  }

  async grants(kind: Kind) {
    return this.#sound(this.granted.get(kind));
  }

  async keepGrants(kind: Kind, value: readonly Grant[], readAt: number): Promise<void> {
    this.#sound(this.granted.set(kind, {value, readAt}));
  }

  async policies(kind: Kind): Promise<ReadonlyMap<string, Cached<Policy>>> {
    return this.#sound(this.known.get(kind) ?? new Map());
  }

  async keepPolicy(kind: Kind, id: string, value: Policy, readAt: number): Promise<void> {
    const known = this.#sound(this.known.get(kind) ?? new Map<string, Cached<Policy>>());
    this.known.set(kind, known.set(id, {value, readAt}));
  }

  #sound<T>(value: T): T {
    if (this.broken) throw unwritable('state.db');
    return value;
  }
}

export class FakeAudit implements AuditLog {
  readonly facts: AuditFact[] = [];
  /** Types that cannot be written; `true`: none can. */
  broken: readonly AuditFact['type'][] | true = [];

  get types(): readonly string[] {
    return this.facts.map(fact => fact.type);
  }

  async append(fact: AuditFact): Promise<AuditEntry> {
    if (this.broken === true || this.broken.includes(fact.type)) throw unwritable('audit.ndjson');
    this.facts.push(fact);
    return {...fact, seq: this.facts.length, prev: FIRST_PREV};
  }

  async *entries(): AsyncGenerator<AuditEntry> {
    for (const [at, fact] of this.facts.entries()) yield {...fact, seq: at + 1, prev: FIRST_PREV};
  }

  async verify() {
    return {type: 'whole', entries: this.facts.length, head: FIRST_PREV} as const;
  }
}
