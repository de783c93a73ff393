import type {PracticeClock} from '../clock.ts';
import {Refusal} from '../refusal.ts';
import {activationOf, deactivate} from './acts.ts';
import {addTo, createLedger, isCurrent, type Ledger, putRequest, rowsOfKind, settle} from './ledger.ts';
import type {Ask, PracticeAssignment, PracticeEligibility, PracticeKind, PracticeRequest} from './model.ts';
import {approved, denied, isOpen, type Pace} from './progress.ts';

export type Decision = 'Approve' | 'Deny';

/** PIM itself, one for ARM and Graph. All times in ms on its clock; refusals are thrown as `Refusal`. */
export interface PimEngine {
  addEligibility(row: PracticeEligibility): void;
  addAssignment(row: PracticeAssignment): void;
  /** What can be asked for now; with `future`, also what begins later. */
  eligible(kind: PracticeKind, future?: boolean): readonly PracticeEligibility[];
  /** What the active list shows now. */
  active(kind: PracticeKind): readonly PracticeAssignment[];
  /** Every assignment there is or was, those to come too: for what follows one with a delay. */
  everHeld(kind: PracticeKind): readonly PracticeAssignment[];
  requests(kind?: PracticeKind): readonly PracticeRequest[];
  find(kind: PracticeKind, name: string): PracticeRequest | undefined;
  /** Checks and carries out; throws the Refusal PIM would answer. */
  submit(ask: Ask): PracticeRequest;
  /** Checks only. */
  validate(ask: Ask): PracticeRequest;
  cancel(kind: PracticeKind, name: string): void;
  decide(name: string, decision: Decision, justification: string | null): void;
}

export interface EngineParts {
  readonly clock: PracticeClock;
  readonly pace: Pace;
  readonly parents: ReadonlyMap<string, string>;
}

export function createEngine(parts: EngineParts): PimEngine {
  const ledger = createLedger();
  const settled = (): Ledger => {
    settle(ledger, parts.pace, parts.clock.now());
    return ledger;
  };
  const submit = (ask: Ask, keep: boolean) => {
    const bench = {ledger: settled(), parents: parts.parents, now: parts.clock.now()};
    const request = ask.action === 'SelfDeactivate' ? deactivate(bench, ask, keep) : activationOf(bench, ask);
    if (!keep) return request;
    putRequest(ledger, request);
    return settled().requests.get(request.name.toLowerCase()) ?? request;
  };
  return {
    addEligibility: row => addTo(ledger.eligibilities, row),
    addAssignment: row => addTo(ledger.assignments, row),
    submit: ask => submit(ask, true),
    validate: ask => submit(ask, false),
    ...reading(settled, parts.clock),
    ...people(settled, parts),
  };
}

function reading(settled: () => Ledger, clock: PracticeClock) {
  return {
    eligible: (kind: PracticeKind, future = false) =>
      rowsOfKind(settled().eligibilities, kind).filter(
        row => isCurrent(row, clock.now()) || (future && row.startsAt > clock.now()),
      ),
    active: (kind: PracticeKind) => {
      const now = clock.now();
      return rowsOfKind(settled().assignments, kind).filter(
        row => isCurrent(row, now) && row.seenFrom <= now,
      );
    },
    everHeld: (kind: PracticeKind) => [
      ...rowsOfKind(settled().assignments, kind),
      ...settled().past.filter(row => row.kind === kind),
    ],
    requests: (kind?: PracticeKind) =>
      [...settled().requests.values()].filter(row => kind === undefined || row.kind === kind),
    find: (kind: PracticeKind, name: string) => {
      const found = settled().requests.get(name.toLowerCase());
      return found?.kind === kind ? found : undefined;
    },
  };
}

/** What people do to a request that waits: its author withdraws it, an approver decides. */
function people(settled: () => Ledger, {clock, pace}: EngineParts) {
  return {
    cancel: (kind: PracticeKind, name: string) => {
      const found = settled().requests.get(name.toLowerCase());
      if (found?.kind !== kind) throw notFound(name);
      const withdrawable =
        isOpen(found) && (found.status === 'PendingApproval' || found.startsAt > clock.now());
      if (!withdrawable)
        throw new Refusal(400, 'RoleAssignmentRequestCannotBeCancelled', 'The request is not pending.');
      putRequest(settled(), {...found, status: 'Canceled', completedAt: clock.now()});
    },
    decide: (name: string, decision: Decision, justification: string | null) => {
      const ledger = settled();
      const found = ledger.requests.get(name.toLowerCase());
      if (found?.status !== 'PendingApproval') throw notFound(name);
      const next = decision === 'Approve' ? approved : denied;
      putRequest(ledger, next(found, clock.now(), justification));
      settle(ledger, pace, clock.now());
    },
  };
}

export function notFound(name: string): Refusal {
  return new Refusal(404, 'RoleAssignmentScheduleRequestNotFound', `There is no open request '${name}'.`);
}
