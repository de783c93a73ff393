import {partitionOf} from './aws.ts';
import type {AwsCredentials} from './loan.ts';
import {showInstant} from './time.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What AWS tools would use before or beside what is lent: credentials, profiles and roles that lead to others. */
const INHERITED: readonly string[] = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
];

/** What opens our own token store (`STINT_PASSPHRASE_FILE`) and whatever else is named like a secret of ours. */
const OWN_SECRET = /^STINT_.*(PASSPHRASE|PASSWORD|SECRET|TOKEN$|KEY$)/;

/**
 * The environment of a program that is run with what was lent (design 7): as it was, but without secrets of ours and
 * without credentials and profiles of AWS that it inherited; with the four variables of the credentials, and with the
 * Region where the environment names none of its partition. `null` credentials: nothing is lent to it, and what it
 * inherited from AWS is its own. `expiresAt` is handed on as it is: give the earlier of the credentials' and the
 * loan's end.
 */
export function childEnvironment(
  env: Environment,
  credentials: AwsCredentials | null,
  region: string | null,
): Record<string, string> {
  const isKept = (name: string) =>
    !OWN_SECRET.test(name) && (credentials === null || !INHERITED.includes(name));
  const entries = Object.entries(env).flatMap(([name, text]): readonly (readonly [string, string])[] =>
    // Windows does not tell `aws_profile` from `AWS_PROFILE`.
    text !== undefined && isKept(name.toUpperCase()) ? [[name, text]] : [],
  );
  const child = Object.fromEntries(entries);
  return credentials === null ? child : {...child, ...regionIn(child, region), ...lent(credentials)};
}

/** A Region that a person chose stays where it is of any use. SDKs read the first name, older tools the other. */
function regionIn(child: Environment, region: string | null): Readonly<Record<string, string>> {
  const own = child.AWS_REGION ?? child.AWS_DEFAULT_REGION ?? null;
  const chosen = own !== null && (region === null || partitionOf(own) === partitionOf(region)) ? own : region;
  return chosen === null ? {} : {AWS_REGION: chosen, AWS_DEFAULT_REGION: chosen};
}

/** The names that the AWS CLI prints (reference aws-jit 8). */
const lent = (credentials: AwsCredentials): Readonly<Record<string, string>> => ({
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey.reveal(),
  AWS_SESSION_TOKEN: credentials.sessionToken.reveal(),
  AWS_CREDENTIAL_EXPIRATION: showInstant(credentials.expiresAt),
});
