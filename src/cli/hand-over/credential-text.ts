import {Trouble} from '../../core/problem.ts';
import {type Instant, showInstant} from '../../core/time.ts';
import type {Lent} from '../../usecases/lend.ts';
import type {CredentialFormat} from '../flags.ts';
import {assignment, type Shell} from './shells.ts';

/**
 * Credentials as the tool on the other side reads them, ready for stdout. Their end is the earlier one, of the
 * credentials or of the loan, so that the tool stops on time. Rejects `bad-answer` for what no shell could hold.
 */
export function credentialText(format: CredentialFormat, lent: Lent): string {
  if (format === 'process' || format === 'json') return `${JSON.stringify(processDocument(lent))}\n`;
  return variables(lent)
    .map(([name, value]) => `${checked(format, name, value)}\n`)
    .join('');
}

/** The `credential_process` contract (reference aws-jit 8). */
function processDocument({grant, credentials, expiresAt}: Lent) {
  return {
    Version: 1,
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey.reveal(),
    SessionToken: credentials.sessionToken.reveal(),
    Expiration: wholeSecondsOf(expiresAt),
    AccountId: grant.scope.id,
  };
}

/** The names that the AWS CLI prints (reference aws-jit 8). */
const variables = ({credentials, expiresAt}: Lent): readonly (readonly [string, string])[] => [
  ['AWS_ACCESS_KEY_ID', credentials.accessKeyId],
  ['AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey.reveal()],
  ['AWS_SESSION_TOKEN', credentials.sessionToken.reveal()],
  ['AWS_CREDENTIAL_EXPIRATION', wholeSecondsOf(expiresAt)],
];

/** Rounded down: not every SDK reads fractions, and none may go on past the end. */
const wholeSecondsOf = (at: Instant): string => showInstant(Math.floor(at / 1000) * 1000);

function checked(shell: Shell, name: string, value: string): string {
  const line = /\p{Cc}/u.test(value) ? undefined : assignment(shell, name, value);
  if (line !== undefined) return line;
  throw new Trouble({
    code: 'bad-answer',
    what: 'AWS',
    reason: `${name} holds characters that cannot be written for ${shell}`,
    provider: 'aws',
  });
}
