import type {AwsCredentials} from '../../core/loan.ts';
import type {Signing, StsPlace} from '../aws/access.ts';
import {assumeRole} from '../aws/assume.ts';
import {asking} from './asking.ts';
import {type Bench, viaCredentials, type Way} from './bench.ts';
import {assumeProblem} from './refusals.ts';
import {type Asked, assumption, withCode} from './request.ts';
import {isCut} from './session-policy.ts';

/** Where a role is assumed, with what, and where to have other credentials from when these are over. */
export interface Assumer extends StsPlace {
  readonly by: Signing;
  readonly fresh?: (() => Promise<Signing>) | undefined;
}

/** With the credentials of the permission set on the way. */
export const throughSet = (bench: Bench, way: Way, by: AwsCredentials, signal: AbortSignal): Assumer => ({
  access: bench.parts.access,
  session: way.session,
  by,
  fresh: () => viaCredentials(bench, way, signal),
});

/**
 * Credentials of the role for the window. Where a policy cuts them its end is theirs, for AWS refuses all that comes
 * after it. Rejects `Trouble`; nothing has been lent then.
 */
export async function assumed(
  {by, fresh, ...place}: Assumer,
  asked: Asked,
  signal: AbortSignal,
): Promise<AwsCredentials> {
  const input = withCode(assumption(asked), asked.mfaCode);
  const question = {
    put: (signing: Signing) => assumeRole(place, signing, input, signal),
    problemOf: (thrown: unknown) => assumeProblem(thrown, asked),
  };
  const told = await asking(question, by, fresh);
  if (!isCut(asked.window)) return told;
  return {...told, expiresAt: Math.min(told.expiresAt, asked.window.endsAt)};
}
