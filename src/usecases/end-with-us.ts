import type {Grant} from '../core/grant.ts';
import type {Actor, Wish} from '../core/intent.ts';
import {problemOf} from '../core/problem.ts';
import {actorOf} from './actor-of.ts';
import type {App} from './app.ts';
import {isHeldHere} from './until-exit.ts';
import {guarded, type OnTrouble, openWishes, wishFor} from './wishes.ts';

export interface Promised {
  /** Their end is durable: whatever becomes of this process, they end. */
  readonly grants: readonly Grant[];
  /** Somebody stays behind for them; else the next command ends them. */
  readonly isGuarded: boolean;
}

/**
 * What runs already ends with this process from now on, as if it had been asked for so (design 8). Rejects never for what
 * can happen: what cannot be promised is told, and left as it is.
 */
export async function endWithUs(
  app: App,
  grants: readonly Grant[],
  signal: AbortSignal,
  onTrouble: OnTrouble,
): Promise<Promised> {
  const open = await openWishes(app, onTrouble);
  const wishes: Wish[] = [];
  for (const grant of grants) {
    const known = open.find(wish => wish.grant.id === grant.id && isHeldHere(app, wish));
    const wish = known ?? (await wishOf(app, grant, open, signal, onTrouble));
    if (wish !== undefined) wishes.push(wish);
  }
  const isGuarded = await leftBehind(app, wishes, onTrouble);
  return {grants: wishes.map(({grant}) => grant), isGuarded};
}

async function wishOf(
  app: App,
  grant: Grant,
  open: readonly Wish[],
  signal: AbortSignal,
  onTrouble: OnTrouble,
): Promise<Wish | undefined> {
  let wish: Wish | undefined;
  await guarded(onTrouble, async () => {
    const actor = await holderOf(app, grant, signal);
    const made = wishFor(app, {grant, actor, reason: 'until-exit', holder: app.self}, open);
    await app.journal.wish(made);
    wish = made;
  });
  return wish;
}

/** Who holds it: for a loan, whoever took it, signed in or not. */
async function holderOf(app: App, grant: Grant, signal: AbortSignal): Promise<Actor> {
  if (grant.assignment !== 'lent') return actorOf(app, grant, signal);
  const open = await app.loans.open(app.server.now());
  return open.find(loan => loan.grant.id === grant.id)?.actor ?? actorOf(app, grant, signal);
}

async function leftBehind(app: App, wishes: readonly Wish[], onTrouble: OnTrouble): Promise<boolean> {
  if (wishes.length === 0 || app.guard === undefined || app.self === undefined) return false;
  try {
    await app.guard.ward(wishes);
    return true;
  } catch (thrown) {
    onTrouble(problemOf(thrown));
    return false;
  }
}
