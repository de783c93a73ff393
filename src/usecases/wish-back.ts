import type {Wish} from '../core/intent.ts';
import type {App} from './app.ts';
import {endGrant, finish, LEASE, type Tried} from './end-grant.ts';
import {isOver, isTimeTold} from './is-over.ts';
import {ofWish, type Reconciled} from './reconciled.ts';
import {isLetGo} from './until-exit.ts';

/**
 * Carries a wish out once it is due, or says what it waits for. Where nobody has told the time it is tried: the cloud says
 * itself that it is too soon.
 */
export async function carryWishOut(app: App, wish: Wish, signal: AbortSignal): Promise<Reconciled> {
  if (!isLetGo(app, wish)) return ofWish(wish, {action: 'watched', state: 'active'});
  if (wish.dueAt > app.server.now() && isTimeTold(app.server))
    return ofWish(wish, {action: 'queued', state: 'deactivating', endsEarlyAt: wish.dueAt});
  // Another process is at it.
  if (!(await app.journal.claim(wish.id, app.clock.now(), LEASE)))
    return ofWish(wish, {action: 'watched', state: 'deactivating'});
  // A loan is taken out of the book all the same: a clock that is set back must not bring it back.
  if (wish.grant.assignment === 'lent' || !isOver(app, wish.grant))
    return outcome(wish, await endGrant(app, wish, signal, () => {}));
  // The cloud's own end came first: there is nothing to ask for.
  await finish(app, wish, () => {});
  return outcome(wish, {type: 'ended'});
}

function outcome(wish: Wish, tried: Tried): Reconciled {
  switch (tried.type) {
    case 'ended':
      return ofWish(wish, {action: 'ended', state: 'ended', news: {type: 'wish-carried-out', wish}});
    case 'deactivating': {
      const news = {type: 'wish-postponed', wish, dueAt: tried.lookAt, problem: null} as const;
      return ofWish(wish, {action: 'watched', state: 'deactivating', news});
    }
    default: {
      const {dueAt, problem} = tried;
      const news = {type: 'wish-postponed', wish, dueAt, problem} as const;
      return ofWish(wish, {action: 'queued', state: 'deactivating', endsEarlyAt: dueAt, problem, news});
    }
  }
}
