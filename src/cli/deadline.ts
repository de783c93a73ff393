import {showDuration} from '../core/duration.ts';
import type {Clock} from '../core/ports.ts';
import {type Problem, Trouble} from '../core/problem.ts';
import {type Seconds, seconds} from '../core/time.ts';

/** When a command stops waiting for the network: ctrl-c, or `--timeout`. */
export interface Deadline {
  readonly signal: AbortSignal;
  timedOut(): boolean;
  interrupted(): boolean;
  /** What an aborted call means; other problems stay what they are. */
  meaningOf(problem: Problem, what: string): Problem;
  /** The stream until the signal fires and a moment more, even where its source does not heed the signal. */
  heed<T>(events: AsyncIterable<T>): AsyncGenerator<T>;
  /** The same for one answer: rejects `cancelled` or `unreachable`. */
  answer<T>(work: Promise<T>): Promise<T>;
  stop(): void;
}

/** How long a call that was given up may take to say so. */
const GRACE = seconds(2);

export function createDeadline(clock: Clock, interrupted: AbortSignal, timeout: Seconds | null): Deadline {
  const timer = new AbortController();
  const stopped = new AbortController();
  if (timeout !== null) {
    const fire = () => timer.abort(new DOMException('timed out', 'TimeoutError'));
    clock.sleep(seconds(timeout), stopped.signal).then(fire, () => undefined);
  }
  const signal = AbortSignal.any([interrupted, timer.signal]);
  const given = givenUp(clock, signal, stopped.signal);
  const timedOut = () => timer.signal.aborted && !interrupted.aborted;
  const meaningOf = (problem: Problem, what: string): Problem =>
    timedOut() && isInterruption(problem) ? noAnswer(what, timeout, problem) : problem;
  return {
    signal,
    timedOut,
    interrupted: () => interrupted.aborted,
    meaningOf,
    heed: events => heed(events, given),
    answer: async work => {
      const answer = await Promise.race([work.then(value => ({value})), given.then(() => null)]);
      if (answer !== null) return answer.value;
      throw new Trouble(meaningOf({code: 'cancelled', reason: 'It was interrupted.'}, 'The cloud'));
    },
    stop: () => stopped.abort(new DOMException('done', 'AbortError')),
  };
}

/** Some stacks throw the signal's own reason, others an `AbortError`. */
function isInterruption(problem: Problem): boolean {
  if (problem.code !== 'bug') return problem.code === 'cancelled';
  return problem.cause instanceof Error && problem.cause.name === 'TimeoutError';
}

function noAnswer(what: string, timeout: Seconds | null, problem: Problem): Problem {
  const reason = `no answer within ${showDuration(timeout ?? 0)}`;
  const nextSteps = ['Give it longer with --timeout, or check the network and HTTPS_PROXY'];
  const {provider, eligibilityId} = problem;
  return {code: 'unreachable', what, reason, nextSteps, provider, eligibilityId};
}

/** Settles a grace after the signal fires; never before. */
function givenUp(clock: Clock, signal: AbortSignal, stopped: AbortSignal): Promise<void> {
  const {promise, resolve} = Promise.withResolvers<void>();
  const begin = () => clock.sleep(GRACE, stopped).then(resolve, () => undefined);
  if (signal.aborted) begin();
  else signal.addEventListener('abort', begin, {once: true});
  return promise;
}

async function* heed<T>(events: AsyncIterable<T>, given: Promise<void>): AsyncGenerator<T> {
  const source = events[Symbol.asyncIterator]();
  for (;;) {
    const next = source.next();
    const first = await Promise.race([next, given.then(() => undefined)]);
    if (first === undefined) {
      next.catch(() => undefined);
      return;
    }
    if (first.done === true) return;
    yield first.value;
  }
}
