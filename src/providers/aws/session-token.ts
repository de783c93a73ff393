import type {AwsCredentials} from '../../core/loan.ts';
import type {UserKey} from '../../core/ports.ts';
import type {Secret} from '../../core/secret.ts';
import type {Seconds} from '../../core/time.ts';
import type {StsPlace} from './access.ts';
import {credentialsIn} from './assume.ts';

/** What an IAM user shows of a device. */
export interface ShownFactor {
  readonly serial: string;
  readonly code: Secret;
}

/**
 * One GetSessionToken with a user's lasting key: credentials of the same user that carry MFA (reference aws-jit 9). Sent
 * once, for the code is good once. Rejects as `assumeRole` does.
 */
export async function sessionToken(
  {access, session}: StsPlace,
  key: UserKey,
  {serial, code}: ShownFactor,
  length: Seconds,
  signal: AbortSignal,
): Promise<AwsCredentials> {
  const {GetSessionTokenCommand, STSClient} = await import('@aws-sdk/client-sts');
  const client = new STSClient(await access.clientParts('sts', session, key));
  const input = {DurationSeconds: length, SerialNumber: serial, TokenCode: code.reveal()};
  const {Credentials} = await client.send(new GetSessionTokenCommand(input), {abortSignal: signal});
  return credentialsIn(Credentials);
}
