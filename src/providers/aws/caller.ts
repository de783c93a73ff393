import type {AwsCredentials} from '../../core/loan.ts';
import type {AwsAccess, AwsSession} from './access.ts';

/** An Identity Center role session; names of permission sets may hold `_` (reference aws-jit 3). */
const PORTAL_SESSION =
  /^arn:aws[a-z-]*:sts::\d{12}:assumed-role\/AWSReservedSSO_.+_[0-9a-zA-Z]+\/([\w+=,.@-]{2,64})$/;

/** The user's name in the ARN of an Identity Center role session; `undefined` for any other ARN. */
export const userNameIn = (arn: string): string | undefined => PORTAL_SESSION.exec(arn)?.[1];

/**
 * The user's name as STS tells it of credentials from the portal. It needs no permission, and whoever asks can do
 * without: `undefined` on any trouble, an interruption too.
 */
export async function callerName(
  access: AwsAccess,
  session: AwsSession,
  credentials: AwsCredentials,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const {GetCallerIdentityCommand, STSClient} = await import('@aws-sdk/client-sts');
    const client = new STSClient(await access.clientParts('sts', session, credentials));
    const {Arn} = await client.send(new GetCallerIdentityCommand({}), {abortSignal: signal});
    return Arn === undefined ? undefined : userNameIn(Arn);
  } catch {
    return undefined;
  }
}
