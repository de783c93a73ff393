import type {Grant} from '../../core/grant.ts';
import type {Call, Ending} from '../../core/ports.ts';
import {type Instant, minutes, seconds} from '../../core/time.ts';
import type {Bench} from './activation.ts';
import type {Sent} from './calls.ts';
import {grantOf} from './items.ts';
import {stateOfRow} from './lists.ts';
import {whole} from './merge.ts';
import type {RequestRow} from './rows.ts';

/** PIM ends nothing in its first five minutes (reference azure-pim 5.1, `ActiveDurationTooShort`). */
const UNENDABLE = minutes(5);

/** Sends one request to end a grant. The same `id` may come again: what ARM has done under it already is read back. */
export async function deactivation(bench: Bench, grant: Grant, id: string, call: Call): Promise<Ending> {
  const sent = await bench.wire.deactivate(grant, id, call);
  if (sent.type === 'lost') return sent;
  if (sent.type === 'answered') return endingBy(bench, sent.value);
  if (sent.wireCode === 'RoleAssignmentRequestExists' && bench.wire.namedByUs) {
    const row = await bench.wire.request(id, grant.address.scope ?? grant.scope.id, call.signal);
    if (row !== undefined) return endingBy(bench, row);
  }
  if (sent.wireCode === 'ActiveDurationTooShort')
    return {type: 'too-soon', notBefore: firstSecond(grant.startsAt, bench.now())};
  if (sent.wireCode === 'RoleAssignmentDoesNotExist') return gone(bench, grant, sent, call.signal);
  return {type: 'refused', problem: {...sent.problem, eligibilityId: grant.eligibilityId}};
}

/** Server time of the first whole second in which the cloud takes it; later than now, for it has just refused. */
export function firstSecond(startsAt: Instant | null, now: Instant): Instant {
  const due = (startsAt ?? now) + UNENDABLE;
  return wholeSecond(due > now ? due : now + 1);
}

const wholeSecond = (at: Instant): Instant => Math.ceil(at / 1000) * seconds(1);

function endingBy({now, wire}: Bench, row: RequestRow): Ending {
  const state = stateOfRow(row, now());
  if (state === 'ended') return {type: 'ended'};
  if (state !== 'failed' && state !== 'denied') return {type: 'deactivating'};
  const reason = `The cloud could not end it (${row.status}).`;
  return {type: 'refused', problem: {code: 'failed', reason, provider: wire.kind}};
}

/** "Nothing to end" is believed after another look at the list (reference azure-pim 5.1). */
async function gone(
  {wire, owner}: Bench,
  grant: Grant,
  {problem}: Extract<Sent<RequestRow>, {readonly type: 'refused'}>,
  signal: AbortSignal,
): Promise<Ending> {
  const held = await whole(wire.held(signal));
  const still = held.some(row => row.activated && grantOf(owner, row).id === grant.id);
  if (!still) return {type: 'not-active'};
  const reason = 'The list still shows it as active, but the cloud finds nothing to end.';
  return {
    type: 'refused',
    problem: {
      code: 'failed',
      reason,
      nextSteps: ['Run it again in a minute'],
      provider: problem.provider,
      eligibilityId: grant.eligibilityId,
      correlationId: problem.correlationId,
      wire: problem.wire,
    },
  };
}

/** Withdraws an open request. One that is decided or unknown by now is `not-active`. */
export async function withdrawal({wire}: Bench, request: Grant, call: Call): Promise<Ending> {
  const sent = await wire.cancel(request, call);
  if (sent.type === 'lost') return sent;
  if (sent.type === 'answered') return {type: 'ended'};
  if (/NotFound$/.test(sent.wireCode ?? '')) return {type: 'not-active'};
  return {type: 'refused', problem: {...sent.problem, eligibilityId: request.eligibilityId}};
}
