import type {Problem} from '../../core/problem.ts';
import {untrusted} from '../../core/untrusted.ts';
import {isWrongCode, wrongCode} from '../aws-roles/denial.ts';
import {keyRefused, plainProblem} from '../aws-roles/refusals.ts';
import {isExpired, isSkewed, readStsError, type StsError} from '../aws-roles/wire.ts';

/**
 * What it means that STS did not answer a question that was signed with the user's lasting key; `undefined`: this was no
 * call that failed. Nothing has been lent.
 */
export function userProblem(thrown: unknown, user: string): Problem | undefined {
  const error = readStsError(thrown);
  const {message, requestId, status} = error;
  const problem = ofKey(error, user) ?? plainProblem(error, thrown);
  if (problem === undefined) return undefined;
  const said = status === undefined || message === '' ? {} : {wire: untrusted(message)};
  return {...said, ...problem, correlationId: requestId};
}

function ofKey(error: StsError, user: string): Problem | undefined {
  if (isExpired(error) || isWrongSecret(error)) return keyRefused(user, error.message);
  if (error.code !== 'AccessDenied') return undefined;
  return isWrongCode(error) ? wrongCode(error) : noSession(error, user);
}

/** The key is known, and its secret is another. */
const isWrongSecret = (error: StsError): boolean =>
  error.code === 'SignatureDoesNotMatch' && !isSkewed(error);

const noSession = ({message}: StsError, user: string): Problem => ({
  code: 'denied',
  reason: untrusted(`AWS does not let ${user} begin a session with MFA. ${message}`.trim()),
  nextSteps: [
    'The key has to be an IAM user’s own, not that of a session',
    'See that no policy denies the user sts:GetSessionToken, and that mfaSerial of the emergency role names the user’s own device',
  ],
});
