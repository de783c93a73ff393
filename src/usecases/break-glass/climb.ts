import type {Activation} from '../../core/activation.ts';
import type {Rung} from '../../core/ladder.ts';
import {type Problem, problemOf} from '../../core/problem.ts';
import {isFinal} from '../../core/state.ts';
import type {Millis} from '../../core/time.ts';
import {about} from '../trouble.ts';
import {ANSWER_LIMIT} from './answering.ts';
import {type Asked, asking} from './asking.ts';
import type {EmergencyStory} from './emergency-story.ts';
import type {Evidence} from './evidence.ts';
import type {Flow} from './flow.ts';
import {aboutFooting, type Footing, footingOf} from './footing.ts';
import {runningGrant, type Waiting, withdrawing} from './withdraw.ts';

interface Turn {
  readonly isAgain: boolean;
  /** No other rung is left. */
  readonly isLast: boolean;
}

type Outcome = 'granted' | 'passed' | Waiting;

/**
 * The rungs in order: the first that works wins. Those whose services do not answer are left for the end, then tried all
 * the same: a probe is no proof. What waits for approval goes on waiting while the next is tried.
 */
export async function* climb(flow: Flow, evidence: Evidence): AsyncGenerator<EmergencyStory> {
  const {order, chronicle, signal} = flow;
  const down = new Map(order.rungs.map(rung => [rung, evidence.downFor(rung)]));
  const later = order.rungs.filter(rung => down.get(rung) !== undefined);
  const waiting: Waiting[] = [];
  for (const [at, rung] of [...order.rungs, ...later].entries()) {
    if (signal.aborted) return;
    const isAgain = at >= order.rungs.length;
    const isLast = at + 1 >= order.rungs.length + later.length;
    const problem = isAgain ? undefined : down.get(rung);
    const outcome =
      problem === undefined
        ? yield* attempt(flow, rung, {isAgain, isLast})
        : yield* passed(flow, rung, problem);
    yield* chronicle.untold();
    if (outcome === 'granted') return yield* withdrawing(flow, waiting);
    if (outcome !== 'passed') waiting.push(outcome);
  }
  if (signal.aborted || waiting.length > 0) return;
  await chronicle.note({step: 'without'});
  yield {type: 'without'};
}

/** Whatever goes wrong with one rung, a mistake of ours too, is no reason not to try the next. */
async function* attempt(flow: Flow, rung: Rung, turn: Turn): AsyncGenerator<EmergencyStory, Outcome> {
  let footing: Footing;
  try {
    footing = await footingOf(flow, rung, turn.isAgain);
  } catch (thrown) {
    return yield* passed(flow, rung, problemOf(thrown));
  }
  const asked = yield* safely(flow, footing, turn.isLast ? ANSWER_LIMIT.last : ANSWER_LIMIT.next);
  if ('code' in asked) return yield* passed(flow, rung, asked, footing);
  return yield* concluded(flow, {footing, asked});
}

async function* safely(
  flow: Flow,
  footing: Footing,
  limit: Millis,
): AsyncGenerator<EmergencyStory, Asked | Problem> {
  try {
    return yield* asking(flow, footing, limit);
  } catch (thrown) {
    return problemOf(thrown);
  }
}

async function* concluded(flow: Flow, reached: Waiting): AsyncGenerator<EmergencyStory, Outcome> {
  const {footing, asked} = reached;
  const {activation} = asked;
  const {rung} = footing;
  const requestId = activation.requestId ?? asked.requestId;
  const grant = runningGrant(reached);
  if (grant !== undefined) {
    const {id: grantId, endsAt} = grant;
    const line = {...aboutFooting(footing), requestId, endsAt};
    await flow.chronicle.note({step: 'granted', rung: rung.name, grantId}, line);
    yield {type: 'granted', rung, grant};
    return 'granted';
  }
  const isSent =
    activation.requestId !== null || activation.state !== 'unknown' || activation.problem !== null;
  if (!isSent) return yield* passed(flow, rung, INTERRUPTED, footing, requestId);
  if (isFinal(activation.state)) return yield* passed(flow, rung, whyNot(activation), footing, requestId);
  await flow.chronicle.note({step: 'waiting', rung: rung.name}, {...aboutFooting(footing), requestId});
  yield {type: 'waiting', rung, activation};
  return reached;
}

async function* passed(
  {chronicle}: Flow,
  rung: Rung,
  problem: Problem,
  footing?: Footing,
  requestId?: string,
): AsyncGenerator<EmergencyStory, 'passed'> {
  const told =
    footing === undefined
      ? {...problem, provider: problem.provider ?? rung.kind}
      : about(problem, footing.eligibility);
  const line = footing === undefined ? {profile: rung.profile, kind: rung.kind} : aboutFooting(footing);
  await chronicle.note(
    {step: 'passed', rung: rung.name, why: told.code},
    {...line, problem: told, requestId},
  );
  yield {type: 'passed', rung, problem: told};
  return 'passed';
}

/** That the cloud has something there already is no role in hand, where its list could not be read. */
function whyNot({problem}: Activation): Problem {
  if (problem?.code !== 'already-active') return problem ?? ENDED;
  return {...UNSEEN, wire: problem.wire, correlationId: problem.correlationId};
}

const UNSEEN: Problem = {
  code: 'failed',
  reason:
    'The cloud has an assignment there already, and could not be asked which: it may be active, on its way, or have just ended.',
  nextSteps: ['Look with stint status', 'Or run it again in two minutes'],
};
const INTERRUPTED: Problem = {code: 'cancelled', reason: 'It was interrupted before anything was sent.'};
const ENDED: Problem = {code: 'failed', reason: 'The request came to an end without a role.'};
