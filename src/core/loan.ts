import type {Grant} from './grant.ts';
import type {Actor, Ticket} from './intent.ts';
import type {Secret} from './secret.ts';
import type {Instant} from './time.ts';

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
