import type {AwsCredentials} from '../../core/loan.ts';
import {Trouble} from '../../core/problem.ts';
import type {AwsAccess, AwsSession} from './access.ts';

/** An Identity Center role session; names of permission sets may hold `_` (reference aws-jit 3). */
const PORTAL_SESSION =
  /^arn:aws[a-z-]*:sts::\d{12}:assumed-role\/AWSReservedSSO_.+_[0-9a-zA-Z]+\/([\w+=,.@-]{2,64})$/;

/** The user's name in the ARN of an Identity Center role session; `undefined` for any other ARN. */
export const userNameIn = (arn: string): string | undefined => PORTAL_SESSION.exec(arn)?.[1];

/** Whose the credentials are, as an ARN. It needs no permission. Rejects as `assumeRole` does. */
export async function callerArn(
  access: AwsAccess,
  session: AwsSession,
  credentials: AwsCredentials,
  signal: AbortSignal,
): Promise<string> {
  const {GetCallerIdentityCommand, STSClient} = await import('@aws-sdk/client-sts');
  const client = new STSClient(await access.clientParts('sts', session, credentials));
  const {Arn} = await client.send(new GetCallerIdentityCommand({}), {abortSignal: signal});
  if (Arn) return Arn;
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
    return userNameIn(await callerArn(access, session, credentials, signal));
  } catch {
    return undefined;
  }
}
