import type {Intent} from '../core/intent.ts';
import {kindLabel} from '../core/kind.ts';
import type {AccessProvider, Answer, Clock} from '../core/ports.ts';
import {type Problem, problemOf, Trouble} from '../core/problem.ts';
import {LOOKS} from '../core/retry.ts';
import type {Millis} from '../core/time.ts';

type Finder = Pick<AccessProvider, 'find'>;

/** What a cloud says for certain. */
export type Certain = Exclude<Answer, {readonly type: 'lost'}>;

/** Whether the request took effect is not known: the journal keeps it open, and it is never sent again. */
export interface Unsure {
  readonly type: 'unsure';
  readonly problem: Problem;
}

export type Found =
  | {readonly type: 'found'; readonly answer: Certain}
  | {readonly type: 'never-arrived'}
  /** Why it could not be asked, where that is known. */
  | {readonly type: 'unknown'; readonly problem?: Problem | undefined};

/**
 * Looks a request up whose answer was lost. "Never arrived" counts when two looks in a row say so: a slow request may
 * come in after the first.
 */
export async function readBack(
  provider: Finder,
  intent: Intent,
  clock: Clock,
  signal: AbortSignal,
): Promise<Found> {
  let before: Found = {type: 'unknown'};
  for (const pause of LOOKS) {
    if (!(await slept(clock, pause, signal))) break;
    const found = await look(provider, intent, signal);
    if (found.type === 'found') return found;
    if (found.type === 'never-arrived' && before.type === 'never-arrived') return found;
    before = found;
  }
  return {type: 'unknown'};
}

/** One look. Trouble on the way is `unknown`; what is not expected is thrown on. */
export async function look(provider: Finder, intent: Intent, signal: AbortSignal): Promise<Found> {
  try {
    const found = await provider.find(intent, signal);
    if (typeof found === 'string') return {type: found};
    if (found.type === 'lost') return {type: 'unknown', problem: found.problem};
    return {type: 'found', answer: found};
  } catch (thrown) {
    if (thrown instanceof Trouble || signal.aborted) return {type: 'unknown', problem: problemOf(thrown)};
    throw thrown;
  }
}

async function slept(clock: Clock, length: Millis, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(length, signal);
    return true;
  } catch (thrown) {
    if (signal.aborted) return false;
    throw thrown;
  }
}

/** Said when it is certain that nothing happened. A mistake of ours keeps its own name. */
export function neverArrived(lost: Problem, {kind}: Intent): Problem {
  if (lost.code === 'bug') return lost;
  return {
    ...aboutOf(lost),
    code: 'unreachable',
    what: kindLabel(kind),
    reason: 'the request never arrived there, and nothing happened',
    nextSteps: ['Run it again'],
  };
}

/** Said when nobody can tell. */
export function notKnown(lost: Problem, {kind}: Intent): Problem {
  if (lost.code === 'bug') return lost;
  return {
    ...aboutOf(lost),
    code: 'unreachable',
    what: kindLabel(kind),
    reason: 'its answer was lost, and whether the request went through is not known yet',
    nextSteps: ['See it with stint status before you ask again; nothing is sent twice'],
  };
}

function aboutOf({provider, eligibilityId, correlationId}: Problem) {
  return {provider, eligibilityId, correlationId};
}
