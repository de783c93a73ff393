import {ROLE_GUARANTEE} from '../../core/guarantee.ts';
import type {Intent} from '../../core/intent.ts';
import type {AwsCredentials} from '../../core/loan.ts';
import type {Answer, Call, PlannedRequest} from '../../core/ports.ts';
import {type Problem, problemOf, Trouble} from '../../core/problem.ts';
import {alreadyLent, type LoanTerms, openLoan} from '../aws/loans.ts';
import {givenUp} from '../aws/unanswered.ts';
import {assumed, throughSet} from './assuming.ts';
import {refusedBeforehand} from './beforehand.ts';
import {type Bench, roleAt, viaCredentials, wayTo} from './bench.ts';
import {type Asked, assumption, planned} from './request.ts';
import {type Window, windowFrom} from './session-policy.ts';
import {isUserName, userNameOf} from './user-name.ts';

/**
 * Opens a loan of the role. What came of it is always known: a lost answer has lent nothing to anybody, so it is
 * `refused` and not `lost`.
 */
export async function activation(bench: Bench, intent: Intent, call: Call): Promise<Answer> {
  const lent = await alreadyLent(bench.desk, intent.eligibilityId);
  if (lent !== undefined) return lent;
  const role = roleAt(bench, intent.address);
  const misfit = refusedBeforehand(role, intent, call);
  if (misfit !== undefined) return refused(intent, misfit);
  let taken: Taken;
  try {
    taken = await take(bench, intent, call);
  } catch (thrown) {
    const problem =
      thrown instanceof Trouble ? thrown.problem : (givenUp(call.signal, 'AWS') ?? problemOf(thrown));
    if (problem.code === 'bug' || problem.code === 'signed-out') throw thrown;
    return refused(intent, problem);
  }
  return openLoan(bench.desk, intent, termsOf(taken), taken.credentials);
}

interface Taken {
  readonly credentials: AwsCredentials;
  readonly window: Window;
}

/** The window begins when everything else is at hand, by the time that the portal has just told. */
async function take(bench: Bench, intent: Intent, {signal, mfaCode}: Call): Promise<Taken> {
  const role = roleAt(bench, intent.address);
  const way = wayTo(bench, role);
  const via = await viaCredentials(bench, way, signal);
  const userName = await userNameOf(bench, way, via, signal);
  const {duration, justification, ticket} = intent.request;
  const window = windowFrom(bench.parts.server.now(), duration);
  const asked: Asked = {role, userName, window, justification, ticket, mfaCode};
  return {window, credentials: await assumed(throughSet(bench, way, via, signal), asked, signal)};
}

function termsOf({credentials: {expiresAt}, window: {startsAt, endsAt}}: Taken): LoanTerms {
  const end = Math.min(endsAt, expiresAt);
  return {startsAt, endsAt: end, credentialsEndAt: expiresAt, guarantee: ROLE_GUARANTEE};
}

function refused({eligibilityId}: Intent, problem: Problem): Answer {
  const state = problem.code === 'cancelled' ? 'cancelled' : 'failed';
  return {type: 'refused', state, problem: {provider: 'aws-role', ...problem, eligibilityId}};
}

/** Said of a person whose name is not known yet: it is asked of AWS with the first activation. */
const NOT_KNOWN_YET = 'your.user.name';

/** The request as it would be sent now, but for the MFA code. No network. */
export async function plan(
  bench: Bench,
  {address, request, actor}: Intent,
): Promise<readonly PlannedRequest[]> {
  const role = roleAt(bench, address);
  const {session} = wayTo(bench, role);
  const {duration, justification, ticket} = request;
  const window = windowFrom(bench.parts.server.now(), Math.min(duration, role.maxDuration));
  const userName = isUserName(actor.account, session.name) ? actor.account : NOT_KNOWN_YET;
  const input = assumption({role, userName, window, justification, ticket, mfaCode: undefined});
  return [planned(session.endpoints.sts, input)];
}
