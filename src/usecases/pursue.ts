import {type Activation, type ActivationEvent, NOT_SENT, step} from '../core/activation.ts';
import type {Actor, Intent} from '../core/intent.ts';
import type {AccessProvider} from '../core/ports.ts';
import {type Problem, problemOf, Trouble} from '../core/problem.ts';
import type {Secret} from '../core/secret.ts';
import type {App} from './app.ts';
import {follow} from './follow.ts';
import {type Certain, neverArrived, notKnown, readBack, type Unsure} from './read-back.ts';
import type {StepUps} from './step-up.ts';
import type {ActivationOptions, ActivationOrder, Patience, Story} from './story.ts';
import type {Trail} from './trail.ts';
import {about} from './trouble.ts';
import {type Awaited, usable} from './usable.ts';
import type {Pending} from './watch.ts';
import type {OnTrouble} from './wishes.ts';

/** One activation on its way: everything that is needed between the order and its last event. */
export interface Road {
  readonly app: App;
  readonly provider: Requests;
  readonly intent: Intent;
  readonly trail: Trail;
  readonly stepUps: StepUps;
  readonly patience: Patience;
  /** A request that is open already: it is followed, and nothing is sent. */
  readonly followed?: Pending | undefined;
  /** For an AWS role that asks for one: good once, never written down. */
  readonly mfaCode?: Secret | undefined;
  /** Wait until the cloud lets it be used. */
  readonly untilUsable: boolean;
  readonly onTrouble: OnTrouble;
  readonly signal: AbortSignal;
}

/** What a road needs of a provider. */
export type Requests = Pick<AccessProvider, 'kind' | 'activate' | 'check' | 'find' | 'active' | 'usable'>;

/** With `untilExit`, what comes of it ends with this process; with `batch`, until that is kept. */
export function intentOf(
  app: App,
  {eligibility, request}: ActivationOrder,
  actor: Actor,
  {untilExit = false, batch}: Pick<ActivationOptions, 'untilExit' | 'batch'> = {},
): Intent {
  const {id: eligibilityId, kind, name, scope, condition, address} = eligibility;
  const openedAt = app.server.now();
  const intent = {id: app.newId(), eligibilityId, kind, name, scope, condition, address, request, actor};
  const by = app.journal.batches === undefined ? undefined : app.self;
  if (untilExit) return {...intent, openedAt, untilExit: app.self};
  return {
    ...intent,
    openedAt,
    ...(batch !== undefined && by !== undefined && {batch: {id: batch, by}}),
  };
}

/** From the intent to the last event. What could not be written after the sending is told last (`failed`, with the true state). */
export async function* pursue(road: Road, claims: string | undefined): AsyncGenerator<Story> {
  let now = NOT_SENT;
  try {
    for await (const story of told(road, claims)) {
      if (story.type === 'item') now = step(now, story.event);
      yield story;
    }
  } catch (thrown) {
    // A mistake of ours with one order must not take the stories of the others with it.
    yield tell(road, {type: 'failed', problem: problemOf(thrown), state: 'unknown'});
    return;
  }
  const awaited = awaitedOf(road, now);
  if (awaited !== undefined) for await (const event of usable(awaited)) yield tell(road, event);
  const {trouble} = road.trail;
  if (trouble !== undefined && now.problem === null)
    yield tell(road, {type: 'failed', problem: trouble, state: now.state});
}

/** What is held, new or not, is waited for where somebody wants to use it. */
function awaitedOf(road: Road, {state, grant, requestId}: Activation): Awaited | undefined {
  if (!road.untilUsable || state !== 'active' || grant === null) return undefined;
  return {...road, grant, requestId};
}

async function* told(road: Road, claims: string | undefined): AsyncGenerator<Story> {
  if (road.followed === undefined) yield* sent(road, claims);
  else for await (const event of follow(road, road.followed)) yield tell(road, event);
}

async function* sent(road: Road, claims: string | undefined): AsyncGenerator<Story> {
  const stopped = await begun(road);
  if (stopped !== undefined) {
    yield tell(road, {type: 'failed', problem: stopped});
    return;
  }
  let answer = await send(road, claims);
  const claimsAsked = claimsOf(answer);
  if (claimsAsked !== undefined) {
    await road.trail.progressed('step-up');
    yield tell(road, {type: 'step-up', context: claimsAsked.context});
    const met = yield* road.stepUps.meet(claimsAsked, road.intent.kind, road.signal);
    // The same request once more, and only because its refusal was definite.
    if (met.type === 'met') answer = await send(road, met.challenge.claims);
    else answer = {type: 'refused', state: 'failed', problem: met.problem};
  }
  for await (const event of follow(road, answer)) yield tell(road, event);
}

/** Why nothing may be sent, or `undefined`. */
async function begun({trail, signal}: Road): Promise<Problem | undefined> {
  if (signal.aborted) return {code: 'cancelled', reason: 'It was interrupted before anything was sent.'};
  try {
    await trail.begin();
    return undefined;
  } catch (thrown) {
    return problemOf(thrown);
  }
}

/** Sends the request once; a lost answer is read back, never sent again (design 8). */
async function send(road: Road, claims: string | undefined): Promise<Certain | Unsure> {
  const {app, provider, intent, trail, signal} = road;
  const answer = await attempt(road, claims);
  if (answer.type !== 'lost') return answer;
  await trail.note('lost-answer', {problem: answer.problem});
  const found = await readBack(provider, intent, app.clock, signal);
  if (found.type === 'unknown') return {type: 'unsure', problem: notKnown(answer.problem, intent)};
  const problem = neverArrived(answer.problem, intent);
  await trail.note('read-back', found.type === 'found' ? {} : {problem});
  return found.type === 'found' ? found.answer : {type: 'refused', state: 'failed', problem};
}

/** A rejection with `Trouble` is definite (ports). Anything else that was thrown may have happened after the sending. */
async function attempt({provider, intent, mfaCode, signal}: Road, claims: string | undefined) {
  try {
    return await provider.activate(intent, {signal, claims, mfaCode});
  } catch (thrown) {
    const problem = problemOf(thrown);
    if (thrown instanceof Trouble) return {type: 'refused', state: 'failed', problem} as const;
    return {type: 'lost', problem} as const;
  }
}

function claimsOf(answer: Certain | Unsure) {
  if (answer.type !== 'refused' || answer.problem.code !== 'step-up-needed') return undefined;
  const {context, claims} = answer.problem;
  return claims === undefined ? undefined : {context, claims};
}

/** An event of this order; its problem says where it comes from. */
function tell({intent}: Road, event: ActivationEvent): Story {
  const item = intent.eligibilityId;
  if (event.type !== 'failed') return {type: 'item', item, event};
  const problem = about(event.problem, {id: item, kind: intent.kind});
  return {type: 'item', item, event: {...event, problem}};
}
