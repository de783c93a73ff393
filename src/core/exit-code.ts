import type {ProblemCode} from './problem.ts';
import type {ActivationState} from './state.ts';

/** Contract 3. */
export const EXIT_CODES: Readonly<Record<ProblemCode, number>> = {
  usage: 64,
  failed: 1,
  unsupported: 1,
  cancelled: 2,
  'signed-out': 4,
  'step-up-needed': 4,
  'justification-needed': 64,
  'ticket-needed': 64,
  ambiguous: 65,
  'not-found': 65,
  'not-active': 65,
  unreachable: 69,
  'bad-answer': 69,
  bug: 70,
  'state-unwritable': 73,
  throttled: 75,
  'sign-in-blocked': 77,
  'consent-missing': 77,
  'not-eligible': 77,
  denied: 77,
  'duration-too-long': 77,
  'duration-too-short': 77,
  'approval-timeout': 77,
  misconfigured: 78,
  'request-pending': 81,
  'too-soon-to-end': 81,
  'audit-broken': 83,
  'already-active': 0,
};

export const PARTLY_DONE = 80;
export const NOT_THERE_YET = 81;
export const GAVE_UP_WAITING = 82;
export const INTERRUPTED = 130;

/** The first that occurs names a batch in which everything failed, each for its own reason (contract 3). */
const WORST_FIRST = [70, 73, 83, 78, 4, 77, 75, 69, 65, 64, 1, 2] as const;

/** How one item of several ended. A pending one carries what its code would be alone: 81, or 82 after a wait. */
export type Fate =
  | {readonly type: 'reached'}
  | {readonly type: 'pending'; readonly code: 81 | 82}
  | {readonly type: 'failed'; readonly code: number};

/** The exit code of several items (contract 3, "Several items"). No items at all is done. */
export function exitCodeOf(fates: readonly Fate[]): number {
  const failed = fates.flatMap(fate => (fate.type === 'failed' ? [fate.code] : []));
  if (failed.length > 0) return failed.length === fates.length ? worst(failed) : PARTLY_DONE;
  const pending = fates.flatMap(fate => (fate.type === 'pending' ? [fate.code] : []));
  return pending.length === 0 ? 0 : Math.max(...pending);
}

function worst(codes: readonly number[]): number {
  const first = codes[0] ?? 0;
  return codes.every(code => code === first)
    ? first
    : (WORST_FIRST.find(code => codes.includes(code)) ?? first);
}

/** A list whose sources answered in part: 80; none answered: their own code (contract 3, "Lists"). */
export function exitCodeOfSources(answered: number, failures: readonly number[]): number {
  if (failures.length === 0) return 0;
  return answered > 0 ? PARTLY_DONE : worst(failures);
}

/** What a state that is not a failure means for the exit code; a watched one that did not arrive is still pending. */
export function fateOfState(state: ActivationState, waited: boolean): Fate {
  if (state === 'active' || state === 'scheduled' || state === 'ended' || state === 'cancelled')
    return {type: 'reached'};
  return {type: 'pending', code: waited ? GAVE_UP_WAITING : NOT_THERE_YET};
}
