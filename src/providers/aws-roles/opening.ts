import {ROLE_GUARANTEE} from '../../core/guarantee.ts';
import type {Intent} from '../../core/intent.ts';
import type {AwsCredentials} from '../../core/loan.ts';
import type {Answer} from '../../core/ports.ts';
import {type Problem, problemOf, Trouble} from '../../core/problem.ts';
import {type LoanDesk, type LoanTerms, openLoan} from '../aws/loans.ts';
import {givenUp} from '../aws/unanswered.ts';
import type {Window} from './session-policy.ts';

/** Credentials of the role, and from when until when they were asked for. */
export interface Taken {
  readonly credentials: AwsCredentials;
  readonly window: Window;
}

/**
 * Opens the loan with what `take` brings. What came of it is always known: a lost answer has lent nothing to anybody, so
 * it is `refused` and not `lost`.
 */
export async function opened(
  desk: LoanDesk,
  intent: Intent,
  signal: AbortSignal,
  take: () => Promise<Taken>,
): Promise<Answer> {
  let taken: Taken;
  try {
    taken = await take();
  } catch (thrown) {
    const problem =
      thrown instanceof Trouble ? thrown.problem : (givenUp(signal, 'AWS') ?? problemOf(thrown));
    if (problem.code === 'bug' || problem.code === 'signed-out') throw thrown;
    return refused(intent, problem);
  }
  return openLoan(desk, intent, termsOf(taken), taken.credentials);
}

function termsOf({credentials: {expiresAt}, window: {startsAt, endsAt}}: Taken): LoanTerms {
  const end = Math.min(endsAt, expiresAt);
  return {startsAt, endsAt: end, credentialsEndAt: expiresAt, guarantee: ROLE_GUARANTEE};
}

export function refused({eligibilityId}: Intent, problem: Problem): Answer {
  const state = problem.code === 'cancelled' ? 'cancelled' : 'failed';
  return {type: 'refused', state, problem: {provider: 'aws-role', ...problem, eligibilityId}};
}
