import type {Problem} from '../../core/problem.ts';
import {transportProblem} from '../entra/transport.ts';

interface Thrown {
  readonly name?: unknown;
  readonly code?: unknown;
}

/**
 * The problem of a call to AWS that got no answer, from what the request handler throws; `undefined` when that was
 * something else. `what` names the other side for people.
 */
export function unanswered(thrown: unknown, what: string): Problem | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined;
  const {name, code}: Thrown = thrown;
  if (code === 'REDIRECT_REFUSED') return {code: 'bad-answer', what, reason: 'it sends us elsewhere'};
  const known = typeof code === 'string' ? transportProblem(code, what) : undefined;
  if (known !== undefined || name !== 'TimeoutError') return known;
  return {code: 'unreachable', what, reason: 'no answer came in time'};
}

/** Why a call was given up by whoever asked for it; `undefined` while nobody has. */
export function givenUp({aborted, reason}: AbortSignal, what: string): Problem | undefined {
  if (!aborted) return undefined;
  if (!(reason instanceof Error) || reason.name !== 'TimeoutError')
    return {code: 'cancelled', reason: 'It was interrupted.'};
  const nextSteps = ['Run it again with a longer --timeout'];
  return {code: 'unreachable', what, reason: 'it did not answer in the time it was given', nextSteps};
}

/** What a status means that says nothing of the request itself; `undefined` for the ones that do. */
export function problemOfStatus(status: number, what: string): Problem | undefined {
  if (status === 429) return {code: 'throttled'};
  if (status >= 500 || status === 408) return {code: 'unreachable', what, reason: `it answered ${status}`};
  if (status >= 300 && status < 400)
    return {code: 'bad-answer', what, reason: `it sends us elsewhere (status ${status})`};
  return undefined;
}
