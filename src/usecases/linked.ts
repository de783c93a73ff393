import {type ActivationEvent, NOT_SENT, step} from '../core/activation.ts';
import {LONGEST_SESSION} from '../core/aws.ts';
import type {Actor} from '../core/intent.ts';
import type {AccessProvider} from '../core/ports.ts';
import {problemOf, Trouble} from '../core/problem.ts';
import type {Seconds} from '../core/time.ts';
import {arrival} from './arrival.ts';
import type {GroupTrip, GroupWays, Held} from './group-way.ts';
import {openLoans} from './loan-meant.ts';
import {intentOf, pursue} from './pursue.ts';
import {restingOn} from './resting-on.ts';
import type {Story} from './story.ts';
import {Trail} from './trail.ts';
import {about} from './trouble.ts';

/** A permission set that is reached through a PIM group. `provider` is the permission sets' own. */
export interface LinkedRoad extends GroupTrip {
  readonly provider: AccessProvider;
  /** Who acts in AWS; the group knows its own. */
  readonly actor: Actor;
  readonly untilUsable: boolean;
  readonly groups: GroupWays;
}

/**
 * Activates the group, waits until AWS has heard of it, and opens a loan that ends with the membership (reference aws-jit
 * 7). Two providers, each by its own road with its own intent; all of it is told as one item. Where the waiting ends
 * first, the group stays active, and asking again goes on from there.
 */
export async function* pursueLinked(road: LinkedRoad): AsyncGenerator<Story> {
  let now = NOT_SENT;
  try {
    for await (const story of told(road)) {
      if (story.type === 'item') now = step(now, story.event);
      yield story;
    }
  } catch (thrown) {
    const reached = now.state === 'unknown' ? 'failed' : now.state;
    const state = thrown instanceof Trouble ? reached : 'unknown';
    yield item(road, {type: 'failed', problem: problemOf(thrown), state});
  }
}

async function* told(road: LinkedRoad): AsyncGenerator<Story> {
  const {app, order, groups} = road;
  const open = (await openLoans(app)).find(loan => loan.eligibilityId === order.eligibility.id);
  if (open !== undefined) {
    const problem = {code: 'already-active', endsAt: open.endsAt, grantId: open.id} as const;
    yield item(road, {type: 'active', requestId: null, grant: open});
    yield item(road, {type: 'failed', problem, state: 'active'});
    if (road.untilUsable) yield item(road, {type: 'usable', grant: open});
    return;
  }
  const held = yield* groups.hold(road);
  if (held === undefined || !(yield* arrived(road, held))) return;
  yield* borrowed(road, held);
}

async function* arrived(road: LinkedRoad, held: Held): AsyncGenerator<Story, boolean> {
  const waiting = arrival({...road, eligibility: road.order.eligibility, held});
  for (;;) {
    const {value, done} = await waiting.next();
    if (done === true) return value;
    yield item(road, value);
  }
}

async function* borrowed(road: LinkedRoad, held: Held): AsyncGenerator<Story> {
  const {app, provider, order, actor, stepUps, patience, untilUsable, onTrouble, signal} = road;
  const {eligibility, policy, request} = order;
  const address = held.taken ? restingOn(eligibility.address, held) : eligibility.address;
  const duration = untilEnd(road, held);
  const loan = {eligibility: {...eligibility, address}, policy, request: {...request, duration}};
  const intent = intentOf(app, loan, actor, road);
  const trail = new Trail(app, intent);
  let now = NOT_SENT;
  const way = {app, stepUps, patience, untilUsable, onTrouble, signal};
  for await (const story of pursue({...way, provider, intent, trail}, undefined)) {
    if (story.type === 'item') now = step(now, story.event);
    yield story;
  }
  if (held.trouble !== undefined && now.problem === null)
    yield item(road, {type: 'failed', problem: held.trouble, state: now.state});
}

/** As was asked, but no longer than the membership, which began earlier. */
function untilEnd({app, order: {request}}: LinkedRoad, {grant: {endsAt}}: Held): Seconds {
  if (endsAt === null) return request.duration;
  const left = Math.max(1, Math.floor((endsAt - app.server.now()) / 1000));
  return Math.min(left, request.duration, LONGEST_SESSION);
}

function item({order: {eligibility}}: LinkedRoad, event: ActivationEvent): Story {
  const sourced = event.type === 'failed' ? {...event, problem: about(event.problem, eligibility)} : event;
  return {type: 'item', item: eligibility.id, event: sourced};
}
