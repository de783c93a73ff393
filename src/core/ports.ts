import type {Agent} from 'node:http';
import type {
  Answer,
  Call,
  ConsoleLink,
  Ending,
  Extension,
  MadeRequest,
  Page,
  PlannedRequest,
} from './answers.ts';
import type {Eligibility} from './eligibility.ts';
import type {Grant} from './grant.ts';
import type {Identity, SignInEvent, SignInFlow, StepUp} from './identity.ts';
import type {Actor, Intent, Receipt} from './intent.ts';
import type {AuthorityName, Kind} from './kind.ts';
import type {AwsCredentials} from './loan.ts';
import type {Policy} from './policy.ts';
import type {Instant, Millis} from './time.ts';

export type {
  Answer,
  Call,
  ConsoleLink,
  Ending,
  Extension,
  MadeRequest,
  Page,
  PlannedRequest,
  Progress,
} from './answers.ts';
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
  /** My requests as the cloud lists them, whatever became of them, for as long as it keeps them; absent: it keeps none. */
  madeRequests?(signal: AbortSignal): AsyncIterable<Page<MadeRequest>>;
  /** `UNKNOWN_POLICY` where an ordinary user may not read it. */
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
