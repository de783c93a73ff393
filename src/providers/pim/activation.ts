import type {Intent} from '../../core/intent.ts';
import type {Answer, Call} from '../../core/ports.ts';
import {type Problem, problemOf} from '../../core/problem.ts';
import type {Instant} from '../../core/time.ts';
import {answerFrom, answerTo} from './answers.ts';
import type {Sent} from './calls.ts';
import {grantOf, type Owner} from './items.ts';
import {isOpen} from './lists.ts';
import {whole} from './merge.ts';
import {placeOf, type RequestRow} from './rows.ts';
import {askedPlace, askedScope} from './scope.ts';
import type {PimWire} from './wire-port.ts';

/** One act of one person: whose, by which calls, and when (server time). */
export interface Bench {
  readonly wire: PimWire;
  readonly owner: Owner;
  readonly now: () => Instant;
}

/** Sends the request once and says what became of it. */
export async function activation(bench: Bench, intent: Intent, call: Call): Promise<Answer> {
  const sent = await bench.wire.activate(intent, call);
  if (sent.type === 'lost') return sent;
  if (sent.type === 'refused') return refusal(bench, intent, sent, call.signal);
  return accepted(bench, intent, sent.value, call.signal);
}

/** It has been sent: a look at the active list that fails must not sound like a refusal. */
async function accepted(
  {wire, owner, now}: Bench,
  intent: Intent,
  row: RequestRow,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    return await answerTo(wire, owner, {row, intent, now: now()}, signal);
  } catch (thrown) {
    if (problemOf(thrown).code === 'bug') throw thrown;
    return answerFrom(row, intent, now());
  }
}

type Refused = Extract<Sent<RequestRow>, {readonly type: 'refused'}>;

/** Refusals that mean "there is one already" are looked into (reference azure-pim 5.1). */
async function refusal(
  bench: Bench,
  intent: Intent,
  {wireCode, problem}: Refused,
  signal: AbortSignal,
): Promise<Answer> {
  if (wireCode === 'RoleAssignmentRequestExists' && bench.wire.namedByUs) {
    const row = await bench.wire.request(intent.id, askedScope(intent), signal);
    if (row !== undefined) return accepted(bench, intent, row, signal);
  }
  return {
    type: 'refused',
    state: 'failed',
    problem: about(intent, await seen(bench, intent, problem, signal)),
  };
}

/** The problem with what is already there; where that cannot be read, as the cloud said it. */
async function seen(bench: Bench, intent: Intent, problem: Problem, signal: AbortSignal): Promise<Problem> {
  if (problem.code !== 'already-active' && problem.code !== 'request-pending') return problem;
  try {
    const pending = await openRequest(bench, intent, signal);
    if (problem.code === 'request-pending') return {...problem, requestId: pending?.requestId};
    return await running(bench, intent, {problem, pending}, signal);
  } catch (thrown) {
    return problemOf(thrown).code === 'cancelled' ? problemOf(thrown) : problem;
  }
}

async function openRequest(
  {wire, now}: Bench,
  intent: Intent,
  signal: AbortSignal,
): Promise<RequestRow | undefined> {
  const rows = await whole(wire.requests(signal));
  return rows.find(row => placeOf(row) === askedPlace(intent) && isOpen(row, rows, now()));
}

type Already = Problem & {readonly code: 'already-active'};

/** `RoleAssignmentExists`: active, scheduled, or just ended and not yet let go of (reference azure-pim 2.6). */
async function running(
  {wire, owner}: Bench,
  intent: Intent,
  {problem, pending}: {readonly problem: Already; readonly pending: RequestRow | undefined},
  signal: AbortSignal,
): Promise<Problem> {
  const held = (await whole(wire.held(signal))).find(row => placeOf(row) === askedPlace(intent));
  if (held !== undefined) {
    const grant = grantOf(owner, held);
    return {...problem, endsAt: grant.endsAt, grantId: grant.id};
  }
  const {wire: said, provider} = problem;
  if (pending !== undefined)
    return {code: 'request-pending', requestId: pending.requestId, wire: said, provider};
  return {
    code: 'failed',
    reason: 'It is not active, but the cloud has not let go of the last activation yet.',
    nextSteps: [`Run it again in ${wire.coolDown} seconds`],
    retryAfterSeconds: wire.coolDown,
    wire: said,
    provider,
  };
}

/** A refusal about the duration says which one was asked for. */
function about(intent: Intent, problem: Problem): Problem {
  const own = {...problem, eligibilityId: intent.eligibilityId};
  if (own.code !== 'duration-too-long' && own.code !== 'duration-too-short') return own;
  return {...own, asked: intent.request.duration};
}
