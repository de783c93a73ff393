import type {AwsCredentials} from '../../core/loan.ts';
import {assumeRole} from '../aws/assume.ts';
import {asking} from './asking.ts';
import type {Bench, Way} from './bench.ts';
import {assumeProblem} from './refusals.ts';
import {type Asked, assumption, withCode} from './request.ts';
import {isCut} from './session-policy.ts';

/**
 * Credentials of the role for the window. Where a policy cuts them its end is theirs, for AWS refuses all that comes
 * after it. Rejects `Trouble`; nothing has been lent then.
 */
export async function assumed(
  bench: Bench,
  way: Way,
  asked: Asked,
  via: AwsCredentials,
  signal: AbortSignal,
): Promise<AwsCredentials> {
  const {access} = bench.parts;
  const input = withCode(assumption(asked), asked.mfaCode);
  const question = {
    put: (by: AwsCredentials) => assumeRole(access, way.session, by, input, signal),
    problemOf: (thrown: unknown) => assumeProblem(thrown, asked),
  };
  const told = await asking(bench, way, question, via, signal);
  if (!isCut(asked.window)) return told;
  return {...told, expiresAt: Math.min(told.expiresAt, asked.window.endsAt)};
}
