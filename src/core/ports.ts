import type {Agent} from 'node:http';
import type {AuditAnchor, AuditEntry, AuditFact, AuditProof, AuditTrust, AuditVerdict} from './audit.ts';
import type {Eligibility} from './eligibility.ts';
import type {Grant} from './grant.ts';
import type {Identity, SignInEvent, SignInFlow, StepUp, TokenStoreLevel} from './identity.ts';
import type {Actor, Intent, IntentRow, ProcessMark, Receipt, Wish} from './intent.ts';
import type {AuthorityName, Kind} from './kind.ts';
import type {AwsCredentials, Loan} from './loan.ts';
import type {Policy} from './policy.ts';
import type {Problem} from './problem.ts';
import type {Secret} from './secret.ts';
import type {Settings} from './settings.ts';
import type {ActivationState} from './state.ts';
import type {Instant, Millis} from './time.ts';
import type {Untrusted} from './untrusted.ts';

/** Time is a guest: nothing else reads a clock or waits. */
export interface Clock {
  /** This machine's wall clock. */
  now(): Instant;
  /** Never goes back and does not jump; not comparable between processes. */
  monotonic(): Millis;
  /** Rejects with an `AbortError` when the signal fires. */
  sleep(length: Millis, signal: AbortSignal): Promise<void>;
}

/** Server time as the `Date` headers of the clouds tell it. */
export interface ServerTime {
  /** Wall clock plus the measured offset. */
  now(): Instant;
  /** Server minus wall; `undefined` until an answer has been seen in this process. */
  offset(): Millis | undefined;
  /**
   * False after this machine's wall clock was set, or the machine slept, until a cloud has answered again: times that are
   * shown meanwhile are marked `~`. Absent: nobody watches.
   */
  readonly isSure?: (() => boolean) | undefined;
}

/** One page of a source. `complete` is true on the last one only: a source that stops early was not read whole. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly complete: boolean;
  /** Parts of the source that could not be read, one problem each: the rest of it was (one account of many). */
  readonly gaps?: readonly Problem[] | undefined;
  /** How far a long reading is: `212 of 700` accounts. */
  readonly progress?: Progress | undefined;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** What a call to a cloud may need beside its subject. */
export interface Call {
  readonly signal: AbortSignal;
  /** JSON text of a claims request that has been met by a step-up: the call uses exactly that token. */
  readonly claims?: string | undefined;
  /** Six digits from the person's MFA device (AWS): good once, never written anywhere. */
  readonly mfaCode?: Secret | undefined;
}

/** What the cloud says of a request of ours. */
export type Answer =
  /** On its way. `submitted` is never final; watch with `check`. */
  | {
      readonly type: 'pending';
      readonly state: 'submitted' | 'pending-approval' | 'provisioning' | 'unknown';
      readonly receipt: Receipt;
      readonly approvers: readonly Untrusted[];
    }
  | {readonly type: 'scheduled'; readonly receipt: Receipt; readonly startsAt: Instant}
  /** The instance is there: the only thing that may be called active. */
  | {readonly type: 'active'; readonly receipt: Receipt; readonly grant: Grant}
  /** The cloud said no, or the request came to an end without a grant. Final. */
  | {
      readonly type: 'refused';
      readonly state: 'denied' | 'cancelled' | 'failed' | 'ended';
      readonly problem: Problem;
    }
  /** No whole answer came: whether the request took effect is not known. Read back with `find`, never send again. */
  | {readonly type: 'lost'; readonly problem: Problem};

/** What the cloud says when asked to end a grant. */
export type Ending =
  | {readonly type: 'ended'}
  /** Accepted, being carried out by the cloud. */
  | {readonly type: 'deactivating'}
  | {readonly type: 'too-soon'; readonly notBefore: Instant}
  /** There is nothing to end (any more). */
  | {readonly type: 'not-active'}
  | {readonly type: 'refused'; readonly problem: Problem}
  | {readonly type: 'lost'; readonly problem: Problem};

/** A request that the cloud says I have made. */
export interface MadeRequest {
  readonly requestId: string;
  readonly eligibilityId: string;
  readonly name: Untrusted;
  readonly scope: Eligibility['scope'];
  readonly createdAt: Instant | null;
  readonly justification: Untrusted | null;
  /** It asked for an activation; else for an end, an extension, … */
  readonly activates: boolean;
}

/** A request as it would be sent, for `--dry-run` and the preview. */
export interface PlannedRequest {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
}

/**
 * One source of access. Methods reject with `Trouble` for expected trouble; writes answer `lost` instead of rejecting
 * when their outcome is unknown. A provider never prints, prompts, caches, retries a write, or calls another.
 */
export interface AccessProvider {
  readonly kind: Kind;
  /** A part of the source that was read less than `maxAge` ago need not be read again; absent: everything is. */
  eligible(signal: AbortSignal, maxAge?: Millis): AsyncIterable<Page<Eligibility>>;
  /** Active grants, `standing` and `time-bound` ones too. */
  active(signal: AbortSignal): AsyncIterable<Page<Grant>>;
  /** My own open requests: waiting for people, for provisioning, or for their start. */
  open(signal: AbortSignal): AsyncIterable<Page<Grant>>;
  /** `UNKNOWN_POLICY` where an ordinary user may not read it. */
  /** My requests as the cloud lists them, whatever became of them, for as long as it keeps them; absent: it keeps none. */
  madeRequests?(signal: AbortSignal): AsyncIterable<Page<MadeRequest>>;
  policy(eligibility: Eligibility, signal: AbortSignal): Promise<Policy>;
  /** Scopes below the eligibility's own that may be asked for instead, where the kind has them. */
  narrower?(eligibility: Eligibility, signal: AbortSignal): AsyncIterable<Page<Eligibility['scope']>>;
  plan(intent: Intent): Promise<readonly PlannedRequest[]>;
  activate(intent: Intent, call: Call): Promise<Answer>;
  check(receipt: Receipt, signal: AbortSignal): Promise<Answer>;
  /** Looks a lost request up. `unknown`: the cloud could not be asked, or cannot tell yet. */
  find(intent: Intent, signal: AbortSignal): Promise<Answer | 'never-arrived' | 'unknown'>;
  /** `id` names the request where the cloud lets us name it (ARM). */
  deactivate(grant: Grant, id: string, call: Call): Promise<Ending>;
  /** Withdraws an open request of mine. */
  cancel(request: Grant, call: Call): Promise<Ending>;
  /** Whether what was asked for elsewhere (a linked group) has arrived, so that `activate` can succeed. */
  arrived?(eligibility: Eligibility, signal: AbortSignal): Promise<boolean>;
  /**
   * Credentials of an open loan of this kind, from the store while they live, else new ones. Rejects `not-active` once
   * the loan is over, `signed-out` when a person would have to be asked.
   */
  lend?(loan: Grant, call: Call): Promise<AwsCredentials>;
  /**
   * Whether the cloud lets a new grant be used by now, where it can be asked: role caches lag behind the list (reference
   * azure-pim 2.6). Absent where it cannot. Rejects with `Trouble` when it could not be asked this time.
   */
  usable?(grant: Grant, signal: AbortSignal): Promise<boolean>;
  /** Moves the end of a running grant, where the kind can: never a second grant beside it. */
  extend?(grant: Grant, request: Extension, call: Call): Promise<Answer>;
  /** A sign-in link to the cloud's console that ends no later than the loan. The whole link is a secret. */
  console?(loan: Grant, call: Call): Promise<ConsoleLink>;
}

export interface Extension {
  /** The intent's id: how it is told apart in the record. */
  readonly id: string;
  /** From now on, in seconds. */
  readonly duration: number;
  readonly justification: string | null;
}

export interface ConsoleLink {
  readonly url: Secret;
  /** Server time by which the console session ends; `null` where the cloud chooses (chained credentials). */
  readonly endsAt: Instant | null;
}

/** Sign-in of one profile with one authority. Nothing but `signIn` and `stepUp` ever asks a person. */
export interface Authority {
  readonly provider: AuthorityName;
  /** Which session it signs in to, where an authority has several (AWS); a row's `address.session` names it. */
  readonly session?: string | undefined;
  /** From the record; no network, never a prompt. */
  identity(): Promise<Identity>;
  /**
   * Who acts: asks for a token silently, checks tenant, audience and object id. Rejects `signed-out` when a person
   * would have to be asked.
   */
  actor(signal: AbortSignal): Promise<Actor>;
  signIn(flow: SignInFlow, signal: AbortSignal): AsyncIterable<SignInEvent>;
  /** Meets a claims request for the source that asked. Silent when the token in hand already does. */
  stepUp(challenge: StepUp, kind: Kind, flow: SignInFlow, signal: AbortSignal): AsyncIterable<SignInEvent>;
  /** Forgets tokens, record and the key that protects them. */
  signOut(): Promise<Identity>;
}

/** Intents and wishes, durable before their call returns (`synchronous=FULL`). */
export interface Journal {
  open(intent: Intent): Promise<void>;
  /** The cloud has named the request (Graph). */
  named(intentId: string, requestId: string): Promise<void>;
  settle(intentId: string, state: ActivationState, at: Instant): Promise<void>;
  /** A state on the way: kept with its time, so that `was` can be told later. Not after the intent has been settled. */
  progressed(intentId: string, state: ActivationState, at: Instant): Promise<void>;
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

/**
 * The AWS CLI's own sign-ins: JSON files in plain text under `~/.aws/sso/cache` (reference aws-jit 1). Names are file
 * names without `.json`.
 */
export interface CliSignIns {
  /** What the AWS CLI calls the file of an sso-session, or of a start URL: its SHA-1. */
  nameOf(sessionOrStartUrl: string): string;
  pathOf(name: string): string;
  /** Every file that is there and can be read. */
  all(): Promise<readonly {readonly name: string; readonly text: Secret}[]>;
  read(name: string): Promise<Secret | undefined>;
  /** Replaces atomically; 0600 in a folder of 0700. */
  write(name: string, text: Secret): Promise<void>;
  remove(name: string): Promise<void>;
}

/** A profile for the AWS config file: what stands under `[profile NAME]`, in this order. */
export interface AwsProfileBlock {
  /** Letters, digits and `_ - @ + . % : /`, which every AWS SDK can read. */
  readonly name: string;
  readonly lines: readonly (readonly [key: string, value: string])[];
}

/** The AWS CLI's config file (`AWS_CONFIG_FILE`, else `~/.aws/config`). Never its credentials file. */
export interface AwsConfigFile {
  readonly path: string;
  /** Names of the profiles that are there, `default` too; none when there is no file. Rejects `state-unwritable`. */
  profileNames(): Promise<readonly string[]>;
  /**
   * Puts all the blocks behind what is there, which stays byte for byte, or none. Rejects `usage` for a name that is
   * there already or any text that the file cannot hold, `state-unwritable` where it may not be written.
   */
  append(blocks: readonly AwsProfileBlock[]): Promise<void>;
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

/**
 * Somebody who stays behind: ends what was to end with this process when the process is gone, even by `kill -9`
 * (design 8). It ends nothing but what it was given.
 */
export interface Guard {
  /** Why nobody can stay behind here, so that people may choose to wait instead; absent: somebody can. */
  readonly unavailable?: Problem | undefined;
  /** Durable wishes whose `holder` is this process. Rejects with `Trouble` where no guard can live: the wishes stay. */
  ward(wishes: readonly Wish[]): Promise<void>;
  /** These have been ended, or are to stay. */
  release(wishIds: readonly string[]): Promise<void>;
  /** Nothing is left to guard: it leaves without doing anything. */
  dismiss(): Promise<void>;
}

/** Who stays behind, for which wishes, as far as they are alive. */
export interface GuardList {
  /** Replaces what was noted of this guard. */
  note(guard: ProcessMark, wishIds: readonly string[]): Promise<void>;
  /** Those that are gone are forgotten. */
  living(): Promise<readonly {readonly guard: ProcessMark; readonly wishIds: readonly string[]}[]>;
}

/** A small file with what is held now, for shell prompts and status bars (contract 5): absolute ends, never seconds left. */
export interface StatusFile {
  /** Replaces atomically; trouble is the caller's to drop. */
  write(grants: readonly Grant[], at: Instant): Promise<void>;
}

/** New random GUIDs. */
export type NewId = () => string;

/**
 * The one way out (design 3): proxy, `NO_PROXY` and trust are decided here for every stack; loopback is always direct.
 */
export interface Network {
  /** A keep-alive agent for the url's origin, through the proxy where one applies. */
  agentFor(url: string): Agent | Promise<Agent>;
  /** Each stack reports the `Date` header of every answer, and the wall clock when it asked. */
  sawDate(dateHeader: string | null | undefined, askedAt: Instant): void;
}

/** Mutual exclusion between processes that does not outlive a killed one (`locks.db`). */
export interface Locks {
  /** Waits, through the clock, until the lock is free or the signal fires. */
  holding<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

/**
 * Where tokens lie (contract 5). Entries are whole texts; a write replaces atomically. Rejects `signed-out`
 * (`store-unreadable`) when the store exists but cannot be opened: it is never overwritten then.
 */
export interface TokenVault {
  readonly level: TokenStoreLevel;
  readonly path: string | null;
  /** For `whoami`: how the store is protected, in words. */
  readonly protection: string;
  read(entry: string): Promise<Secret | undefined>;
  /** Read, change and write under one lock; returning `undefined` removes the entry. */
  change(entry: string, by: (old: Secret | undefined) => Secret | undefined): Promise<void>;
  /** Removes every entry, and the key that protects them. */
  forget(): Promise<void>;
}

/** The operating system's keyring, one named secret at a time. Rejects when it does not answer in time. */
export interface Keyring {
  /** What people call it: `macOS Keychain`. */
  readonly label: string;
  get(name: string): Promise<Secret | undefined>;
  set(name: string, value: Secret): Promise<void>;
  delete(name: string): Promise<void>;
}

/** There is no keyring that could be used, and why, in words. */
export interface NoKeyring {
  readonly unavailable: string;
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
