import type {Scope} from '../core/eligibility.ts';
import type {IntentRow, Wish} from '../core/intent.ts';
import type {Kind} from '../core/kind.ts';
import type {Problem} from '../core/problem.ts';
import type {ActivationState} from '../core/state.ts';
import type {Instant} from '../core/time.ts';
import type {Untrusted} from '../core/untrusted.ts';
import type {CatchUpEvent} from './catch-up.ts';

/**
 * `adopted`: it is at the cloud, and ours again. `closed`: it came to nothing. `ended`: an end that was owed is done.
 * `queued`: it is owed still. `watched`: on its way, or another process is at it. `unknown`: nobody could be asked.
 */
export type ReconcileAction = 'adopted' | 'closed' | 'ended' | 'queued' | 'watched' | 'unknown';

/** What became of one thing that was left open: the row of the `reconciliations` document, and what people read of it. */
export interface Reconciled {
  readonly requestId: string | null;
  readonly eligibilityId: string;
  readonly kind: Kind;
  readonly name: Untrusted;
  readonly scope: Scope;
  /** The last state that the journal knew. */
  readonly was: ActivationState;
  readonly state: ActivationState;
  readonly action: ReconcileAction;
  readonly problem: Problem | null;
  /** Server time from which an end that is queued is tried again. */
  readonly endsEarlyAt: Instant | null;
  /** What a command in the background says of it; `null`: nothing has happened. */
  readonly news: CatchUpEvent | null;
}

type Come = Pick<Reconciled, 'state' | 'action'> &
  Partial<Pick<Reconciled, 'problem' | 'endsEarlyAt' | 'news' | 'requestId'>>;

const NOTHING = {problem: null, endsEarlyAt: null, news: null};

export function ofRow({intent, requestId, state: was}: IntentRow, come: Come): Reconciled {
  const {eligibilityId, kind, name, scope} = intent;
  return {...NOTHING, requestId, eligibilityId, kind, name, scope, was, ...come};
}

export function ofWish({grant, attempts}: Wish, come: Come): Reconciled {
  const {requestId, eligibilityId, kind, name, scope} = grant;
  const was = attempts > 0 ? 'deactivating' : 'active';
  return {...NOTHING, requestId, eligibilityId, kind, name, scope, was, ...come};
}
