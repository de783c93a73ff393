import type {Grant} from '../../core/grant.ts';
import type {Guarantee} from '../../core/guarantee.ts';
import type {Intent} from '../../core/intent.ts';
import type {AwsCredentials, Loan} from '../../core/loan.ts';
import type {Answer, Extension} from '../../core/ports.ts';
import {type Problem, Trouble} from '../../core/problem.ts';
import {type Instant, type Seconds, seconds} from '../../core/time.ts';
import {exact, untrusted, visible} from '../../core/untrusted.ts';
import type {LoanDesk} from './loans.ts';
import {givenUp} from './unanswered.ts';

/** What a longer loan stands on. */
export interface Prolonged {
  readonly endsAt: Instant;
  readonly guarantee: Guarantee;
  /** Absent: the kept ones last. */
  readonly credentials?: AwsCredentials | undefined;
}

export interface Longer extends Extension {
  /** The most that may be asked for from now on. */
  readonly most: Seconds;
  readonly signal: AbortSignal;
  readonly prolong: (loan: Loan) => Promise<Prolonged>;
}

/**
 * Moves the end of an open loan: the same loan, with its id and its start, never a second beside it. `refused` leaves it
 * as it was. Asking AWS has no lasting effect there, so nothing can be lost.
 */
export async function extendLoan(desk: LoanDesk, grant: Grant, longer: Longer): Promise<Answer> {
  const loan = await openLoanOf(desk, grant);
  if (loan === undefined) return refused(desk, grant, over(grant));
  const fault = faultOf(desk, loan, longer);
  if (fault !== undefined) return refused(desk, grant, fault);
  try {
    return await prolonged(desk, loan, longer);
  } catch (thrown) {
    const problem = thrown instanceof Trouble ? thrown.problem : givenUp(longer.signal, 'AWS');
    if (problem === undefined) throw thrown;
    return refused(desk, grant, problem);
  }
}

async function prolonged(desk: LoanDesk, loan: Loan, longer: Longer): Promise<Answer> {
  const {credentials, ...terms} = await longer.prolong(loan);
  const {justification} = longer;
  const next: Grant = {
    ...{...loan.grant, ...terms},
    ...(credentials === undefined ? {} : {credentialsEndAt: credentials.expiresAt}),
    ...(justification === null ? {} : {justification: untrusted(justification)}),
  };
  const moved = await desk.loans.extend({...loan, grant: next}, credentials);
  if (!moved) return refused(desk, next, over(next));
  return {type: 'active', receipt: {requestId: longer.id, intent: intentOf(desk, loan, longer)}, grant: next};
}

/** What cannot be asked for; known before anything is sent. A loan is shortened by ending it. */
function faultOf({server}: LoanDesk, {grant}: Loan, {duration, most}: Longer): Problem | undefined {
  if (duration > most) return {code: 'duration-too-long', asked: duration, most};
  if (!Number.isInteger(duration))
    return {code: 'unsupported', reason: 'A loan lasts whole seconds.', nextSteps: WHOLE};
  const left = (grant.endsAt ?? Number.POSITIVE_INFINITY) - server.now();
  if (seconds(duration) > left) return undefined;
  return {code: 'duration-too-short', asked: duration, least: Math.floor(left / 1000) + 1};
}

const WHOLE = ['Ask for a --duration in whole seconds'];

async function openLoanOf({loans, server, kind}: LoanDesk, {id}: Grant): Promise<Loan | undefined> {
  return (await loans.open(server.now())).find(({grant}) => grant.kind === kind && grant.id === id);
}

/** What was asked for, as an activation would have asked. */
function intentOf(
  {server}: LoanDesk,
  {grant, actor, ticket}: Loan,
  {id, duration, justification}: Longer,
): Intent {
  const {eligibilityId, kind, name, scope, address} = grant;
  const words = justification ?? (grant.justification === null ? null : exact(grant.justification));
  return {
    ...{id, eligibilityId, kind, name, scope, address, actor},
    condition: null,
    request: {duration, justification: words, ticket: ticket ?? null, narrowerScope: null, startAt: null},
    openedAt: server.now(),
  };
}

const over = ({name, scope}: Grant): Problem => ({
  code: 'not-active',
  asked: `${visible(name)}@${visible(scope.name)}`,
});

function refused({kind}: LoanDesk, {eligibilityId}: Grant, problem: Problem): Answer {
  const state = problem.code === 'cancelled' ? 'cancelled' : 'failed';
  return {type: 'refused', state, problem: {provider: kind, ...problem, eligibilityId}};
}
