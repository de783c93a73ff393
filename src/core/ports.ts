import type {Agent} from 'node:http';
import type {Eligibility} from './eligibility.ts';
import type {Grant} from './grant.ts';
import type {Identity, SignInEvent, SignInFlow, StepUp} from './identity.ts';
import type {Actor, Intent, Receipt} from './intent.ts';
import type {AuthorityName, Kind} from './kind.ts';
import type {AwsCredentials} from './loan.ts';
import type {Policy} from './policy.ts';
import type {Problem} from './problem.ts';
import type {Secret} from './secret.ts';
import type {Instant, Millis} from './time.ts';
import type {Untrusted} from './untrusted.ts';

export type {EmergencyKeys, Incidents, Prober, Teller, UserKey} from './emergency-ports.ts';
export type {
  AccountBook,
  Acknowledging,
  AuditLog,
  Cache,
  Cached,
  Journal,
  KeptAccount,
  LoanBook,
  Locks,
  Reminders,
  SettingsStore,
  StatusFile,
} from './keeping-ports.ts';
export type {
  AwsConfigFile,
  AwsProfileBlock,
  CliSignIns,
  Guard,
  GuardList,
  Keyring,
  NoKeyring,
  TokenVault,
} from './machine-ports.ts';

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
