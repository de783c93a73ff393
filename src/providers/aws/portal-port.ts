import type {AwsCredentials} from '../../core/loan.ts';
import type {Untrusted} from '../../core/untrusted.ts';

export interface PortalAccount {
  readonly accountId: string;
  /** May be empty. */
  readonly accountName: Untrusted;
}

/**
 * The access portal of a session, under one limiter for the whole process (reference aws-jit 2). Calls are read-only and
 * retried: 429 and 5xx with jitter, a refused token once with a fresh one. They reject with `Trouble`: `signed-out`,
 * `throttled`, `unreachable`, `bad-answer`, `not-eligible` for 403 "No access" and for 404.
 */
export interface Portal {
  /** Page by page as they arrive, to the last. */
  accounts(session: string, signal: AbortSignal): AsyncIterable<readonly PortalAccount[]>;
  /** Names of the permission sets in one account, all pages. */
  permissionSets(session: string, accountId: string, signal: AbortSignal): Promise<readonly string[]>;
  credentials(
    session: string,
    accountId: string,
    permissionSet: string,
    signal: AbortSignal,
  ): Promise<AwsCredentials>;
}
