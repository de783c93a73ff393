import {LONGEST_SESSION} from '../../core/aws.ts';
import {type Guarantee, linkedGuarantee, loanGuarantee} from '../../core/guarantee.ts';
import type {ActivationRequest, Intent} from '../../core/intent.ts';
import type {AwsCredentials} from '../../core/loan.ts';
import type {Answer, Call, Clock} from '../../core/ports.ts';
import {type Problem, Trouble} from '../../core/problem.ts';
import type {AwsPlace} from '../../core/settings.ts';
import {type Instant, type Seconds, seconds} from '../../core/time.ts';
import type {AwsAccess} from '../aws/access.ts';
import {alreadyLent, type LoanDesk, openLoan} from '../aws/loans.ts';
import type {Portal} from '../aws/portal-port.ts';
import {badAnswer} from '../aws/portal-refusals.ts';
import {givenUp} from '../aws/unanswered.ts';
import {inThisKind} from './gaps.ts';
import type {SessionLengths} from './session-lengths.ts';
import {KIND, placeOf} from './translate.ts';
import {learnWhoAsks} from './user-name.ts';

export interface LendingParts extends LoanDesk {
  readonly access: AwsAccess;
  readonly portal: Portal;
  readonly clock: Clock;
  readonly lengths: SessionLengths;
}

/** Credentials that end sooner than this were no answer to what was asked: sessions last an hour at least. */
const LEAST_LIFE = seconds(10);

/** What an answer may take to arrive, and clocks to be apart. */
const LONGEST_WAY = seconds(30);

/**
 * Opens a loan: asks the portal for credentials and writes them down with their end. Asking has no lasting effect at AWS,
 * so nothing can be lost: whatever goes wrong, nothing was lent.
 */
export async function lendingTo(parts: LendingParts, intent: Intent, {signal}: Call): Promise<Answer> {
  const fault = faultOf(intent.request);
  if (fault !== undefined) return refused(intent, fault);
  const open = await alreadyLent(parts, intent.eligibilityId);
  if (open !== undefined) return open;
  try {
    return await lentAnew(parts, intent, signal);
  } catch (thrown) {
    const problem = thrown instanceof Trouble ? thrown.problem : givenUp(signal, 'The AWS access portal');
    if (problem === undefined) throw thrown;
    return refused(intent, problem);
  }
}

async function lentAnew(parts: LendingParts, intent: Intent, signal: AbortSignal): Promise<Answer> {
  const place = placeOf(intent);
  const {credentials, sessionSeconds} = await freshCredentials(parts, place, signal);
  const startsAt = parts.server.now();
  const credentialsEndAt = credentials.expiresAt;
  const ends = {
    endsAt: endingWith(credentialsEndAt, startsAt + seconds(intent.request.duration)),
    credentialsEndAt,
  };
  const guarantee = guaranteeOf(intent, {...ends, sessionSeconds});
  const answer = await openLoan(parts, intent, {startsAt, ...ends, guarantee}, credentials);
  await learnWhoAsks(parts, place.session, credentials, signal);
  return answer;
}

/**
 * An hour's loan of an hour's session would outlive it by what the way took. Rather than open another session for its last
 * seconds, it ends with its credentials.
 */
export const endingWith = (credentialsEndAt: Instant, wanted: Instant): Instant =>
  wanted - credentialsEndAt <= LONGEST_WAY ? Math.min(wanted, credentialsEndAt) : wanted;

function guaranteeOf({address}: Intent, lending: Parameters<typeof loanGuarantee>[0]): Guarantee {
  return address.groupId === undefined ? loanGuarantee(lending) : linkedGuarantee(lending.sessionSeconds);
}

/** New credentials of a place, and how long its sessions last. */
export async function freshCredentials(
  {portal, server, lengths}: LendingParts,
  place: AwsPlace,
  signal: AbortSignal,
): Promise<{readonly credentials: AwsCredentials; readonly sessionSeconds: Seconds}> {
  const {session, accountId, permissionSet} = place;
  const credentials = await inThisKind(portal.credentials(session, accountId, permissionSet, signal));
  const now: Instant = server.now();
  if (credentials.expiresAt - now < LEAST_LIFE)
    throw new Trouble({...badAnswer('the credentials it gave have ended already'), provider: KIND});
  return {credentials, sessionSeconds: lengths.saw(place, now, credentials.expiresAt)};
}

/** What a loan cannot be asked for with; known before anything is sent. */
function faultOf({duration, justification, narrowerScope, startAt}: ActivationRequest): Problem | undefined {
  if (startAt !== null)
    return unsupported(
      'A loan begins at once: AWS hands credentials out only when they are asked for.',
      'Leave --start out, and ask when the time has come',
    );
  if (narrowerScope !== null)
    return unsupported('A permission set has no narrower scopes.', 'Leave --scope out');
  if (duration > LONGEST_SESSION) return {code: 'duration-too-long', asked: duration, most: LONGEST_SESSION};
  if (duration < 1) return {code: 'duration-too-short', asked: duration, least: 1};
  if (!Number.isInteger(duration))
    return unsupported('A loan lasts whole seconds.', 'Ask for a --duration in whole seconds');
  if ((justification ?? '').trim() === '') return {code: 'justification-needed'};
  return undefined;
}

const unsupported = (reason: string, next: string): Problem => ({
  code: 'unsupported',
  reason,
  nextSteps: [next],
});

function refused({eligibilityId}: Intent, problem: Problem): Answer {
  const about = {provider: problem.provider ?? KIND, eligibilityId};
  const state = problem.code === 'cancelled' ? 'cancelled' : 'failed';
  return {type: 'refused', state, problem: {...problem, ...about}};
}
