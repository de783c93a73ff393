import type {ActivationEvent} from '../core/activation.ts';
import type {Wish} from '../core/intent.ts';
import type {Problem} from '../core/problem.ts';
import {type Instant, type Millis, seconds} from '../core/time.ts';
import type {App} from './app.ts';
import {endGrant, finish, isGone, LEASE, type Tried} from './end-grant.ts';
import {guarded, type OnTrouble, type Wished} from './wishes.ts';

/** No long timers (design 8): server time is looked at again after each nap. */
const LONGEST_NAP = seconds(15);
const SHORTEST_NAP = seconds(1);

/** An end that is owed, and how it is to be carried out. */
export interface Errand extends Wished {
  readonly app: App;
  /** Stay until the cloud has ended it. */
  readonly wait: boolean;
  readonly onTrouble: OnTrouble;
  readonly signal: AbortSignal;
}

/** Tries to end it; with `wait`, until it has ended or was refused. */
export async function* carryOut(errand: Errand): AsyncGenerator<ActivationEvent> {
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

/** Until that server time, in short naps; false: somebody interrupted. */
export async function slept({app, signal}: Pick<Errand, 'app' | 'signal'>, until: Instant): Promise<boolean> {
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
  if (gone && (await isOpen(app, wish))) await finish(app, wish, onTrouble);
  return gone;
}

/** Another process may have ended it meanwhile, and written so. A journal that cannot be read hides no end. */
async function isOpen(app: App, {id}: Wish): Promise<boolean> {
  let open = true;
  await guarded(
    () => {},
    async () => {
      open = (await app.journal.wishes()).some(wish => wish.id === id);
    },
  );
  return open;
}
