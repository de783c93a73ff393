import type {Eligibility} from '../../core/eligibility.ts';
import type {Grant} from '../../core/grant.ts';
import type {MadeRequest, Page} from '../../core/ports.ts';
import type {Instant} from '../../core/time.ts';
import {eligibilityOf, grantOf, madeRequest, type Owner, requestGrant} from './items.ts';
import {merged, whole} from './merge.ts';
import {type HeldRow, placeOf, type RequestRow} from './rows.ts';
import {stateOf} from './status.ts';
import type {PimWire} from './wire-port.ts';

export async function* eligibilities(
  wire: PimWire,
  owner: Owner,
  signal: AbortSignal,
): AsyncGenerator<Page<Eligibility>> {
  for await (const page of merged(wire.eligible(signal), placeOf))
    yield {...page, items: page.items.map(row => eligibilityOf(owner, row))};
}

/** What was activated and what is assigned are two items even for one role: only the first can be given up. */
export async function* grants(wire: PimWire, owner: Owner, signal: AbortSignal): AsyncGenerator<Page<Grant>> {
  const keyOf = (row: HeldRow) => `${placeOf(row)}\n${row.activated}`;
  for await (const page of merged(wire.held(signal), keyOf))
    yield {...page, items: page.items.map(row => grantOf(owner, row))};
}

/** What I have asked for, whatever became of it. */
export async function* madeRequests(
  wire: PimWire,
  owner: Owner,
  signal: AbortSignal,
): AsyncGenerator<Page<MadeRequest>> {
  for await (const page of wire.requests(signal))
    yield {...page, items: page.items.map(row => madeRequest(owner, row))};
}

const WAITING = ['pending-approval', 'scheduled', 'provisioning', 'unknown'];

/** My requests that are still on their way, in one page: which ones are can only be told with all of them read. */
export async function* openRequests(
  wire: PimWire,
  owner: Owner,
  now: () => Instant,
  signal: AbortSignal,
): AsyncGenerator<Page<Grant>> {
  const rows = await whole(wire.requests(signal));
  const open = rows.filter(row => isOpen(row, rows, now()));
  const doubtful = open.some(row => mayHaveArrived(row, now()));
  const held = doubtful ? await whole(wire.held(signal)) : [];
  const items = open.filter(row => !mayHaveArrived(row, now()) || !hasArrived(row, held));
  yield {items: items.map(row => requestGrant(owner, row, stateOfRow(row, now()))), complete: true};
}

export const stateOfRow = (row: RequestRow, now: Instant) => stateOf(row.status, row.startsAt, now);

/**
 * `Provisioned` is the past or in the active list. A request can stay `Granted` for good (EasyPIM#39), so one whose
 * time is over, or that was followed by my deactivation, is on its way no longer.
 */
export function isOpen(row: RequestRow, all: readonly RequestRow[], now: Instant): boolean {
  const state = stateOfRow(row, now);
  if (row.action !== 'selfactivate' || row.status === 'provisioned' || !WAITING.includes(state)) return false;
  if (state === 'pending-approval' || state === 'scheduled') return true;
  return !isOver(row, now) && !all.some(other => ends(other, row));
}

function isOver({startsAt, createdAt, length}: RequestRow, now: Instant): boolean {
  const began = startsAt ?? createdAt;
  return began !== null && length !== null && began + length * 1000 <= now;
}

function ends(other: RequestRow, row: RequestRow): boolean {
  if (other.action !== 'selfdeactivate' || placeOf(other) !== placeOf(row)) return false;
  return other.createdAt !== null && row.createdAt !== null && other.createdAt > row.createdAt;
}

const mayHaveArrived = (row: RequestRow, now: Instant): boolean => stateOfRow(row, now) === 'provisioning';

const hasArrived = (row: RequestRow, held: readonly HeldRow[]): boolean =>
  held.some(one => one.activated && placeOf(one) === placeOf(row));
