import type {Eligibility} from './eligibility.ts';
import type {Grant} from './grant.ts';
import type {Receipt} from './intent.ts';
import type {Problem} from './problem.ts';
import type {Secret} from './secret.ts';
import type {Instant} from './time.ts';
import type {Untrusted} from './untrusted.ts';

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
