import type {AuditEntry, AuditType} from './audit.ts';
import type {PastActivation, PastOutcome} from './history.ts';
import {type Draft, HistoryRows, instantIn} from './history-rows.ts';
import type {ProblemCode} from './problem.ts';
import type {Instant} from './time.ts';

/** Reads the record once, line by line, oldest first, and tells what became of each activation. */
export class HistoryFold {
  readonly #rows = new HistoryRows();
  readonly #incidents: Incidents = new Map();

  take(entry: AuditEntry): void {
    STEPS[entry.type]?.(this.#rows, entry, this.#incidents);
  }

  /** Newest first. `now` is server time: what has come to its end by then has expired. */
  rows(now: Instant): readonly PastActivation[] {
    return this.#rows.all.map(draft => settled(draft, now)).reverse();
  }
}

/** Those that lines before have told of, by name, and whether each is a drill. */
type Incidents = Map<string, boolean>;

type Step = (rows: HistoryRows, entry: AuditEntry, incidents: Incidents) => void;

const STEPS: Partial<Record<AuditType, Step>> = {
  request: asked,
  'approval-pending': (rows, entry) => onItsWay(rows, entry, 'waiting'),
  scheduled: (rows, entry) => onItsWay(rows, entry, 'scheduled'),
  'read-back': (rows, entry) => readBack(rows, entry),
  'lost-answer': (rows, entry) => {
    const draft = rows.find(entry, isNotThereYet);
    if (draft !== undefined) draft.problem = entry.problem;
  },
  active: begun,
  lend: lent,
  end: (rows, entry) => over(rows, entry, runningAt(entry)),
  cancel: (rows, entry) => over(rows, entry, isNotThereYet),
  refusal: refused,
  'break-glass': emergency,
};

/** What was over before the line was written is not what it is about, unless it names that very end. */
function runningAt(entry: AuditEntry): (draft: Draft) => boolean {
  const [at, end] = [instantIn(entry.time), instantIn(entry.endsAt)];
  const isOver = ({endsAt}: Draft) => endsAt !== null && at !== null && endsAt <= at && endsAt !== end;
  return draft => (draft.outcome === 'active' || draft.outcome === 'scheduled') && !isOver(draft);
}

const isNotThereYet = ({outcome}: Draft): boolean =>
  outcome === 'unknown' || outcome === 'waiting' || outcome === 'scheduled';

function asked(rows: HistoryRows, entry: AuditEntry, incidents: Incidents): void {
  const draft = rows.begin(entry, {askedAt: instantIn(entry.time)});
  const incident = entry.ticket?.number ?? null;
  // What is asked for in an emergency says so itself, wherever the answer comes to be written down.
  const isOfOne = incident !== null && incidents.has(incident);
  if (isOfOne && entry.justification?.startsWith(`${incident}: `))
    belongs(draft, incident, incidents.get(incident) === true);
}

function onItsWay(rows: HistoryRows, entry: AuditEntry, outcome: 'waiting' | 'scheduled'): void {
  const draft = rows.find(entry, isNotThereYet);
  if (draft === undefined) return;
  rows.name(draft, entry);
  draft.outcome = outcome;
  draft.problem = null;
}

function readBack(rows: HistoryRows, entry: AuditEntry): void {
  const draft = rows.find(entry, isNotThereYet);
  if (draft === undefined) return;
  rows.name(draft, entry);
  draft.problem = entry.problem;
  if (entry.problem !== null) closed(draft, 'failed', instantIn(entry.time));
}

function begun(rows: HistoryRows, entry: AuditEntry): void {
  const at = instantIn(entry.time);
  const before = rows.find(entry, isNotThereYet);
  const draft = before ?? rows.begin(entry, {});
  rows.name(draft, entry);
  Object.assign(draft, {outcome: 'active', problem: null, endedAt: null, endsAt: instantIn(entry.endsAt)});
  draft.startedAt ??= at;
  for (const old of rows.running(entry)) if (old !== draft) replaced(rows, old, draft, at);
}

/** There is one grant of a role at a scope: a later end of it is a row of its own, which goes on where the first one stops. */
function replaced(rows: HistoryRows, old: Draft, by: Draft, at: Instant | null): void {
  ended(old, at);
  rows.replace(old, by);
}

/** Credentials were handed out: of an open loan, or of what was not asked for with us. */
function lent(rows: HistoryRows, entry: AuditEntry): void {
  if (rows.find(entry, runningAt(entry)) !== undefined) return;
  rows.begin(entry, {outcome: 'active', startedAt: instantIn(entry.time)});
}

function over(rows: HistoryRows, entry: AuditEntry, mayBe: (draft: Draft) => boolean): void {
  const draft = rows.find(entry, mayBe) ?? rows.begin(entry, {});
  const at = instantIn(entry.time);
  draft.problem = null;
  if (entry.type === 'cancel') closed(draft, 'cancelled', at);
  else ended(draft, at);
}

/** An end that is noticed after it has come by itself is no end of ours. */
function ended(draft: Draft, at: Instant | null): void {
  const hasExpired = draft.endsAt !== null && at !== null && draft.endsAt <= at;
  closed(draft, hasExpired ? 'expired' : 'ended', hasExpired ? draft.endsAt : at);
}

function closed(draft: Draft, outcome: PastOutcome, at: Instant | null): void {
  draft.outcome = outcome;
  draft.endedAt = at;
}

/** A request that waits is refused by these words only when it is withdrawn, and goes on waiting. */
const NOT_WITHDRAWN: readonly (ProblemCode | null)[] = [
  'not-found',
  'too-soon-to-end',
  'unreachable',
  'throttled',
  'signed-out',
  'step-up-needed',
  'bad-answer',
];

function refused(rows: HistoryRows, entry: AuditEntry): void {
  const draft = rows.find(entry, isNotThereYet);
  if (draft === undefined || !isNotThereYet(draft)) return;
  rows.name(draft, entry);
  draft.problem = entry.problem;
  const waits = draft.outcome !== 'unknown' && NOT_WITHDRAWN.includes(entry.problem);
  if (!waits) closed(draft, OUTCOMES[entry.problem ?? 'failed'] ?? 'failed', instantIn(entry.time));
}

const OUTCOMES: Partial<Record<ProblemCode, PastOutcome>> = {
  denied: 'denied',
  'approval-timeout': 'denied',
  cancelled: 'cancelled',
};

function emergency(rows: HistoryRows, {emergency: fact, requestId}: AuditEntry, incidents: Incidents): void {
  if (fact === undefined) return;
  incidents.set(fact.incident, fact.drill);
  const draft = rows.named(requestId);
  if (draft !== undefined) belongs(draft, fact.incident, fact.drill);
}

function belongs(draft: Draft, incident: string, isDrill: boolean): void {
  draft.incident = incident;
  draft.isDrill = isDrill ? true : undefined;
}

function settled(draft: Draft, now: Instant): PastActivation {
  const {outcome, endsAt} = draft;
  if (outcome !== 'active' || endsAt === null || endsAt > now) return {...draft};
  return {...draft, outcome: 'expired', endedAt: endsAt};
}
