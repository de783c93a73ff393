import {explain} from '../core/explain.ts';
import type {SignInEvent, SignInFlow, StepUp} from '../core/identity.ts';
import type {Kind} from '../core/kind.ts';
import {type Problem, type ProblemCode, problemOf} from '../core/problem.ts';
import {visible} from '../core/untrusted.ts';
import {authorityFor} from './actor-of.ts';
import type {App} from './app.ts';

/** The claims request that was met, or why it was not. */
export type Met =
  | {readonly type: 'met'; readonly challenge: StepUp}
  | {readonly type: 'unmet'; readonly problem: Problem};

/** These say something about the way to the authority, not about its answer, and keep their own name. */
const ON_THE_WAY: readonly ProblemCode[] = [
  'unreachable',
  'bad-answer',
  'bug',
  'throttled',
  'misconfigured',
  'state-unwritable',
];

/** The step-ups of one batch: a person is asked once per authentication context, and for one at a time. */
export class StepUps {
  readonly #app: App;
  readonly #flow: SignInFlow | 'never';
  readonly #met = new Map<string, Promise<Met>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(app: App, flow: SignInFlow | 'never') {
    this.#app = app;
    this.#flow = flow;
  }

  /** Tells the sign-in events of the first who asks; whoever needs the same context later waits for its outcome. */
  async *meet(challenge: StepUp, kind: Kind, signal: AbortSignal): AsyncGenerator<SignInEvent, Met> {
    const flow = this.#flow;
    const {context} = challenge;
    if (flow === 'never') return {type: 'unmet', problem: {code: 'step-up-needed', context}};
    const known = this.#met.get(context);
    if (known !== undefined) return known;
    const outcome = Promise.withResolvers<Met>();
    this.#met.set(context, outcome.promise);
    const before = this.#last;
    this.#last = outcome.promise;
    let met: Met = {type: 'unmet', problem: {code: 'cancelled', reason: 'It was interrupted.'}};
    try {
      await before;
      met = yield* this.#ask(challenge, kind, flow, signal);
    } finally {
      outcome.resolve(met);
    }
    return met;
  }

  async *#ask(
    challenge: StepUp,
    kind: Kind,
    flow: SignInFlow,
    signal: AbortSignal,
  ): AsyncGenerator<SignInEvent, Met> {
    const authority = authorityFor(this.#app, {kind, address: {}});
    if (authority === undefined)
      return {type: 'unmet', problem: {code: 'step-up-needed', context: challenge.context}};
    try {
      yield* authority.stepUp(challenge, kind, flow, signal);
      return {type: 'met', challenge};
    } catch (thrown) {
      return {type: 'unmet', problem: refusal(problemOf(thrown), challenge, signal)};
    }
  }
}

/** Refused, for whatever reason, is `step-up-needed`, and the reason is explained in it (contract 3). */
function refusal(problem: Problem, {context}: StepUp, signal: AbortSignal): Problem {
  if (signal.aborted) return {code: 'cancelled', reason: 'It was interrupted.'};
  if (problem.code === 'step-up-needed' || ON_THE_WAY.includes(problem.code)) return problem;
  const {correlationId} = problem;
  return {code: 'step-up-needed', context, detail: visible(explain(problem).title), correlationId};
}
