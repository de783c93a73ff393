import {authContextClaims} from '../core/identity.ts';
import type {Actor} from '../core/intent.ts';
import {authorityOf, type Kind} from '../core/kind.ts';
import {type Problem, problemOf} from '../core/problem.ts';
import {actorOf, authorityFor} from './actor-of.ts';
import {type App, providerOf} from './app.ts';
import {linkOf} from './group-link.ts';
import {GroupWays} from './group-way.ts';
import {interleave} from './interleave.ts';
import {pursueLinked} from './linked.ts';
import {notConfigured} from './policy-of.ts';
import {intentOf, pursue} from './pursue.ts';
import {anchored} from './record-anchor.ts';
import {StepUps} from './step-up.ts';
import type {ActivationOptions, ActivationOrder, Story} from './story.ts';
import {Trail} from './trail.ts';
import {about} from './trouble.ts';
import type {OnTrouble} from './wishes.ts';

/** Requests of one batch that are on their way at once. */
const AT_ONCE = 4;

interface Ready {
  readonly order: ActivationOrder;
  readonly actor: Actor;
  /** The claims request that a step-up has met beforehand. */
  readonly claims?: string | undefined;
}

/**
 * Asks for every order of the batch and follows each to its end. Refusals are `failed` events, never throws. When the
 * patience is over, or the signal fires, the story just ends: the request goes on, and the fold says how far it was.
 */
export async function* activate(
  app: App,
  orders: readonly ActivationOrder[],
  options: ActivationOptions,
  signal: AbortSignal,
): AsyncGenerator<Story> {
  const stepUps = new StepUps(app, options.stepUp);
  const told = {...options, onTrouble: once(options.onTrouble)};
  const batch = {app, stepUps, options: told, groups: new GroupWays()};
  const known = yield* knownActors(app, await anchored(app, orders), signal);
  const ready = yield* steppedUp(batch, known, signal);
  const works = ready.map(one => (inner: AbortSignal) => onTheRoad(batch, one, inner));
  yield* interleave(works, AT_ONCE, signal);
}

interface Batch {
  readonly app: App;
  readonly stepUps: StepUps;
  readonly options: ActivationOptions;
  /** Several permission sets may be reached through one group: it is activated once. */
  readonly groups: GroupWays;
}

function onTheRoad(
  {app, stepUps, options, groups}: Batch,
  {order, actor, claims}: Ready,
  signal: AbortSignal,
): AsyncIterable<Story> {
  const {kind} = order.eligibility;
  const provider = providerOf(app, kind);
  if (provider === undefined) return failed(order, notConfigured(order.eligibility));
  if (options.untilExit === true && order.request.startAt !== null) return failed(order, NOT_LATER);
  const way = {app, stepUps, ...wayOf(options), signal};
  const link = linkOf(app, order.eligibility);
  if (link !== undefined) return pursueLinked({...way, provider, order, actor, link, groups, claims});
  const intent = intentOf(app, order, actor, options);
  const trail = new Trail(app, intent);
  const mfaCode = kind === 'aws-role' ? options.mfaCode : undefined;
  return pursue({...way, provider, intent, trail, mfaCode}, claims);
}

function wayOf({
  patience,
  untilExit = false,
  untilUsable = false,
  batch,
  onTrouble = () => {},
}: ActivationOptions) {
  return {patience, untilExit, untilUsable, batch, onTrouble};
}

/** Nobody would be there any more to end what begins after this process. */
const NOT_LATER: Problem = {
  code: 'usage',
  reason: 'What is to end with this command cannot begin after it.',
  nextSteps: ['Leave --start out, or --until-exit'],
};

/** That nobody can stay behind is said once for the whole batch. */
function once(onTrouble: OnTrouble = () => {}): OnTrouble {
  let told = false;
  return problem => {
    if (!told) onTrouble(problem);
    told = true;
  };
}

/** Who acts, asked once per authority and session; an order without an actor fails with the reason. */
async function* knownActors(
  app: App,
  orders: readonly ActivationOrder[],
  signal: AbortSignal,
): AsyncGenerator<Story, readonly Ready[]> {
  const actors = new Map<string, Promise<Actor | Problem>>();
  const ready: Ready[] = [];
  for (const order of orders) {
    const {kind, address} = order.eligibility;
    const name = [authorityOf(kind), authorityFor(app, {kind, address})?.session].join(' ');
    const asked = actors.get(name) ?? actorOf(app, {kind, address}, signal).catch(problemOf);
    actors.set(name, asked);
    const actor = await asked;
    if ('code' in actor) yield* failed(order, actor);
    else ready.push({order, actor});
  }
  return ready;
}

/** Step-ups that the policies name are met before anything is sent: once per context for the whole batch (design 5). */
async function* steppedUp(
  {app, stepUps}: Batch,
  all: readonly Ready[],
  signal: AbortSignal,
): AsyncGenerator<Story, readonly Ready[]> {
  const ready: Ready[] = all.filter(one => contextOf(one) === undefined);
  const contexts = Map.groupBy(all, contextOf);
  contexts.delete(undefined);
  for (const [context, those] of contexts) {
    const [first] = those;
    if (context !== undefined && first !== undefined)
      ready.push(...(yield* stepUpFor(stepUps, context, askingKind(app, first), those, signal)));
  }
  return ready;
}

async function* stepUpFor(
  stepUps: StepUps,
  context: string,
  kind: Kind,
  those: readonly Ready[],
  signal: AbortSignal,
): AsyncGenerator<Story, readonly Ready[]> {
  for (const {order} of those)
    yield {type: 'item', item: order.eligibility.id, event: {type: 'step-up', context}};
  const met = yield* stepUps.meet(authContextClaims(context), kind, signal);
  if (met.type === 'met') return those.map(one => ({...one, claims: met.challenge.claims}));
  for (const {order} of those) yield* failed(order, met.problem);
  return [];
}

/** What is reached through a group is asked for where the group is. */
const askingKind = (app: App, {order: {eligibility}}: Ready): Kind =>
  linkOf(app, eligibility) === undefined ? eligibility.kind : 'entra-group';

function contextOf({order}: Ready): string | undefined {
  const asked = order.policy.requires.authContext;
  return typeof asked === 'string' ? asked : undefined;
}

async function* failed({eligibility}: ActivationOrder, problem: Problem): AsyncGenerator<Story> {
  yield {
    type: 'item',
    item: eligibility.id,
    event: {type: 'failed', problem: about(problem, eligibility)},
  };
}
