import type {AwsCredentials} from '../../core/loan.ts';
import {Trouble} from '../../core/problem.ts';
import {assumeRole} from '../aws/assume.ts';
import {type Bench, viaCredentials, type Way} from './bench.ts';
import {assumeProblem} from './refusals.ts';
import {type Asked, assumption, withCode} from './request.ts';
import {isCut} from './session-policy.ts';
import {isExpired, isSkewed, readStsError} from './wire.ts';

/**
 * Credentials of the role for the window, none of which outlive what AWS takes: where a policy cuts them, its end is
 * theirs. Rejects `Trouble`; nothing has been lent then.
 */
export async function assumed(
  bench: Bench,
  way: Way,
  asked: Asked,
  via: AwsCredentials,
  signal: AbortSignal,
): Promise<AwsCredentials> {
  const told = await sent(bench, way, asked, via, signal);
  if (!isCut(asked.window)) return told;
  return {...told, expiresAt: Math.min(told.expiresAt, asked.window.endsAt)};
}

/**
 * Sent again once in two cases, both of which AWS finds before it looks at the request: the credentials were over, and
 * the signature's date was off; the refusal has told the right time. An MFA code is still good then.
 */
async function sent(
  bench: Bench,
  way: Way,
  asked: Asked,
  via: AwsCredentials,
  signal: AbortSignal,
): Promise<AwsCredentials> {
  try {
    return await once(bench, way, asked, via, signal);
  } catch (thrown) {
    const error = readStsError(thrown);
    if (!isExpired(error) && !isSkewed(error)) throw inWords(thrown, asked);
    const anew = isExpired(error) ? await viaCredentials(bench, way, signal) : via;
    return once(bench, way, asked, anew, signal).catch(again => {
      throw inWords(again, asked);
    });
  }
}

function once(
  {parts: {access}}: Bench,
  {session}: Way,
  asked: Asked,
  via: AwsCredentials,
  signal: AbortSignal,
): Promise<AwsCredentials> {
  const input = withCode(assumption(asked), asked.mfaCode);
  return assumeRole(access, session, via, input, signal);
}

function inWords(thrown: unknown, asked: Asked): unknown {
  const problem = thrown instanceof Trouble ? thrown.problem : assumeProblem(thrown, asked);
  return problem === undefined ? thrown : new Trouble({provider: 'aws-role', ...problem}, thrown);
}
