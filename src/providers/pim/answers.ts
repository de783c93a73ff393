import type {Grant} from '../../core/grant.ts';
import type {Intent} from '../../core/intent.ts';
import type {Policy} from '../../core/policy.ts';
import type {Answer} from '../../core/ports.ts';
import type {Problem} from '../../core/problem.ts';
import {hours, type Instant, minutes, seconds} from '../../core/time.ts';
import {exact, untrusted} from '../../core/untrusted.ts';
import {grantOf, type Owner} from './items.ts';
import {stateOfRow} from './lists.ts';
import {whole} from './merge.ts';
import {policyOf} from './policy.ts';
import {type HeldRow, placeOf, type RequestRow} from './rows.ts';
import {mayBeActive} from './status.ts';
import type {PimWire} from './wire-port.ts';

/** What a request of mine amounts to, with a look at the active list where that decides. */
export async function answerTo(
  wire: PimWire,
  owner: Owner,
  {row, intent, now}: {readonly row: RequestRow; readonly intent: Intent; readonly now: Instant},
  signal: AbortSignal,
): Promise<Answer> {
  const settled = answerFrom(row, intent, now);
  if (settled.type === 'pending' && settled.state === 'pending-approval')
    return {...settled, approvers: await approversOf(wire, intent, signal)};
  if (settled.type !== 'pending' || settled.state !== 'provisioning' || !mayBeActive(row.status))
    return settled;
  const grant = await arrived(wire, owner, {row, intent}, signal);
  if (grant !== undefined) return {type: 'active', receipt: settled.receipt, grant};
  return isPast(row, now) ? past(intent) : settled;
}

/** An approval nobody gives lapses after a day, so what was approved began no later than that. */
const LONGEST_APPROVAL = hours(24);

/** Whether its time is over for certain, even if it was decided as late as can be. `Provisioned` it stays for good. */
export function isPast({createdAt, startsAt, length, byApproval}: RequestRow, now: Instant): boolean {
  const began = startsAt ?? createdAt;
  if (began === null || length === null) return false;
  const latest = byApproval ? Math.max(began, (createdAt ?? began) + LONGEST_APPROVAL) : began;
  return latest + seconds(length) <= now;
}

function past({kind, eligibilityId, name}: Intent): Answer {
  const problem = {code: 'not-active', asked: exact(name), provider: kind, eligibilityId} as const;
  return {type: 'refused', state: 'ended', problem};
}

/** Requests do not say who decides, the policy does; where it cannot be read, nobody is named. */
async function approversOf(wire: PimWire, intent: Intent, signal: AbortSignal): Promise<Policy['approvers']> {
  try {
    return policyOf(await wire.rules(intent, signal)).approvers;
  } catch {
    signal.throwIfAborted();
    return [];
  }
}

/** By the request alone: never `active`, that takes an instance (contract 4). */
export function answerFrom(row: RequestRow, intent: Intent, now: Instant): Answer {
  const receipt = {requestId: row.requestId, intent};
  const state = stateOfRow(row, now);
  switch (state) {
    case 'pending-approval':
    case 'provisioning':
      return {type: 'pending', state, receipt, approvers: []};
    case 'scheduled':
      return {type: 'scheduled', receipt, startsAt: row.startsAt ?? now};
    case 'denied':
    case 'cancelled':
    case 'failed':
    case 'ended':
      return {type: 'refused', state, problem: endingProblem(row, intent)};
    case 'deactivating':
      return {type: 'refused', state: 'ended', problem: endingProblem(row, intent)};
    default:
      return {type: 'pending', state: 'unknown', receipt, approvers: []};
  }
}

/** Why a request came to an end without a grant. */
function endingProblem({status}: RequestRow, {kind, eligibilityId}: Intent): Problem {
  const about = {provider: kind, eligibilityId};
  if (status === 'timedout') return {...about, code: 'approval-timeout'};
  if (status.includes('denied')) return {...about, code: 'denied'};
  if (status === 'canceled') return {...about, code: 'cancelled', reason: 'The request was withdrawn.'};
  if (status === 'revoked' || status === 'pendingrevocation')
    return {...about, code: 'failed', reason: 'It was ended before its time.'};
  return {...about, code: 'failed', reason: `The cloud could not carry the request out (${status}).`};
}

/** The grant of this very request, if the active list shows it. */
async function arrived(
  wire: PimWire,
  owner: Owner,
  {row, intent}: {readonly row: RequestRow; readonly intent: Intent},
  signal: AbortSignal,
): Promise<Grant | undefined> {
  const found = (await whole(wire.held(signal))).find(held => isOf(held, row));
  if (found === undefined) return undefined;
  const justification = row.justification ?? intent.request.justification;
  return {
    ...grantOf(owner, found),
    requestId: row.requestId,
    justification: justification === null ? null : untrusted(justification),
  };
}

/** Older rows of the same place belong to an activation before this one: they began five minutes earlier at least. */
function isOf(held: HeldRow, row: RequestRow): boolean {
  if (!held.activated || held.revoking || placeOf(held) !== placeOf(row)) return false;
  const asked = Math.min(row.createdAt ?? Number.POSITIVE_INFINITY, row.startsAt ?? Number.POSITIVE_INFINITY);
  return held.startsAt === null || !Number.isFinite(asked) || held.startsAt >= asked - minutes(1);
}
