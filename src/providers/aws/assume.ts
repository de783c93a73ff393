import type {AssumeRoleCommandInput, Credentials} from '@aws-sdk/client-sts';
import type {AwsCredentials} from '../../core/loan.ts';
import {Trouble} from '../../core/problem.ts';
import {Secret} from '../../core/secret.ts';
import type {Signing, StsPlace} from './access.ts';

/**
 * One AssumeRole at the STS of the session's Region, sent once. It has no lasting effect: an answer that is lost has lent
 * nothing. Rejects with what the SDK throws, and `bad-answer` for an answer without credentials.
 */
export async function assumeRole(
  {access, session}: StsPlace,
  credentials: Signing,
  input: AssumeRoleCommandInput,
  signal: AbortSignal,
): Promise<AwsCredentials> {
  const {AssumeRoleCommand, STSClient} = await import('@aws-sdk/client-sts');
  const client = new STSClient(await access.clientParts('sts', session, credentials));
  const {Credentials: told} = await client.send(new AssumeRoleCommand(input), {abortSignal: signal});
  return credentialsIn(told);
}

/** What STS hands out. Throws `bad-answer` where there is nothing in it. */
export function credentialsIn(told: Credentials | undefined): AwsCredentials {
  const expiresAt = told?.Expiration?.getTime();
  if (!told?.AccessKeyId || !told.SecretAccessKey || !told.SessionToken || expiresAt === undefined)
    throw new Trouble({code: 'bad-answer', what: 'STS', reason: 'there are no credentials in it'});
  return {
    accessKeyId: told.AccessKeyId,
    secretAccessKey: new Secret(told.SecretAccessKey),
    sessionToken: new Secret(told.SessionToken),
    expiresAt,
  };
}
