import {guidFrom} from '../identifiers.ts';
import {Refusal} from '../refusal.ts';
import {isCurrent, keyOf, type Ledger} from './ledger.ts';
import type {Ask, PracticeAssignment, PracticeEligibility, PracticeRequest} from './model.ts';
import {enclosing, placeKey} from './places.ts';
import {isOpen} from './progress.ts';
import {askedLength, checkPolicy, coversCondition, policyRefusal, shortest, tooShort} from './rules.ts';

/** Everything an act looks at: the books, which scope lies in which, and the time in ms. */
export interface Bench {
  readonly ledger: Ledger;
  readonly parents: ReadonlyMap<string, string>;
  readonly now: number;
}

/** How long a place refuses after its activation was ended by hand, though no list shows it (reference azure-pim 2.6). */
const cooldown = {'azure-resource': 90_000, 'entra-role': 12_000, 'entra-group': 12_000} as const;

/** The request a SelfActivate leads to, or the Refusal it meets, thrown. */
export function activationOf(bench: Bench, ask: Ask): PracticeRequest {
  if (ask.action !== 'SelfActivate') throw unsupported(ask.action);
  const eligibility = eligibilityFor(bench, ask);
  checkVacancy(bench, ask);
  const startsAt = Math.max(bench.now, ask.startAsked ?? bench.now);
  checkPolicy(eligibility.policy, ask, askedLength(ask.expiration, startsAt));
  const needsApproval = eligibility.policy.approvers.length > 0;
  return {
    ...requestOf(bench, ask, eligibility),
    startsAt,
    status: needsApproval ? 'PendingApproval' : 'Granted',
    approvalId: needsApproval ? guidFrom('approval', ask.kind, ask.name) : null,
  };
}

function unsupported(action: string): Refusal {
  return new Refusal(403, 'AuthorizationFailed', `The caller may not send a request of type '${action}'.`);
}

/** At the scope itself or one it lies in, never wider; only one's own (reference azure-pim 2.2: principalId). */
function eligibilityFor({ledger, parents, now}: Bench, ask: Ask): PracticeEligibility {
  if (ask.principalId.toLowerCase() !== ask.caller.oid.toLowerCase())
    throw policyRefusal(['EligibilityRule']);
  for (const place of enclosing(ask.kind, ask.scopeId, parents)) {
    const rows = ledger.eligibilities.get(placeKey(ask.kind, ask.roleId, place)) ?? [];
    const row = rows.find(
      found => isCurrent(found, now) && coversCondition(found, ask) && isLinked(found, ask),
    );
    if (row !== undefined) return row;
  }
  throw policyRefusal(['EligibilityRule']);
}

/** Naming the schedule is optional; a wrong one covers nothing (reference azure-pim 2.2). */
function isLinked({scheduleId}: PracticeEligibility, {linked}: Ask): boolean {
  return linked === null || linked.toLowerCase() === scheduleId;
}

/** Nothing may hold the place already: same name, an open request, a running activation, or one just ended. */
function checkVacancy({ledger, now}: Bench, ask: Ask): void {
  if (ledger.requests.has(ask.name.toLowerCase()))
    throw new Refusal(400, 'RoleAssignmentRequestExists', 'The Role assignment request already exists.');
  const key = placeKey(ask.kind, ask.roleId, ask.scopeId);
  const pending = [...ledger.open]
    .map(name => ledger.requests.get(name))
    .find(row => row && isOpen(row) && keyOf(row) === key);
  if (pending !== undefined && !isScheduled(pending, now))
    throw new Refusal(
      400,
      'PendingRoleAssignmentRequest',
      'There is already an existing pending Role assignment request.',
    );
  const held = (ledger.assignments.get(key) ?? []).some(row => row.endsAt === null || now < row.endsAt);
  const justEnded = now < (ledger.endedAt.get(key) ?? Number.NEGATIVE_INFINITY) + cooldown[ask.kind];
  if (held || justEnded || pending !== undefined)
    throw new Refusal(400, 'RoleAssignmentExists', 'The Role assignment already exists.');
}

/** Granted for later: a second one would be future-dated chaining, which PIM answers like an existing assignment. */
function isScheduled(request: PracticeRequest, now: number): boolean {
  return request.status === 'Granted' && request.startsAt > now;
}

/** Ends the running activation at the asked scope; `Revoked` at once. */
export function deactivate(bench: Bench, ask: Ask, keep: boolean): PracticeRequest {
  const {ledger, now} = bench;
  const running = runningFor(bench, ask);
  if (now - running.startsAt < shortest) throw tooShort();
  if (keep) {
    const rows = ledger.assignments.get(keyOf(running)) ?? [];
    rows.splice(rows.indexOf(running), 1);
    ledger.past.push({...running, endsAt: now});
    ledger.endedAt.set(keyOf(running), now);
  }
  const request = requestOf(bench, ask, running.eligibility);
  return {...request, role: running.role, scope: running.scope, status: 'Revoked', completedAt: now};
}

function runningFor({ledger, now}: Bench, ask: Ask): PracticeAssignment {
  const rows = ledger.assignments.get(placeKey(ask.kind, ask.roleId, ask.scopeId)) ?? [];
  const own = ask.principalId.toLowerCase() === ask.caller.oid.toLowerCase();
  const running = rows.find(row => own && row.assignmentType === 'Activated' && isCurrent(row, now));
  if (running === undefined)
    throw new Refusal(400, 'RoleAssignmentDoesNotExist', 'The Role assignment does not exist.');
  return running;
}

function requestOf({now}: Bench, ask: Ask, eligibility: PracticeEligibility | null): PracticeRequest {
  const {kind, name, principalId, justification, ticket, condition, expiration, startAsked} = ask;
  const scope = eligibility?.scope.id.toLowerCase() === ask.scopeId.toLowerCase() ? eligibility.scope : null;
  return {
    ...{kind, name, principalId, justification, ticket, condition, expiration, startAsked, eligibility},
    action: ask.action === 'SelfDeactivate' ? 'SelfDeactivate' : 'SelfActivate',
    role: eligibility?.role ?? {id: ask.roleId, name: ask.roleId},
    scope: scope ?? ask.scope ?? {id: ask.scopeId, name: ask.scopeId, type: 'resource'},
    createdAt: now,
    startsAt: now,
    status: 'Granted',
    approvalId: null,
    decision: null,
    completedAt: null,
  };
}
