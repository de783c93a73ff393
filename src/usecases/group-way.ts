import type {ActivationEvent} from '../core/activation.ts';
import type {Grant} from '../core/grant.ts';
import type {Actor, IntentRow} from '../core/intent.ts';
import {type Problem, problemOf, Trouble} from '../core/problem.ts';
import type {GroupLink} from '../core/settings.ts';
import {actorOf} from './actor-of.ts';
import {type App, providerOf} from './app.ts';
import {groupHeld, groupMeant, type OpenRequest, openRequest} from './group-link.ts';
import {intentOf, pursue} from './pursue.ts';
import {restOf} from './resting-on.ts';
import type {StepUps} from './step-up.ts';
import type {ActivationOrder, Patience, Story} from './story.ts';
import {Trail} from './trail.ts';
import type {OnTrouble} from './wishes.ts';

/** What it takes to become a member of the linked group. */
export interface GroupTrip {
  readonly app: App;
  readonly order: ActivationOrder;
  readonly link: GroupLink;
  readonly stepUps: StepUps;
  readonly patience: Patience;
  /** The membership ends with this process, as the loan does. */
  readonly untilExit: boolean;
  /** As the loan's (`ActivationOptions.batch`). */
  readonly batch?: string | undefined;
  readonly onTrouble: OnTrouble;
  readonly signal: AbortSignal;
  readonly claims: string | undefined;
}

/** The membership that a loan is to rest on. */
export interface Held {
  readonly grant: Grant;
  readonly actor: Actor;
  /** It was activated for a loan, by this order or for one that is still open: it is given up with the last of them. */
  readonly taken: boolean;
  readonly requestId: string;
  /** What could not be written down on the way. */
  readonly trouble?: Problem | undefined;
}

interface Way {
  readonly held: Held | undefined;
  /** How far it was: why there is no membership (yet). */
  readonly last: ActivationEvent;
}

/** The groups of one batch: each is activated once, whoever else needs the same one waits for its outcome. */
export class GroupWays {
  readonly #known = new Map<string, Promise<Way>>();

  /** Tells the group's story as that of the order's item. `undefined`: there is no membership (yet), and why was told. */
  async *hold(trip: GroupTrip): AsyncGenerator<Story, Held | undefined> {
    const item = trip.order.eligibility.id;
    const name = trip.link.groupId.toLowerCase();
    const before = this.#known.get(name);
    if (before !== undefined) {
      const known = await before;
      if (known.held === undefined) yield {type: 'item', item, event: ours(known.last, item)};
      return known.held;
    }
    const outcome = Promise.withResolvers<Way>();
    this.#known.set(name, outcome.promise);
    let way: Way = {held: undefined, last: INTERRUPTED};
    try {
      way = yield* walk(trip);
    } finally {
      outcome.resolve(way);
    }
    return way.held;
  }
}

const INTERRUPTED: ActivationEvent = {
  type: 'failed',
  problem: {code: 'cancelled', reason: 'It was interrupted.'},
};

async function* walk(trip: GroupTrip): AsyncGenerator<Story, Way> {
  const {app, order, link, signal} = trip;
  const item = order.eligibility.id;
  try {
    const running = await groupHeld(app, link, signal);
    if (running !== undefined) return {held: await alreadyHeld(trip, running), last: INTERRUPTED};
    return yield* activated(trip);
  } catch (thrown) {
    const problem = problemOf(thrown);
    const last = ours(
      {type: 'failed', problem: {...problem, provider: problem.provider ?? 'entra-group'}},
      item,
    );
    yield {type: 'item', item, event: last};
    return {held: undefined, last};
  }
}

/** One that was activated for a loan which is still open is that loan's and this one's alike. */
async function alreadyHeld({app, signal}: GroupTrip, grant: Grant): Promise<Held> {
  const open = await app.loans.open(app.server.now());
  const taken = open.some(loan => restOf(loan.grant)?.grant.id === grant.id);
  return {grant, actor: await actorOf(app, grant, signal), taken, requestId: grant.requestId ?? grant.id};
}

/**
 * By the road of every activation; `active` is not told, for the loan is what was asked for. A request that is open
 * already, from an earlier try or from elsewhere, is followed: the cloud takes no second one beside it.
 */
async function* activated(trip: GroupTrip): AsyncGenerator<Story, Way> {
  const item = trip.order.eligibility.id;
  const {story, actor, isFollowed} = await setOut(trip);
  let held: Held | undefined;
  let last: ActivationEvent = INTERRUPTED;
  for await (const told of story) {
    if (told.type !== 'item') yield told;
    else if (told.event.type === 'active') held = heldBy(told.event, actor, isFollowed);
    else if (told.event.type === 'failed' && held !== undefined) held = withTrouble(held, told.event.problem);
    else {
      last = ours(told.event, item);
      yield {type: 'item', item, event: last};
    }
  }
  return {held, last};
}

async function setOut(trip: GroupTrip) {
  const {app, order, link, stepUps, patience, onTrouble, signal, claims} = trip;
  const group = await groupMeant(app, link, signal);
  const provider = providerOf(app, group.kind);
  if (provider === undefined) throw new Trouble({code: 'not-eligible', provider: group.kind});
  const actor = await actorOf(app, group, signal);
  const request = {...order.request, narrowerScope: null, startAt: null};
  const fresh = intentOf(app, {eligibility: group, policy: order.policy, request}, actor, trip);
  const open = await openRequest(app, link, signal);
  const row = open && (await rowOf(app, open));
  const intent = row?.intent ?? fresh;
  const trail = new Trail(app, intent, row);
  const followed =
    open &&
    ({...open, type: 'pending', receipt: {requestId: open.requestId, intent}, approvers: []} as const);
  // A membership is there for the loan alone: it is AWS that has to let it be used.
  const way = {app, stepUps, patience, untilUsable: false, onTrouble, signal};
  const story = pursue({...way, provider, intent, trail, followed}, claims);
  return {actor, story, isFollowed: open !== undefined};
}

/** Our own intent behind it; a request that was made elsewhere has none, and nothing of it is written down here. */
async function rowOf(app: App, {requestId}: OpenRequest): Promise<IntentRow | undefined> {
  const rows = await app.journal.unsettled();
  return rows.find(row => (row.requestId ?? row.intent.id) === requestId);
}

/** What was asked for before is not this loan's and not given up with it: it goes by its own id, as what was active before. */
function heldBy(event: Extract<ActivationEvent, {type: 'active'}>, actor: Actor, isFollowed: boolean): Held {
  const {grant, requestId} = event;
  const taken = requestId !== null && !isFollowed;
  return {grant, actor, taken, requestId: isFollowed ? grant.id : (requestId ?? grant.requestId ?? grant.id)};
}

/** That the group was active already is no trouble here; anything else after `active` could not be written down. */
function withTrouble(held: Held, problem: Problem): Held {
  return problem.code === 'already-active' ? held : {...held, trouble: problem};
}

/** The group's event as one of the permission set's: its problem still says that the group is where it comes from. */
function ours(event: ActivationEvent, eligibilityId: string): ActivationEvent {
  return event.type === 'failed' ? {...event, problem: {...event.problem, eligibilityId}} : event;
}
