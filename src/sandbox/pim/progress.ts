import {guidFrom} from '../identifiers.ts';
import type {PracticeAssignment, PracticeRequest, RequestStatus} from './model.ts';
import {askedLength} from './rules.ts';

/** Delays of the simulated cloud, in ms on its clock. */
export interface Pace {
  readonly provisioningMs: number;
  readonly approverMs: number | 'manual';
}

/** An approval nobody answers ends after a day, the policy's `approvalStageTimeOutInDays`. */
export const approvalTimeout = 86_400_000;

const waiting = new Set<RequestStatus>([
  'PendingApproval',
  'Granted',
  'PendingProvisioning',
  'ProvisioningStarted',
]);

export function isOpen(request: PracticeRequest): boolean {
  return waiting.has(request.status);
}

/** The request as it stands at `now`. Final states stay; asking twice changes nothing. */
export function progress(request: PracticeRequest, pace: Pace, now: number): PracticeRequest {
  if (request.status === 'PendingApproval') return afterApprover(request, pace, now);
  return isOpen(request) ? provision(request, pace, now) : request;
}

function afterApprover(request: PracticeRequest, pace: Pace, now: number): PracticeRequest {
  const answersAt =
    pace.approverMs === 'manual' ? Number.POSITIVE_INFINITY : request.createdAt + pace.approverMs;
  const timesOutAt = request.createdAt + approvalTimeout;
  if (now >= answersAt && answersAt < timesOutAt)
    return progress(approved(request, answersAt, null), pace, now);
  return now >= timesOutAt ? {...request, status: 'TimedOut', completedAt: timesOutAt} : request;
}

/** Approved at `at`: the window opens then, or at the start that was asked for if that is later. */
export function approved(
  request: PracticeRequest,
  at: number,
  justification: string | null,
): PracticeRequest {
  const by = request.eligibility?.policy.approvers[0]?.name ?? 'Approver';
  return {
    ...request,
    status: 'Granted',
    startsAt: Math.max(at, request.startsAt),
    decision: {at, by, justification},
  };
}

export function denied(request: PracticeRequest, at: number, justification: string | null): PracticeRequest {
  const by = request.eligibility?.policy.approvers[0]?.name ?? 'Approver';
  return {...request, status: 'Denied', completedAt: at, decision: {at, by, justification}};
}

function provision(request: PracticeRequest, pace: Pace, now: number): PracticeRequest {
  const since = now - request.startsAt;
  if (since < 0) return {...request, status: 'Granted'};
  if (since < pace.provisioningMs / 2) return {...request, status: 'PendingProvisioning'};
  if (since < pace.provisioningMs) return {...request, status: 'ProvisioningStarted'};
  return {...request, status: 'Provisioned', completedAt: request.startsAt + pace.provisioningMs};
}

/**
 * The active row of a provisioned request. The list shows it a quarter of the provisioning time later than the
 * request says `Provisioned`: the cloud's lists lag (reference azure-pim 2.3, 2.6).
 */
export function assignmentOf(request: PracticeRequest, pace: Pace): PracticeAssignment {
  const {startsAt, eligibility} = request;
  const end = startsAt + (askedLength(request.expiration, startsAt) ?? 0);
  return {
    id: guidFrom('assignment', request.kind, request.name),
    kind: request.kind,
    role: request.role,
    scope: request.scope,
    assignmentType: 'Activated',
    memberType: 'Direct',
    principalId: request.principalId,
    startsAt,
    seenFrom: startsAt + Math.round(pace.provisioningMs * 1.25),
    endsAt: Math.min(end, eligibility?.endsAt ?? Number.POSITIVE_INFINITY),
    eligibility,
  };
}
