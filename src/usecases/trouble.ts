import type {Eligibility} from '../core/eligibility.ts';
import {type Kind, kindLabel} from '../core/kind.ts';
import {type Problem, problemOf, Trouble} from '../core/problem.ts';

/** The problem with where it comes from added, unless it already says so. */
export function about(problem: Problem, subject: Pick<Eligibility, 'id' | 'kind'>): Problem {
  return {
    ...problem,
    provider: problem.provider ?? subject.kind,
    eligibilityId: problem.eligibilityId ?? subject.id,
  };
}

/**
 * Why a source did not answer. After `--timeout` (a `TimeoutError`, see `AbortSignal.timeout`) an unanswered source is
 * `unreachable` (contract 3), whatever its SDK made of the interruption; a `Trouble` as the reason speaks for itself.
 */
export function sourceProblem(thrown: unknown, kind: Kind, signal: AbortSignal): Problem {
  const problem = problemOf(signal.aborted ? interruption(signal, kind) : thrown);
  return {...problem, provider: problem.provider ?? kind};
}

function interruption(signal: AbortSignal, kind: Kind): unknown {
  const why: unknown = signal.reason;
  if (why instanceof Trouble) return why;
  if (!(why instanceof Error) || why.name !== 'TimeoutError')
    return new Trouble({code: 'cancelled', reason: 'It was interrupted.'});
  return new Trouble({
    code: 'unreachable',
    what: kindLabel(kind),
    reason: 'it did not answer in the time it was given',
    nextSteps: ['Run it again with a longer --timeout'],
  });
}

/** What expected trouble came of the work, or `undefined`. Anything that is not expected is thrown on. */
export async function troubleIn(work: () => Promise<unknown>): Promise<Problem | undefined> {
  try {
    await work();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Trouble) return thrown.problem;
    throw thrown;
  }
}
