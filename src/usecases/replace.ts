import {type Activation, NOT_SENT, step} from '../core/activation.ts';
import type {Problem} from '../core/problem.ts';
import {wholeSecond} from '../core/problem-words.ts';
import {type Millis, minutes, seconds} from '../core/time.ts';
import {exact} from '../core/untrusted.ts';
import {activate} from './activate.ts';
import {endableFrom} from './cannot-extend.ts';
import {slept} from './carry-out.ts';
import {deactivate} from './deactivate.ts';
import {list} from './list.ts';
import {type Extending, still} from './longer.ts';
import {isRefusedOrder, type PreparedOrder, prepareOrders} from './order.ts';
import {gather} from './reading.ts';
import type {Story} from './story.ts';
import {about} from './trouble.ts';
import {isHeldHere} from './until-exit.ts';

/** ARM answered `RoleAssignmentExists` for up to 117 s after an end (reference azure-pim 2.6); how long we go on, how often. */
const LAG: Millis = minutes(4);
const NAP: Millis = seconds(15);

/**
 * Ends a grant and asks for it again, told as one story about the first grant's id. Whether the role would take the request
 * is looked at before anything ends; in the first five minutes it is waited for within the patience, else refused with
 * the exact second.
 */
export async function* replace(job: Extending): AsyncGenerator<Story> {
  const {app, grant, options, signal} = job;
  const order = await orderFor(job);
  if ('code' in order) return yield* still(job, order);
  if (await isEndOwed(job)) return yield* still(job, OWED);
  const notBefore = endableFrom(grant);
  const wait = notBefore - app.server.now();
  if (wait > options.patience.provisioning) return yield* still(job, {code: 'too-soon-to-end', notBefore});
  if (wait > 0) {
    yield waiting(job, `it can be ended from ${wholeSecond(notBefore)} on, and is asked for again then`);
    if (!(await slept({app, signal}, notBefore))) return yield* still(job, UNTOUCHED);
  }
  if (yield* ended(job)) yield* askedAgain(job, order);
}

const OWED: Problem = {
  code: 'failed',
  reason: 'Its end has been asked for already.',
  nextSteps: ['Ask for it again when it has ended'],
};

const UNTOUCHED: Problem = {code: 'cancelled', reason: 'It was interrupted before anything was ended.'};

/** What the role would be asked for with, or why it would not be given. */
async function orderFor({app, grant, wanted, signal}: Extending): Promise<PreparedOrder | Problem> {
  const {kind, eligibilityId, name, scope} = grant;
  for (const source of ['recent', 'fresh'] as const) {
    const {items, problems} = await gather(list(app, {kinds: [kind], source}, signal));
    const eligibility = items.find(({id}) => id === eligibilityId);
    const [problem] = problems;
    if (eligibility === undefined && problem !== undefined) return problem;
    if (eligibility === undefined) continue;
    const isWhole = eligibility.scope.id.toLowerCase() === scope.id.toLowerCase();
    const {duration, justification, ticket = null} = wanted;
    const asked = {duration, justification, ticket, startAt: null, narrowerScope: isWhole ? null : scope.id};
    const [order] = await prepareOrders(app, [eligibility], asked, signal);
    if (order !== undefined) return isRefusedOrder(order) ? order.problem : order;
  }
  return {code: 'not-found', what: 'role', asked: `${exact(name)}@${exact(scope.name)}`};
}

/** One that is to end with this process may be replaced by another that does. */
async function isEndOwed({app, grant}: Extending): Promise<boolean> {
  const wishes = (await app.journal.wishes()).filter(wish => wish.grant.id === grant.id);
  return wishes.some(wish => !isHeldHere(app, wish));
}

/** True once it is gone. What the cloud refuses to end stays, and nobody owes its end any more. */
async function* ended(job: Extending): AsyncGenerator<Story, boolean> {
  const {app, grant, options, signal} = job;
  let now: Activation = NOT_SENT;
  yield waiting(job, 'it is being ended, and is asked for again then');
  const story = deactivate(app, [grant], {wait: true, onTrouble: options.onTrouble}, signal);
  for await (const told of story) if (told.type === 'item') now = step(now, told.event);
  if (now.state === 'ended') return true;
  if (now.state === 'failed') {
    for (const wish of await app.journal.wishes())
      if (wish.grant.id === grant.id) await app.journal.fulfil(wish.id);
    yield* still(job, now.problem ?? UNTOUCHED);
    return false;
  }
  const problem = now.problem ?? HALFWAY;
  yield item(job, {type: 'failed', problem, state: 'deactivating'});
  return false;
}

const HALFWAY: Problem = {
  code: 'cancelled',
  reason: 'It was interrupted while it was being ended: it ends all the same, and was not asked for again.',
};

/**
 * Only a definite "it exists already", about the grant that has just ended, is asked again; each time a new request. An
 * answer that was lost never is.
 */
async function* askedAgain(job: Extending, order: PreparedOrder): AsyncGenerator<Story> {
  const {app, options, signal} = job;
  const until = app.clock.monotonic() + LAG;
  while (yield* refusedForNow(job, activate(app, [order], options, signal))) {
    if (app.clock.monotonic() >= until) {
      yield item(job, {type: 'failed', problem: LAGGING});
      return;
    }
    yield waiting(job, 'it has ended; the cloud does not take the new request yet');
    if (!(await slept({app, signal}, app.server.now() + NAP))) {
      yield item(job, {type: 'failed', problem: GONE, state: 'ended'});
      return;
    }
  }
}

const LAGGING: Problem = {
  code: 'failed',
  reason: 'It has ended, and the cloud still refuses the new request as if it had not.',
  nextSteps: ['Activate it again in a few minutes'],
};

const GONE: Problem = {
  code: 'cancelled',
  reason: 'It has ended, and this was interrupted before it could be asked for again.',
};

/** Tells the story of one request; true when the cloud has not yet noticed that the first grant is gone. */
async function* refusedForNow(job: Extending, story: AsyncIterable<Story>): AsyncGenerator<Story, boolean> {
  const {grant} = job;
  let running: string | undefined;
  let again = false;
  for await (const told of story) {
    const event = told.type === 'item' ? told.event : undefined;
    if (event?.type === 'active' && event.requestId === null) running = event.grant.id;
    const isStale = running === undefined || running === grant.id;
    if (event?.type === 'failed' && event.problem.code === 'already-active' && isStale) again = true;
    else if (event?.type !== 'active' || running !== grant.id)
      yield told.type === 'item' ? {...told, item: grant.id} : told;
  }
  return again;
}

function waiting(job: Extending, detail: string): Story {
  const requestId = job.grant.requestId ?? job.grant.id;
  return item(job, {type: 'provisioning', requestId, state: 'provisioning', detail});
}

function item({grant}: Extending, event: Extract<Story, {readonly type: 'item'}>['event']): Story {
  const {id, eligibilityId, kind} = grant;
  const sourced =
    event.type === 'failed' ? {...event, problem: about(event.problem, {id: eligibilityId, kind})} : event;
  return {type: 'item', item: id, event: sourced};
}
