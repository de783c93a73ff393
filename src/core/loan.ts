import type {Grant} from './grant.ts';
import type {Actor, Ticket} from './intent.ts';
import type {Secret} from './secret.ts';
import {type Instant, minutes} from './time.ts';

/** Temporary credentials of an AWS role session. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly sessionToken: Secret;
  /** Server time at which AWS stops taking them, whatever we do. */
  readonly expiresAt: Instant;
}

/**
 * AWS credentials on loan until an end of ours. No cloud knows of it: the row in the state store is the loan, and the
 * credentials lie among the tokens. `grant.id` is its name, `grant.endsAt` its end.
 */
export interface Loan {
  readonly grant: Grant;
  readonly actor: Actor;
  /** The intent that opened it: how a lost answer is found again. */
  readonly intentId: string;
  /** What it was asked for with, so that credentials that are lent anew carry the same record. */
  readonly ticket?: Ticket | undefined;
}

/** Credentials with less than this before them are renewed, where the loan goes on after them. */
const RENEWED_BEFORE = minutes(5);

/**
 * Whether kept credentials may still be handed out at `now` (server time). Those that last to the loan's end are good to
 * their last second; nothing is handed out after that end.
 */
export function stillWillDo({expiresAt}: AwsCredentials, {grant}: Loan, now: Instant): boolean {
  const endsAt = grant.endsAt ?? Number.POSITIVE_INFINITY;
  if (Math.min(expiresAt, endsAt) <= now) return false;
  return expiresAt >= endsAt || expiresAt - now >= RENEWED_BEFORE;
}
