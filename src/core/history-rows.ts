import type {AuditEntry} from './audit.ts';
import {type PastActivation, withoutAnchor} from './history.ts';
import type {Instant} from './time.ts';

/** A row while the record is being read. */
export type Draft = {-readonly [Name in keyof PastActivation]: PastActivation[Name]};

type Choice = (draft: Draft) => boolean;

/** Rows in the order in which they were begun, found by what later lines say of them. */
export class HistoryRows {
  readonly #all: Draft[] = [];
  readonly #byRequest = new Map<string, Draft>();
  readonly #byEligibility = new Map<string, Draft[]>();
  readonly #whose = new Map<Draft, string | null>();
  readonly #next = new Map<Draft, Draft>();

  get all(): readonly Draft[] {
    return this.#all;
  }

  begin(entry: AuditEntry, parts: Partial<Draft>): Draft {
    const draft: Draft = {...draftOf(entry), ...parts};
    this.#all.push(draft);
    this.#whose.set(draft, whoIn(entry));
    this.name(draft, entry);
    const key = entry.eligibilityId ?? '';
    this.#byEligibility.set(key, [...this.#openOf(key), draft]);
    return draft;
  }

  /** A request may get another name when the cloud has it (Graph): both are its own. */
  name(draft: Draft, {requestId}: AuditEntry): void {
    if (requestId === null) return;
    draft.requestId = requestId;
    this.#byRequest.set(requestId.toLowerCase(), draft);
  }

  /** What a line is about: by the request's name; else the last open row of that eligibility and person that may be meant. */
  find(entry: AuditEntry, mayBe: Choice): Draft | undefined {
    const named = this.named(entry.requestId);
    if (named !== undefined) return named;
    const open = this.#openOf(entry.eligibilityId ?? '').filter(draft => this.#isTheirs(draft, entry));
    return open.findLast(mayBe);
  }

  /** Where another row has taken its place, that one. */
  named(requestId: string | null): Draft | undefined {
    let draft = requestId === null ? undefined : this.#byRequest.get(requestId.toLowerCase());
    for (let next = draft; next !== undefined; next = this.#next.get(next)) draft = next;
    return draft;
  }

  /** Rows of the same eligibility and person that still run. */
  running(entry: AuditEntry): readonly Draft[] {
    const open = this.#openOf(entry.eligibilityId ?? '');
    return open.filter(draft => draft.outcome === 'active' && this.#isTheirs(draft, entry));
  }

  replace(old: Draft, by: Draft): void {
    this.#next.set(old, by);
  }

  #openOf(eligibilityId: string): readonly Draft[] {
    return (this.#byEligibility.get(eligibilityId) ?? []).filter(draft => draft.endedAt === null);
  }

  /** A line that does not say who (a loan's, for one) goes by its profile. */
  #isTheirs(draft: Draft, entry: AuditEntry): boolean {
    const [theirs, whose] = [whoIn(entry), this.#whose.get(draft) ?? null];
    return theirs === null || whose === null ? draft.profile === entry.profile : theirs === whose;
  }
}

const whoIn = ({oid, account}: AuditEntry): string | null => oid ?? account;

export function instantIn(text: string | null): Instant | null {
  const at = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

function draftOf(entry: AuditEntry): Draft {
  const {requestId, eligibilityId, kind, name, scope, profile, account, ticket, practice, seq} = entry;
  return {
    ...{requestId, eligibilityId, kind, name: name ?? '', scope, profile, account},
    justification: entry.justification === null ? null : withoutAnchor(entry.justification),
    ...{ticket, askedAt: null, startedAt: null, endsAt: instantIn(entry.endsAt), endedAt: null},
    ...{outcome: 'unknown', problem: null, incident: null, practice, seq},
  };
}
