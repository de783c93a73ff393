import {createHash} from 'node:crypto';
import type {AwsCredentials} from '../core/loan.ts';
import type {TokenVault} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import {Secret} from '../core/secret.ts';
import {isAbort} from './waiting.ts';

/** Credentials of loans in the token vault, one entry a loan. Rejects as the vault does. */
export interface LoanCredentials {
  /** `undefined`: none are kept here, or what is kept cannot be understood. */
  read(loanId: string): Promise<AwsCredentials | undefined>;
  write(loanId: string, credentials: AwsCredentials): Promise<void>;
  remove(loanId: string): Promise<Removal>;
}

/** `failed`: the vault cannot be opened or written now, or nobody gave its passphrase. */
export type Removal = 'removed' | 'absent' | 'failed';

export function createLoanCredentials(vault: () => Promise<TokenVault>, profile: string): LoanCredentials {
  const entryOf = (loanId: string) => entryName(profile, loanId);
  return {
    read: async id => credentialsIn(await (await vault()).read(entryOf(id))),
    write: async (id, credentials) => (await vault()).change(entryOf(id), () => textOf(credentials)),
    remove: async id => removed(vault, entryOf(id)),
  };
}

/** A hash: ids may be long, hold any character, or differ in case only, which some file systems do not see. */
const entryName = (profile: string, loanId: string): string =>
  `aws-loan-${createHash('sha256')
    .update(JSON.stringify([profile, loanId]))
    .digest('hex')}`;

/** Looks first: removing from a vault that was never made would make one, and ask for its passphrase. */
async function removed(vault: () => Promise<TokenVault>, entry: string): Promise<Removal> {
  try {
    const open = await vault();
    if ((await open.read(entry)) === undefined) return 'absent';
    await open.change(entry, () => undefined);
    return 'removed';
  } catch (thrown) {
    if (thrown instanceof Trouble || isAbort(thrown)) return 'failed';
    throw thrown;
  }
}

const textOf = ({accessKeyId, secretAccessKey, sessionToken, expiresAt}: AwsCredentials): Secret =>
  new Secret(
    JSON.stringify({
      accessKeyId,
      secretAccessKey: secretAccessKey.reveal(),
      sessionToken: sessionToken.reveal(),
      expiresAt,
    }),
  );

function credentialsIn(text: Secret | undefined): AwsCredentials | undefined {
  const {accessKeyId, secretAccessKey, sessionToken, expiresAt} = fieldsOf(text);
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') return undefined;
  if (typeof sessionToken !== 'string' || !Number.isSafeInteger(expiresAt)) return undefined;
  return {
    accessKeyId,
    secretAccessKey: new Secret(secretAccessKey),
    sessionToken: new Secret(sessionToken),
    expiresAt: Number(expiresAt),
  };
}

function fieldsOf(text: Secret | undefined): Partial<Record<keyof AwsCredentials, unknown>> {
  try {
    return (JSON.parse(text?.reveal() ?? 'null') as Partial<AwsCredentials> | null) ?? {};
  } catch {
    return {};
  }
}
