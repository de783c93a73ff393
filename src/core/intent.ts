import type {Condition, Scope, WireAddress} from './eligibility.ts';
import type {Grant} from './grant.ts';
import type {Kind} from './kind.ts';
import type {ActivationState} from './state.ts';
import type {Instant, Seconds} from './time.ts';
import type {Untrusted} from './untrusted.ts';

export interface Ticket {
  readonly number: string;
  readonly system: string | null;
}

/** What a person asked for, before any of it is sent. */
export interface ActivationRequest {
  readonly duration: Seconds;
  readonly justification: string | null;
  readonly ticket: Ticket | null;
  /** A narrower scope than the eligibility's own (an ARM id), or `null`. */
  readonly narrowerScope: string | null;
  /** `null`: at once, by the service's own clock. */
  readonly startAt: Instant | null;
}

/** Who is acting, in which authority. Rows of the journal and the log carry it; `oid` is the resource tenant's. */
export interface Actor {
  readonly profile: string;
  readonly authority: string;
  readonly tenantId: string;
  readonly oid: string;
  readonly account: string;
}

/** Which process. A pid is used again by others; the time at which it began tells them apart (empty: not known). */
export interface ProcessMark {
  readonly pid: number;
  /** As the system writes it; only ever compared. */
  readonly since: string;
}

/**
 * One activation that is about to be sent. `id` is ours, made before sending, and is the ARM request's name; it is
 * durable in the journal before the first byte leaves (design 8).
 */
export interface Intent {
  readonly id: string;
  readonly kind: Kind;
  readonly eligibilityId: string;
  readonly name: Untrusted;
  readonly scope: Scope;
  readonly condition: Condition | null;
  readonly address: WireAddress;
  readonly request: ActivationRequest;
  readonly actor: Actor;
  /** Server time as far as it was known. */
  readonly openedAt: Instant;
  /** What comes of it ends with this process (`exec`, `--until-exit`), whatever becomes of the process. */
  readonly untilExit?: ProcessMark | undefined;
  /** One of a batch that is had whole or not at all: until the batch is kept, what comes of it ends with this process. */
  readonly batch?: {readonly id: string; readonly by: ProcessMark} | undefined;
  /** Its answer was lost and its batch has been rolled back: what comes of it is to be ended. */
  readonly isUnwanted?: boolean | undefined;
  /** Not a new grant: the end of this one is to be moved. Its end as it was tells later whether that took effect. */
  readonly extends?: {readonly grantId: string; readonly endsAt: Instant | null} | undefined;
}

/** What identifies a sent request at the cloud: ARM's is the intent's id, Graph gives its own. */
export interface Receipt {
  readonly requestId: string;
  readonly intent: Intent;
}

/** What a journal row tells about an intent that has been settled, or is known so far. */
export interface IntentRow {
  readonly intent: Intent;
  readonly requestId: string | null;
  readonly state: ActivationState;
  readonly settledAt: Instant | null;
}

/**
 * An end we owe: "end this grant by T". Kept until the cloud has ended it, carried out by whoever runs next
 * (design 8). `grant` is a whole copy, so that no list is needed to act.
 */
export interface Wish {
  readonly id: string;
  readonly grant: Grant;
  readonly actor: Actor;
  /** Server time from which the cloud will take it. */
  readonly dueAt: Instant;
  readonly reason: 'asked' | 'rollback' | 'until-exit';
  readonly attempts: number;
  /** While this process lives the end is not due, whatever `dueAt` says; when it is gone it is. */
  readonly holder?: ProcessMark | undefined;
  /** It is owed only while this batch is not kept (`Intent.batch`). */
  readonly batch?: string | undefined;
}
