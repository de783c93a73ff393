import type {AwsCredentials} from '../../core/loan.ts';
import {Trouble} from '../../core/problem.ts';
import type {AwsAccess, AwsSession, Signing, StsPlace} from './access.ts';

/** An Identity Center role session; names of permission sets may hold `_` (reference aws-jit 3). */
const PORTAL_SESSION =
  /^arn:aws[a-z-]*:sts::\d{12}:assumed-role\/AWSReservedSSO_.+_[0-9a-zA-Z]+\/([\w+=,.@-]{2,64})$/;

/** The user's name in the ARN of an Identity Center role session; `undefined` for any other ARN. */
export const userNameIn = (arn: string): string | undefined => PORTAL_SESSION.exec(arn)?.[1];

/** Who signs, as STS tells it. */
export interface CallerIdentity {
  readonly arn: string;
  /** Lasting, and never used again for somebody else; empty: not told. */
  readonly userId: string;
}

/** Whose the credentials are. It needs no permission. Rejects as `assumeRole` does. */
export async function callerIdentity(
  {access, session}: StsPlace,
  credentials: Signing,
  signal: AbortSignal,
): Promise<CallerIdentity> {
  const {GetCallerIdentityCommand, STSClient} = await import('@aws-sdk/client-sts');
  const client = new STSClient(await access.clientParts('sts', session, credentials));
  const {Arn, UserId} = await client.send(new GetCallerIdentityCommand({}), {abortSignal: signal});
  if (Arn) return {arn: Arn, userId: UserId ?? ''};
  throw new Trouble({code: 'bad-answer', what: 'STS', reason: 'nobody is named in it'});
}

/**
 * The user's name as STS tells it of credentials from the portal, for whoever can do without: `undefined` on any
 * trouble, an interruption too.
 */
export async function callerName(
  access: AwsAccess,
  session: AwsSession,
  credentials: AwsCredentials,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return userNameIn((await callerIdentity({access, session}, credentials, signal)).arn);
  } catch {
    return undefined;
  }
}
