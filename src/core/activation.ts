import type {Grant} from './grant.ts';
import type {Problem} from './problem.ts';
import type {ActivationState} from './state.ts';
import type {Instant} from './time.ts';
import type {Untrusted} from './untrusted.ts';

/** What happens on the way; both faces fold these with `step`. The names are the contract's event types (4). */
export type ActivationEvent =
  | {readonly type: 'submitted'; readonly requestId: string}
  | {readonly type: 'step-up'; readonly context: string}
  | {readonly type: 'pending-approval'; readonly requestId: string; readonly approvers: readonly Untrusted[]}
  | {
      readonly type: 'provisioning';
      readonly requestId: string;
      readonly state: 'provisioning' | 'unknown';
      /** What the waiting is for, in words that are safe to print. */
      readonly detail?: string | undefined;
    }
  | {readonly type: 'scheduled'; readonly requestId: string; readonly startsAt: Instant}
  | {readonly type: 'active'; readonly requestId: string | null; readonly grant: Grant}
  /** The cloud lets it be used by now, as far as the cloud can be asked. */
  | {readonly type: 'usable'; readonly grant: Grant}
  | {readonly type: 'ending'; readonly grant: Grant}
  | {readonly type: 'deactivating'; readonly endsEarlyAt: Instant | null; readonly problem: Problem | null}
  | {readonly type: 'ended'}
  | {readonly type: 'cancelled'; readonly requestId: string}
  /** `state` is where things really stand: `active` when the role is held and only the asking, or the record, failed. */
  | {readonly type: 'failed'; readonly problem: Problem; readonly state?: ActivationState | undefined};

/** One item of the `activations` document, as far as the story has been told. */
export interface Activation {
  readonly state: ActivationState;
  readonly requestId: string | null;
  readonly grant: Grant | null;
  readonly problem: Problem | null;
  readonly endsEarlyAt: Instant | null;
  readonly approvers: readonly Untrusted[];
}

/** Nothing has been sent yet. */
export const NOT_SENT: Activation = {
  state: 'unknown',
  requestId: null,
  grant: null,
  problem: null,
  endsEarlyAt: null,
  approvers: [],
};

/** Total: every event has an answer in every state. Final states shrug off late news (style, "States are unions"). */
export function step(now: Activation, event: ActivationEvent): Activation {
  if (isSettled(now) || isLate(now, event)) return now;
  switch (event.type) {
    case 'submitted':
      return {...now, state: 'submitted', requestId: event.requestId};
    case 'step-up':
      return {...now, state: 'step-up'};
    case 'pending-approval':
      return {...now, state: 'pending-approval', requestId: event.requestId, approvers: event.approvers};
    case 'provisioning':
      return {...now, state: event.state, requestId: event.requestId};
    case 'scheduled':
      return {...now, state: 'scheduled', requestId: event.requestId};
    case 'active':
      return {...now, state: 'active', requestId: event.requestId ?? now.requestId, grant: event.grant};
    case 'usable':
      return {...now, grant: event.grant};
    case 'ending':
      return {...now, state: 'deactivating', grant: event.grant};
    case 'deactivating':
      return {...now, state: 'deactivating', endsEarlyAt: event.endsEarlyAt, problem: event.problem};
    case 'ended':
      return {...now, state: 'ended', endsEarlyAt: null, problem: null};
    case 'cancelled':
      return {...now, state: 'cancelled', requestId: event.requestId};
    case 'failed':
      return {...now, state: event.state ?? 'failed', problem: event.problem};
  }
}

const ON_THE_WAY: readonly string[] = [
  'submitted',
  'step-up',
  'pending-approval',
  'provisioning',
  'scheduled',
];

/** What is active, or already ending, is not put back on the way by an answer that was slow. */
function isLate(now: Activation, event: ActivationEvent): boolean {
  return (now.state === 'active' || now.state === 'deactivating') && ON_THE_WAY.includes(event.type);
}

function isSettled(now: Activation): boolean {
  if (now.state === 'ended' || now.state === 'denied' || now.state === 'cancelled') return true;
  return now.state === 'failed' || (now.state === 'unknown' && now.problem !== null);
}
