import {createHash} from 'node:crypto';
import type {CliSignIns, Clock, Locks, Network, ServerTime, TokenVault} from '../../core/ports.ts';
import type {Records} from '../entra/options.ts';
import type {AwsSession} from './access.ts';

export type {Records};

export interface AwsVault extends TokenVault {
  /** Makes sure that tokens can be stored, asking for what that needs. Rejects `misconfigured` or `signed-out`. */
  prepare?(): Promise<void>;
}

export interface AwsSessionsOptions {
  readonly profile: string;
  /** In the order of the settings. */
  readonly sessions: readonly AwsSession[];
  /** Sign-ins of ours lie in the AWS CLI's own file, in plain text (`shareWithAwsCli`, `login --share`). */
  readonly share: boolean;
  readonly network: Network;
  readonly clock: Clock;
  readonly server: ServerTime;
  readonly locks: Locks;
  /** Opening must not ask for a passphrase; reading an entry may. */
  readonly vault: () => Promise<AwsVault>;
  readonly records: Records;
  readonly cliSignIns: CliSignIns;
  /** One line for each call: method, host, path, status, time. Never a header, a query or a body. */
  readonly debug?: ((line: string) => void) | undefined;
}

/** Names the sign-in of one profile with one session: in the vault and among the records. */
export function signInKey(profile: string, {name, startUrl, region, endpoints}: AwsSession): string {
  return `aws-${fingerprint([profile, endpoints.oidc, region, startUrl, name])}`;
}

/** The client that is registered with an Identity Center; sign-ins of one place share it. */
export const clientKey = (session: AwsSession): string => `aws-client-${placeOf(session)}`;

/** The lock of whoever refreshes: all profiles of a home queue up, for they may share the AWS CLI's file. */
export const lockName = (session: AwsSession): string => `refresh-aws-${placeOf(session)}`;

const placeOf = ({startUrl, region, endpoints}: AwsSession): string =>
  fingerprint([endpoints.oidc, region, startUrl]);

const fingerprint = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24);
