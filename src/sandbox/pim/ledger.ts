import type {PracticeAssignment, PracticeEligibility, PracticeKind, PracticeRequest} from './model.ts';
import {placeKey} from './places.ts';
import {assignmentOf, isOpen, type Pace, progress} from './progress.ts';

/** Rows found by place (kind, role, scope) without looking through the others: ten thousand of them cost nothing. */
export interface Ledger {
  readonly eligibilities: Map<string, PracticeEligibility[]>;
  readonly assignments: Map<string, PracticeAssignment[]>;
  /** Assignments that were ended by hand, with that moment as their end. */
  readonly past: PracticeAssignment[];
  readonly requests: Map<string, PracticeRequest>;
  /** Requests that time or people can still move. */
  readonly open: Set<string>;
  /** When a place's activation was last ended by hand, ms. */
  readonly endedAt: Map<string, number>;
}

export function createLedger(): Ledger {
  return {
    eligibilities: new Map(),
    assignments: new Map(),
    past: [],
    requests: new Map(),
    open: new Set(),
    endedAt: new Map(),
  };
}

type Placed = PracticeEligibility | PracticeAssignment | PracticeRequest;

export function keyOf(row: Placed): string {
  return placeKey(row.kind, row.role.id, row.scope.id);
}

export function addTo<Row extends Placed>(rows: Map<string, Row[]>, row: Row): void {
  const there = rows.get(keyOf(row));
  if (there === undefined) rows.set(keyOf(row), [row]);
  else there.push(row);
}

export function putRequest(ledger: Ledger, request: PracticeRequest): void {
  ledger.requests.set(request.name.toLowerCase(), request);
  if (isOpen(request)) ledger.open.add(request.name.toLowerCase());
  else ledger.open.delete(request.name.toLowerCase());
}

/** Lets time do its work: every open request moves on to `now`, and one that got through leaves its assignment. */
export function settle(ledger: Ledger, pace: Pace, now: number): void {
  for (const name of [...ledger.open]) {
    const before = ledger.requests.get(name);
    if (before === undefined) continue;
    const after = progress(before, pace, now);
    putRequest(ledger, after);
    if (after.status === 'Provisioned') addTo(ledger.assignments, assignmentOf(after, pace));
  }
}

export function isCurrent(
  row: {readonly startsAt: number; readonly endsAt: number | null},
  now: number,
): boolean {
  return row.startsAt <= now && (row.endsAt === null || now < row.endsAt);
}

export function rowsOfKind<Row extends Placed>(rows: Map<string, Row[]>, kind: PracticeKind): Row[] {
  const found: Row[] = [];
  for (const [key, there] of rows) if (key.startsWith(`${kind}|`)) found.push(...there);
  return found;
}
