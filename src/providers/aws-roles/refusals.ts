import {LONGEST_CHAINED} from '../../core/aws.ts';
import type {Problem} from '../../core/problem.ts';
import {untrusted} from '../../core/untrusted.ts';
import {problemOfStatus, unanswered} from '../aws/unanswered.ts';
import {accessDenied} from './denial.ts';
import type {Asked} from './request.ts';
import {isExpired, isSkewed, isThrottled, readStsError, type StsError} from './wire.ts';

const WHAT = 'STS';

/**
 * What a failed AssumeRole means; `undefined`: this was no call that failed (an interruption, our own mistake). Nothing
 * has been lent in any of these cases.
 */
export function assumeProblem(thrown: unknown, asked: Asked): Problem | undefined {
  const error = readStsError(thrown);
  const problem =
    error.status === undefined ? lost(unanswered(thrown, WHAT)) : problemOfAnswer(error, error.status, asked);
  if (problem === undefined) return undefined;
  const {message, requestId} = error;
  const said = error.status === undefined || message === '' ? {} : {wire: untrusted(message)};
  return {...said, ...problem, correlationId: requestId};
}

/** As `assumeProblem`, of the question who asks. */
export const callerProblem = (thrown: unknown): Problem | undefined =>
  plainProblem(readStsError(thrown), thrown);

/** What any failed question to STS means, whatever was asked. */
export function plainProblem(error: StsError, thrown: unknown): Problem | undefined {
  const {status} = error;
  if (status === undefined) return lost(unanswered(thrown, WHAT));
  if (isSkewed(error)) return skewed(error);
  return isThrottled(error) ? {code: 'throttled'} : (problemOfStatus(status, WHAT) ?? unknown(error, status));
}

function lost(problem: Problem | undefined): Problem | undefined {
  if (problem?.code !== 'unreachable') return problem;
  const again = problem.nextSteps ?? ['Check the network and HTTPS_PROXY, then run it again'];
  return {...problem, nextSteps: ['Nothing was lent: what STS may have made is in nobody’s hands', ...again]};
}

function problemOfAnswer(error: StsError, status: number, asked: Asked): Problem {
  if (isThrottled(error)) return {code: 'throttled'};
  if (isSkewed(error)) return skewed(error);
  if (isExpired(error)) return gone(error, asked);
  const {code, message} = error;
  switch (code) {
    case 'AccessDenied':
      return accessDenied(error, asked);
    case 'ValidationError':
      return invalid(error, asked);
    case 'PackedPolicyTooLarge':
      return tooMuch(asked);
    case 'MalformedPolicyDocument':
      return {code: 'failed', reason: `STS does not take the session policy: ${message}.`};
    case 'RegionDisabled':
      return regionDisabled(asked);
    default:
      return problemOfStatus(status, WHAT) ?? unknown(error, status);
  }
}

const isLength = /DurationSeconds|MaxSessionDuration|session limit/i;

/** An answer never shortens what was asked: it is refused, by the role's own maximum or that of chained roles. */
function invalid({message}: StsError, {window}: Asked): Problem {
  if (!isLength.test(message)) return {code: 'failed', reason: `STS does not take the request: ${message}.`};
  const told = /(?:less than or equal to|maximum of|exceeds)\s+(\d{3,5})\b/i.exec(message)?.[1];
  const most = /1 hour|chain/i.test(message)
    ? LONGEST_CHAINED
    : told === undefined
      ? undefined
      : Number(told);
  const length = Math.ceil((window.endsAt - window.startsAt) / 1000);
  return {code: 'duration-too-long', asked: length, ...(most === undefined ? {} : {most})};
}

function tooMuch({role}: Asked): Problem {
  return {
    code: 'failed',
    reason: 'The justification, the ticket and the session policy together are more than STS takes.',
    nextSteps: ['Say it in fewer words', `Or send no tags: ${role.setting}.sessionTags false`],
  };
}

function regionDisabled({role}: Asked): Problem {
  return {
    code: 'failed',
    reason: `STS is switched off for account ${role.accountId} in the Region of the session.`,
    nextSteps: ['An administrator of that account activates STS for the Region in IAM, “Account settings”'],
  };
}

/** The measured difference to AWS's clock had been counted in already, twice. */
function skewed({message}: StsError): Problem {
  return {
    code: 'failed',
    reason: `AWS finds the date of the request wrong, although its own time was used: ${message}.`,
    nextSteps: [
      'Something on the way may answer with an old date. Set this machine’s clock, then run it again',
    ],
  };
}

function gone({message}: StsError, {role}: Asked): Problem {
  if (role.user !== undefined) return keyRefused(role.user, message);
  const place = role.settings.via === undefined ? 'the permission set' : role.settings.via.permissionSet;
  return {
    code: 'failed',
    reason: `AWS does not take the credentials of ${place}, new ones neither: ${message}.`,
    nextSteps: ['Sign in again with stint login aws, then run it again'],
  };
}

/** The lasting key of an IAM user: no sign-in brings another. */
export function keyRefused(user: string, message: string): Problem {
  return {
    code: 'signed-out',
    reason: 'revoked',
    detail: `AWS does not take the key of the emergency user ${user} (${message})`,
    nextSteps: [
      'It may have been switched off or deleted in IAM: ask whoever runs that account for a new one',
      'Keep the new one with stint break-glass setup',
    ],
  };
}

/** A code of AWS's own that says no more to us than to anybody; without one, somebody else has answered. */
function unknown({code, message}: StsError, status: number): Problem {
  const isCode = status >= 400 && /^[A-Z][A-Za-z]+$/.test(code) && !/^(Unknown|Error|.*Error)$/.test(code);
  if (!isCode) return {code: 'bad-answer', what: WHAT, reason: `it is not one of STS (status ${status})`};
  return {code: 'failed', reason: `STS refused: ${message === '' ? code : `${message} (${code})`}.`};
}
