import type {ActivationEvent} from '../core/activation.ts';
import type {Grant} from '../core/grant.ts';
import {problemOf} from '../core/problem.ts';
import {isPassing} from '../core/retry.ts';
import {seconds} from '../core/time.ts';
import {exact} from '../core/untrusted.ts';
import {keepGrant} from './known-grants.ts';
import type {Road} from './pursue.ts';
import type {Certain, Unsure} from './read-back.ts';
import {troubleIn} from './trouble.ts';
import {ward} from './until-exit.ts';
import {type Pending, Watch} from './watch.ts';

/**
 * Follows an answer to its end, within the patience; an interruption ends the watching, not the request. What is durable
 * is written before its event is told.
 */
export async function* follow(road: Road, first: Certain | Unsure): AsyncGenerator<ActivationEvent> {
  if ('receipt' in first) {
    await road.trail.named(first.receipt.requestId);
    await road.trail.progressed('submitted');
    yield {type: 'submitted', requestId: first.receipt.requestId};
  }
  const watch = new Watch(road.app.clock, road.patience);
  let [answer, before]: [Certain | Unsure | undefined, string] = [first, ''];
  let noted = false;
  while (answer?.type === 'pending') {
    if (answer.state === 'pending-approval' && !noted) {
      noted = true;
      await road.trail.note('approval-pending');
    }
    await road.trail.progressed(answer.state);
    if (before !== shape(answer)) yield* phase(answer);
    before = shape(answer);
    answer = await next(road, answer, watch);
  }
  if (answer !== undefined) yield* conclude(road, answer);
}

const shape = ({state, approvers}: Pending): string => [state, ...approvers.map(exact)].join('\n');

function* phase({state, receipt: {requestId}, approvers}: Pending): Generator<ActivationEvent> {
  if (state === 'pending-approval') yield {type: 'pending-approval', requestId, approvers};
  else if (state !== 'submitted') yield {type: 'provisioning', requestId, state};
}

/** What the cloud says next; `undefined` when the patience is over, or somebody interrupted. */
async function next(road: Road, pending: Pending, watch: Watch): Promise<Certain | Unsure | undefined> {
  let unsure: Unsure | undefined;
  for (;;) {
    const nap = watch.nap(pending.state, seconds(unsure?.problem.retryAfterSeconds ?? 0));
    if (nap === undefined) return unsure;
    const answer = await lookAfter(nap, road, pending);
    if (answer?.type !== 'unsure' || !isPassing(answer.problem)) return answer;
    unsure = answer;
  }
}

async function lookAfter(
  nap: number,
  {app, provider, signal}: Road,
  {receipt}: Pending,
): Promise<Certain | Unsure | undefined> {
  try {
    await app.clock.sleep(nap, signal);
    const answer = await provider.check(receipt, signal);
    return answer.type === 'lost' ? {type: 'unsure', problem: answer.problem} : answer;
  } catch (thrown) {
    return signal.aborted ? undefined : {type: 'unsure', problem: problemOf(thrown)};
  }
}

async function* conclude(
  road: Road,
  answer: Exclude<Certain, Pending> | Unsure,
): AsyncGenerator<ActivationEvent> {
  const {trail} = road;
  switch (answer.type) {
    case 'scheduled':
      await trail.close('scheduled', 'scheduled');
      yield {type: 'scheduled', requestId: answer.receipt.requestId, startsAt: answer.startsAt};
      return;
    case 'active':
      yield* begun(road, answer);
      return;
    case 'refused':
      yield* refused(road, answer);
      return;
    case 'unsure':
      yield {type: 'failed', problem: answer.problem, state: 'unknown'};
  }
}

type Active = Extract<Certain, {readonly type: 'active'}>;

async function* begun(
  {app, trail, onTrouble}: Road,
  {grant, receipt}: Active,
): AsyncGenerator<ActivationEvent> {
  const wish = await trail.owe(grant);
  await trail.close('active', 'active', {endsAt: grant.endsAt});
  await keepGrant(app, grant);
  yield {type: 'active', requestId: receipt.requestId, grant};
  await ward(app, wish, onTrouble);
}

type Refused = Extract<Certain, {readonly type: 'refused'}>;

async function* refused(road: Road, {state, problem}: Refused): AsyncGenerator<ActivationEvent> {
  await road.trail.close(state, 'refusal', {problem});
  const grant = problem.code === 'already-active' ? await running(road, problem.grantId) : undefined;
  if (grant !== undefined) yield {type: 'active', requestId: null, grant};
  yield {type: 'failed', problem, state: grant === undefined ? state : 'active'};
}

/** The grant that stands in the way, as the cloud lists it; `undefined` when it does not, or could not be asked. */
async function running(
  {provider, intent, signal}: Road,
  grantId: string | undefined,
): Promise<Grant | undefined> {
  const isIt = (row: Grant) =>
    grantId === undefined ? row.eligibilityId === intent.eligibilityId : row.id === grantId;
  let found: Grant | undefined;
  await troubleIn(async () => {
    for await (const page of provider.active(signal)) found ??= page.items.find(isIt);
  });
  return found;
}
