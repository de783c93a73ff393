import type {ActivationEvent} from '../core/activation.ts';
import {canEnd, type Grant} from '../core/grant.ts';
import type {Wish} from '../core/intent.ts';
import {type Problem, problemOf} from '../core/problem.ts';
import {type Instant, type Millis, seconds} from '../core/time.ts';
import {visible} from '../core/untrusted.ts';
import {actorOf} from './actor-of.ts';
import type {App} from './app.ts';
import {
  endGrant,
  finish,
  guarded,
  isGone,
  LEASE,
  type OnTrouble,
  type Owed,
  type Tried,
  wishFor,
} from './end-grant.ts';
import {interleave} from './interleave.ts';
import {ofGrant, record} from './record.ts';
import type {Story} from './story.ts';
import {about} from './trouble.ts';

export interface DeactivateOptions {
  /** Stay until the cloud has ended it; else answer at once with what was reached. */
  readonly wait: boolean;
  /** Told of what could not be written while ending went on (design 8). */
  readonly onTrouble?: OnTrouble | undefined;
  /** Why it is to end, for the wish; `asked` unless told. */
  readonly reason?: Wish['reason'] | undefined;
}

const AT_ONCE = 4;
/** No long timers (design 8): server time is looked at again after each nap. */
const LONGEST_NAP = seconds(15);
const SHORTEST_NAP = seconds(1);

/** Ends grants now, or leaves a wish that the next command with network carries out. `item` is the grant's id. */
export function deactivate(
  app: App,
  grants: readonly Grant[],
  options: DeactivateOptions,
  signal: AbortSignal,
): AsyncGenerator<Story> {
  const works = grants.map(grant => (inner: AbortSignal) => told(app, grant, options, inner));
  return interleave(works, AT_ONCE, signal);
}

async function* told(
  app: App,
  grant: Grant,
  options: DeactivateOptions,
  signal: AbortSignal,
): AsyncGenerator<Story> {
  try {
    for await (const event of end(app, grant, options, signal))
      yield {type: 'item', item: grant.id, event: sourced(event, grant)};
  } catch (thrown) {
    // A mistake of ours with one grant must not keep the others from ending.
    const event: ActivationEvent = {type: 'failed', problem: problemOf(thrown), state: 'unknown'};
    yield {type: 'item', item: grant.id, event: sourced(event, grant)};
  }
}

/** The event's problem says where it comes from. */
function sourced(event: ActivationEvent, {eligibilityId: id, kind}: Grant): ActivationEvent {
  if (event.type === 'failed') return {...event, problem: about(event.problem, {id, kind})};
  if (event.type !== 'deactivating' || event.problem === null) return event;
  return {...event, problem: about(event.problem, {id, kind})};
}

async function* end(
  app: App,
  grant: Grant,
  {wait, reason = 'asked', onTrouble = () => {}}: DeactivateOptions,
  signal: AbortSignal,
): AsyncGenerator<ActivationEvent> {
  const unfit = whyNot(grant);
  const actor = unfit ?? (await actorOf(app, grant.kind, signal).catch(problemOf));
  if ('code' in actor) {
    yield {type: 'failed', problem: actor};
    return;
  }
  const {wish, durable} = await wished(app, {grant, actor, reason}, onTrouble);
  yield {type: 'ending', grant};
  yield* carryOut({app, wish, durable, wait, onTrouble, signal});
}

function whyNot(grant: Grant): Problem | undefined {
  if (!canEnd(grant)) return notOurs(grant);
  if (grant.state === 'active' || grant.state === 'deactivating') return undefined;
  return {code: 'not-active', asked: grant.id};
}

function notOurs({name, assignment}: Grant): Problem {
  return {
    code: 'unsupported',
    reason: `${visible(name)} is held as ${assignment}: it was not activated, so it cannot be given up here.`,
    nextSteps: ['An administrator can take the assignment away'],
  };
}

/** The wish first, durable, so that a killed process leaves it behind; then the record. */
async function wished(app: App, owed: Owed, onTrouble: OnTrouble) {
  let open: readonly Wish[] = [];
  await guarded(onTrouble, async () => {
    open = await app.journal.wishes();
  });
  const wish = wishFor(app, owed, open);
  const durable = await guarded(onTrouble, () => app.journal.wish(wish));
  await guarded(onTrouble, () => record(app, 'end-requested', ofGrant(owed.grant, owed.actor)));
  return {wish, durable};
}

interface Errand {
  readonly app: App;
  readonly wish: Wish;
  /** Whether the journal holds the wish: nothing may be promised that it does not. */
  readonly durable: boolean;
  readonly wait: boolean;
  readonly onTrouble: OnTrouble;
  readonly signal: AbortSignal;
}

async function* carryOut(errand: Errand): AsyncGenerator<ActivationEvent> {
  const {app, wish, wait, onTrouble, signal} = errand;
  for (;;) {
    const tried = (await isOurs(errand)) ? await endGrant(app, wish, signal, onTrouble) : elsewhere(app);
    yield outcome(errand, tried);
    if (!wait || tried.type === 'ended' || tried.type === 'refused') return;
    if (!(await slept(errand, tried.type === 'later' ? tried.dueAt : tried.lookAt))) return;
    if (tried.type === 'deactivating' && (await isDone(errand))) {
      yield {type: 'ended'};
      return;
    }
  }
}

/** The claim keeps two processes from ending it at once; without a journal there is nobody to be kept from. */
async function isOurs({app, wish, durable, onTrouble}: Errand): Promise<boolean> {
  let claimed = true;
  if (durable)
    await guarded(onTrouble, async () => {
      claimed = await app.journal.claim(wish.id, app.clock.now(), LEASE);
    });
  return claimed;
}

/** Another process is at it. */
const elsewhere = (app: App): Tried => ({type: 'deactivating', lookAt: app.server.now() + seconds(5)});

function outcome({durable, wait}: Errand, tried: Tried): ActivationEvent {
  switch (tried.type) {
    case 'ended':
      return {type: 'ended'};
    case 'deactivating':
      return {type: 'deactivating', endsEarlyAt: null, problem: null};
    case 'refused':
      return {type: 'failed', problem: tried.problem};
    case 'later':
      if (durable || wait) return {type: 'deactivating', endsEarlyAt: tried.dueAt, problem: tried.problem};
      return {type: 'failed', problem: unkept(tried.problem)};
  }
}

/** Without a journal nobody would carry the end out later, and it must not be promised. */
function unkept(problem: Problem): Problem {
  return {
    code: 'failed',
    reason: 'It could not be ended now, and the wish to end it could not be kept.',
    nextSteps: ['Run it again with --wait, which stays until it is ended'],
    correlationId: problem.correlationId,
  };
}

async function slept({app, signal}: Errand, until: Instant): Promise<boolean> {
  const nap = (left: Millis) => Math.min(LONGEST_NAP, Math.max(SHORTEST_NAP, left));
  try {
    await app.clock.sleep(nap(until - app.server.now()), signal);
    while (app.server.now() < until) await app.clock.sleep(nap(until - app.server.now()), signal);
    return true;
  } catch (thrown) {
    if (signal.aborted) return false;
    throw thrown;
  }
}

/** After "the cloud is at it": gone from the list, by whoever's doing. */
async function isDone({app, wish, onTrouble, signal}: Errand): Promise<boolean> {
  const gone = await isGone(app, wish.grant, signal).catch(() => false);
  if (gone) await finish(app, wish, onTrouble);
  return gone;
}
