import {Trouble} from '../../core/problem.ts';
import type {Secret} from '../../core/secret.ts';
import type {AwsAccess, AwsSession} from './access.ts';
import {createOidc, type Oidc, whatOf} from './oidc.ts';
import {type Attempt, oidcTrouble} from './oidc-refusal.ts';
import {type AwsSessionsOptions, lockName, signInKey} from './options.ts';
import {readSignInRecord, type SignInRecord, writeSignInRecord} from './sign-in-record.ts';

/** What the parts of one session's sign-in share. */
export interface Inside {
  readonly options: AwsSessionsOptions;
  readonly session: AwsSession;
  readonly key: string;
  readonly oidc: Oidc;
  readonly clientParts: AwsAccess['clientParts'];
  /** What this process knows beyond the record. */
  readonly memory: Memory;
}

export interface Memory {
  /** The token in hand, so that hundreds of calls do not open the vault each. */
  held: {readonly token: Secret; readonly expiresAt: number} | undefined;
  /** Fingerprints of tokens that AWS turned down. */
  readonly refused: Set<string>;
  /** After a refresh that failed for a passing reason, the clock's monotonic time of the next attempt. */
  nextRefreshAt: number;
}

export function createInside(
  options: AwsSessionsOptions,
  session: AwsSession,
  clientParts: AwsAccess['clientParts'],
): Inside {
  return {
    ...{options, session, clientParts, key: signInKey(options.profile, session)},
    oidc: createOidc({server: options.server, clientParts}, session),
    memory: {held: undefined, refused: new Set(), nextRefreshAt: 0},
  };
}

export const recordOf = ({options, key}: Inside): Promise<SignInRecord> =>
  readSignInRecord(options.records, key);

/** Only under the session's lock. */
export const keepRecord = ({options, key}: Inside, record: SignInRecord): Promise<void> =>
  writeSignInRecord(options.records, key, record);

/** One process at a time may refresh, sign in or sign out of the place that the session is for. */
export const alone = <T>(
  {options, session}: Inside,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> => options.locks.holding(lockName(session), signal, work);

type Mode = Attempt['mode'];

/** What an OIDC call's failure means to people. */
export function troubleOf(
  {options, session}: Inside,
  thrown: unknown,
  mode: Mode,
  signal: AbortSignal,
): unknown {
  const attempt = {profile: options.profile, session: session.name, what: whatOf(session), mode};
  return oidcTrouble(thrown, attempt, signal);
}

export const signedOut = ({session}: Inside, reason: 'never' | 'expired' | 'revoked'): Trouble =>
  new Trouble({code: 'signed-out', reason, session: session.name, provider: 'aws'});
