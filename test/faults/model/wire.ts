import {isoDuration} from '../../../src/core/duration.ts';
import type {Grant} from '../../../src/core/grant.ts';
import type {Intent} from '../../../src/core/intent.ts';
import type {Page} from '../../../src/core/ports.ts';
import {type Problem, Trouble} from '../../../src/core/problem.ts';
import {hours, type Millis, seconds} from '../../../src/core/time.ts';
import {untrusted} from '../../../src/core/untrusted.ts';
import {readRefusal} from '../../../src/providers/entra/refusals.ts';
import type {Sent} from '../../../src/providers/pim/calls.ts';
import type {EligibleRow, HeldRow, RequestRow, RoleRow} from '../../../src/providers/pim/rows.ts';
import type {PimWire} from '../../../src/providers/pim/wire-port.ts';
import type {PimEngine} from '../../../src/sandbox/pim/engine.ts';
import type {
  Ask,
  PracticeAssignment,
  PracticeEligibility,
  PracticeKind,
  PracticeRequest,
} from '../../../src/sandbox/pim/model.ts';
import {policyRules} from '../../../src/sandbox/pim/policy-rules.ts';
import {Refusal} from '../../../src/sandbox/refusal.ts';

/** What bad luck does to one call. `throttled` is the only definite no. */
export type Harm = 'never arrives' | 'answer lost' | 'throttled';

/** The way from one process to the cloud. */
export interface Way {
  readonly engine: PimEngine;
  readonly kind: PracticeKind;
  readonly oid: string;
  /** Cloud time. */
  now(): Millis;
  /** How long lists still show what has ended; own requests take two seconds of it at most. */
  lag(): Millis;
  /** A point at which the process may die: then it throws. */
  reach(): void;
  harm(): Harm | undefined;
  /** The answer tells the time, as its `Date` header does. */
  answered(): void;
}

const CUT: Problem = {code: 'unreachable', what: 'The cloud', reason: 'the connection was cut'};

/** PIM's engine behind the port that the real providers speak to: their rules and its own, with no SDK and no socket in between. */
export function engineWire(way: Way): PimWire {
  const {engine, kind} = way;
  return {
    kind,
    coolDown: kind === 'azure-resource' ? 120 : 15,
    namedByUs: kind === 'azure-resource',
    allowed: () => undefined,
    eligible: () => page(way, () => engine.eligible(kind).map(eligibleRow)),
    held: () => page(way, () => shown(way).map(heldRow)),
    requests: () => page(way, () => engine.requests(kind).filter(isShown(way)).map(requestRow)),
    rules: ({scope}) => reading(way, () => rulesAt(way, scope.id)),
    request: id =>
      reading(way, () => {
        const found = engine.find(kind, id);
        return found && requestRow(found);
      }),
    activate: intent => sending(way, () => requestRow(engine.submit(activation(way, intent)))),
    deactivate: (grant, id) => sending(way, () => requestRow(engine.submit(ending(way, grant, id)))),
    cancel: ({requestId, id}) => sending(way, () => engine.cancel(kind, requestId ?? id)),
    plan: async () => ({method: 'PUT', url: '', body: null}),
  };
}

async function reading<T>(way: Way, work: () => T): Promise<T> {
  way.reach();
  const harm = way.harm();
  if (harm === 'throttled') throw new Trouble({code: 'throttled'});
  if (harm !== undefined) throw new Trouble(CUT);
  way.answered();
  return work();
}

async function* page<T>(way: Way, work: () => readonly T[]): AsyncGenerator<Page<T>> {
  yield {items: await reading(way, work), complete: true};
}

async function sending<T>(way: Way, work: () => T): Promise<Sent<T>> {
  way.reach();
  const harm = way.harm();
  if (harm === 'throttled') return {type: 'refused', wireCode: undefined, problem: {code: 'throttled'}};
  if (harm === 'never arrives') return {type: 'lost', problem: CUT};
  const sent = carriedOut(work);
  await null;
  way.reach();
  if (harm === 'answer lost') return {type: 'lost', problem: CUT};
  way.answered();
  return sent;
}

function carriedOut<T>(work: () => T): Sent<T> {
  try {
    return {type: 'answered', value: work()};
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    const {status: statusCode, code, message} = thrown;
    const problem = readRefusal({statusCode, body: JSON.stringify({error: {code, message}}), headers: {}});
    if (problem === undefined) throw thrown;
    return {type: 'refused', wireCode: code, problem};
  }
}

const isShown =
  (way: Way) =>
  ({createdAt}: PracticeRequest): boolean =>
    createdAt <= way.now() - Math.min(way.lag(), seconds(2));

/** A list that lags still shows what has just been ended. */
function shown(way: Way): readonly PracticeAssignment[] {
  const now = way.now();
  const isLate = ({endsAt}: PracticeAssignment) =>
    endsAt !== null && endsAt <= now && endsAt > now - way.lag();
  const late = way.engine.everHeld(way.kind).filter(isLate);
  return [...way.engine.active(way.kind), ...late.map(row => ({...row, endsAt: row.startsAt + hours(8)}))];
}

const roleRow = ({role, scope}: PracticeEligibility | PracticeAssignment | PracticeRequest): RoleRow => ({
  roleId: role.id,
  name: untrusted(role.name),
  scope: {...scope, name: untrusted(scope.name)},
  address: {scope: scope.id, roleDefinitionId: role.id},
});

const eligibleRow = (row: PracticeEligibility): EligibleRow => ({
  ...roleRow(row),
  ...{memberType: 'direct', endsAt: row.endsAt, condition: null},
});

const heldRow = (row: PracticeAssignment): HeldRow => ({
  ...roleRow(row),
  ...{memberType: 'direct', activated: row.assignmentType === 'Activated', revoking: false},
  ...{startsAt: row.startsAt, endsAt: row.endsAt},
});

const requestRow = (row: PracticeRequest): RequestRow => ({
  ...roleRow(row),
  ...{requestId: row.name, action: row.action.toLowerCase(), status: row.status.toLowerCase()},
  ...{createdAt: row.createdAt, startsAt: row.startsAt, length: LENGTH},
  ...{byApproval: row.approvalId !== null, justification: row.justification},
});

/** Everything is asked for so long: nothing ends by itself while it is looked whether it has been ended. */
export const LENGTH = hours(8) / 1000;

const rulesAt = ({engine, kind}: Way, scopeId: string) => {
  const policy = engine.eligible(kind).find(({scope}) => scope.id === scopeId)?.policy;
  return policy && policyRules(policy).map(({id, fields}) => ({id, ...fields}));
};

function activation(way: Way, {id, scope, address, request}: Intent): Ask {
  const expiration = {type: 'AfterDuration', duration: isoDuration(request.duration)} as const;
  const place = {scopeId: scope.id, roleId: address.roleDefinitionId ?? ''};
  return {
    ...asked(way, id, place),
    ...{action: 'SelfActivate', justification: request.justification, expiration},
  };
}

const ending = (way: Way, {scope, address}: Grant, id: string): Ask => ({
  ...asked(way, id, {scopeId: scope.id, roleId: address.roleDefinitionId ?? ''}),
  ...{action: 'SelfDeactivate', justification: null, expiration: null},
});

/** Graph names requests itself. */
function asked({kind, oid}: Way, id: string, place: Pick<Ask, 'scopeId' | 'roleId'>) {
  const name = kind === 'azure-resource' ? id : crypto.randomUUID();
  const caller = {oid, amr: ['mfa'], acrs: [], cp1: true};
  return {
    ...{kind, name, principalId: oid, linked: null, scope: null, ticket: null, condition: null},
    ...{startAsked: null, caller, ...place},
  };
}
