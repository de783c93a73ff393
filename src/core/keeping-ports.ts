import type {AuditAnchor, AuditEntry, AuditFact, AuditProof, AuditTrust, AuditVerdict} from './audit.ts';
import type {Eligibility} from './eligibility.ts';
import type {Grant} from './grant.ts';
import type {Intent, IntentRow, ProcessMark, Wish} from './intent.ts';
import type {Kind} from './kind.ts';
import type {AwsCredentials, Loan} from './loan.ts';
import type {Policy} from './policy.ts';
import type {Problem} from './problem.ts';
import type {Settings} from './settings.ts';
import type {ActivationState} from './state.ts';
import type {Instant, Millis} from './time.ts';

/** Intents and wishes, durable before their call returns (`synchronous=FULL`). */
export interface Journal {
  open(intent: Intent): Promise<void>;
  /** The cloud has named the request (Graph). */
  named(intentId: string, requestId: string): Promise<void>;
  settle(intentId: string, state: ActivationState, at: Instant): Promise<void>;
  /** A state on the way: kept with its time, so that `was` can be told later. Not after the intent has been settled. */
  progressed(intentId: string, state: ActivationState, at: Instant): Promise<void>;
  /** What comes of an intent that is not settled yet is to be ended (`Intent.isUnwanted`). */
  unwant(intentId: string): Promise<void>;
  /** Intents without a final state, oldest first. */
  unsettled(): Promise<readonly IntentRow[]>;
  wish(wish: Wish): Promise<void>;
  /** Wishes that have not been carried out, soonest first. */
  wishes(): Promise<readonly Wish[]>;
  /**
   * Takes a wish for `lease` milliseconds so that two processes do not carry it out at once; false: another has it, or
   * the process that it ends with is still alive (its own process may take it).
   */
  claim(wishId: string, now: Instant, lease: Millis): Promise<boolean>;
  /** Not yet: the cloud gave a later time, or it failed. Releases the claim. */
  postpone(wishId: string, dueAt: Instant): Promise<void>;
  fulfil(wishId: string): Promise<void>;
  /** The process that something was to end with lives no longer; what it left is to be ended by whoever looks. */
  isHolderGone(holder: ProcessMark): boolean;
  /** Absent: no intent says of itself that it is one of a batch. */
  readonly batches?: Batches | undefined;
}

/** What becomes of batches that are had whole or not at all (`Intent.batch`). */
export interface Batches {
  /** It is kept, in one step: no end is owed for it any more, and what is on its way may come. */
  keep(batch: string, at: Instant): Promise<void>;
  /** It is given up: what still comes of its requests is to be ended (`Intent.isUnwanted`). */
  unwant(batch: string): Promise<void>;
}

/**
 * Loans of this profile. Rows are durable before their call returns; credentials lie in the token vault under the loan's
 * id. A loan whose end has come is no longer in the list.
 */
export interface LoanBook {
  /** Open loans at `now` (server time), soonest end first. */
  open(now: Instant): Promise<readonly Loan[]>;
  /**
   * The credentials first, then the row: a row without credentials could not be lent from. There is one open loan of an
   * eligibility: where another process has opened one meanwhile, that one is answered and nothing is begun.
   */
  begin(loan: Loan, credentials: AwsCredentials): Promise<Loan | undefined>;
  /** `undefined`: none are kept here (a store in memory, another machine's home). */
  credentials(loanId: string): Promise<AwsCredentials | undefined>;
  /** Renewed ones; the row's `credentialsEndAt` follows. Does nothing when the loan has been ended meanwhile. */
  renew(loanId: string, credentials: AwsCredentials): Promise<void>;
  /**
   * Moves the end of an open loan: `loan` takes the place of the row of its id, and `credentials`, where given, that of
   * the kept ones before. False: it has been ended, or is over, and stays so.
   */
  extend(loan: Loan, credentials?: AwsCredentials): Promise<boolean>;
  /** Forgets the credentials, then closes the row; false when there was none. */
  end(loanId: string): Promise<boolean>;
}

/** One AWS account as a session showed it. */
export interface KeptAccount {
  readonly accountId: string;
  readonly permissionSets: readonly string[];
  /** Wall clock. */
  readonly readAt: Instant;
}

/** What each account of a session was last seen to offer, so that a reading that was cut short goes on where it was. */
export interface AccountBook {
  read(session: string): Promise<ReadonlyMap<string, KeptAccount>>;
  keep(session: string, account: KeptAccount): Promise<void>;
}

export interface Cached<T> {
  readonly value: T;
  /** Wall clock. */
  readonly readAt: Instant;
  /** What could not be read then, one problem each: the copy lacks it, and says so (contract 4). */
  readonly gaps?: readonly Problem[] | undefined;
}

/** What was last read, for showing at once; never for deciding that access exists. Keyed by kind and identity. */
export interface Cache {
  eligibilities(kind: Kind): Promise<Cached<readonly Eligibility[]> | undefined>;
  keepEligibilities(
    kind: Kind,
    items: readonly Eligibility[],
    readAt: Instant,
    gaps?: readonly Problem[],
  ): Promise<void>;
  grants(kind: Kind): Promise<Cached<readonly Grant[]> | undefined>;
  keepGrants(kind: Kind, items: readonly Grant[], readAt: Instant): Promise<void>;
  policies(kind: Kind): Promise<ReadonlyMap<string, Cached<Policy>>>;
  keepPolicy(kind: Kind, eligibilityId: string, policy: Policy, readAt: Instant): Promise<void>;
}

/** The tamper-evident record. Appending is durable (fsync) before it returns; rejects `state-unwritable`. */
export interface AuditLog {
  append(fact: AuditFact): Promise<AuditEntry>;
  entries(): AsyncIterable<AuditEntry>;
  /** The whole file, every signature, and what was kept of it outside of it. */
  verify(trust?: AuditTrust): Promise<AuditVerdict>;
  /** The same judgement for what is new since it was last called, with no key and little reading. Absent: not kept. */
  readonly check?: (() => Promise<AuditVerdict>) | undefined;
  /** Takes note of what `verify` finds, and goes on from there; `undefined`: there is nothing to take note of. */
  readonly acknowledge?:
    | ((fact: AuditFact, options: Acknowledging) => Promise<AuditEntry | undefined>)
    | undefined;
  /** Signs what has not been signed. Rejects with `Trouble` where the key is not at hand; never asks anybody. */
  readonly sign?: ((practice: boolean) => Promise<void>) | undefined;
  /** Rejects `not-found` for a line that is not there, `failed` for one that no signature covers yet. */
  readonly prove?: ((seq: number) => Promise<AuditProof>) | undefined;
  /** The last line's hash and the key, as far as they are known without reading the file. */
  readonly anchor?: (() => Promise<AuditAnchor | undefined>) | undefined;
  /** Signing that goes on behind the work has come to its end. */
  readonly settled?: (() => Promise<void>) | undefined;
}

export interface Acknowledging {
  /** Sign with a new key from here on; the old one signs that where it is at hand. */
  readonly newKey: boolean;
}

/** Which reminders have been given, by whatever process: each mark of a grant once, also across restarts. */
export interface Reminders {
  /** True for the first who asks about this mark (seconds before the end) of this grant and end; durable before it returns. */
  firstTo(grantId: string, endsAt: Instant, mark: number): Promise<boolean>;
}

/** A small file with what is held now, for shell prompts and status bars (contract 5): absolute ends, never seconds left. */
export interface StatusFile {
  /** Replaces atomically; trouble is the caller's to drop. */
  write(grants: readonly Grant[], at: Instant): Promise<void>;
}

/** Mutual exclusion between processes that does not outlive a killed one (`locks.db`). */
export interface Locks {
  /** Waits, through the clock, until the lock is free or the signal fires. */
  holding<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

export interface SettingsStore {
  readonly path: string;
  /** Throws `misconfigured` naming the first key that is unknown or has a bad value. No file: `{}`. */
  read(): Promise<Settings>;
  /** Dotted name (`profiles.default.entra.tenantId`). `not-found` for a name the schema does not have. */
  get(name: string): Promise<unknown>;
  /** Checks the whole result before it replaces the file. */
  set(name: string, value: unknown): Promise<void>;
  /** As `set`, made of what is there then: nobody else's change comes in between. `undefined`: it is not there. */
  change(name: string, by: (old: unknown) => unknown): Promise<void>;
  /** JSON Schema 2020-12 of `config.json`. */
  schema(): Promise<unknown>;
}
