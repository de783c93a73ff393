import type {Grant} from '../core/grant.ts';
import type {Intent, ProcessMark, Wish} from '../core/intent.ts';
import {problemOf} from '../core/problem.ts';
import type {App} from './app.ts';
import {restOf} from './resting-on.ts';
import {type OnTrouble, openWishes, wishFor} from './wishes.ts';

/**
 * The end that comes with a process, durable before anybody is told that the grant is there. While the process lives
 * nobody carries it out; where it is gone already, the wish is due, and so is the end of what came too late for its
 * batch. `undefined`: the grant may outlive the process.
 */
export async function oweUntilExit(
  app: App,
  {untilExit, isUnwanted = false, actor}: Intent,
  grant: Grant,
): Promise<Wish | undefined> {
  if (!mustEnd({untilExit, isUnwanted})) return undefined;
  const isHeld = !isUnwanted && untilExit !== undefined && !app.journal.isHolderGone(untilExit);
  const [holder, reason] = [isHeld ? untilExit : undefined, isUnwanted ? 'rollback' : 'until-exit'] as const;
  const open = await app.journal.wishes();
  const wish = wishFor(app, {grant, actor, reason, holder}, open);
  await app.journal.wish(wish);
  return wish;
}

/** Whether what comes of an intent owes its end early. */
export const mustEnd = ({untilExit, isUnwanted}: Pick<Intent, 'untilExit' | 'isUnwanted'>): boolean =>
  untilExit !== undefined || isUnwanted === true;

/** Somebody stays behind for it, where somebody can. Where not, that is told: the next command has to end it then. */
export async function ward(app: App, wish: Wish | undefined, onTrouble: OnTrouble): Promise<void> {
  if (wish?.holder === undefined) return;
  try {
    await app.guard?.ward([wish]);
  } catch (thrown) {
    onTrouble(problemOf(thrown));
  }
}

/** Whether an end may be carried out as far as a process is concerned: nobody holds it, or not any more. */
export const isLetGo = (app: App, {holder}: Wish): boolean =>
  holder === undefined || app.journal.isHolderGone(holder);

export const isHeldHere = ({self}: App, {holder}: Wish): boolean =>
  holder !== undefined && isSame(self, holder);

export const isSame = (one: ProcessMark | undefined, other: ProcessMark | undefined): boolean =>
  one?.pid === other?.pid && one?.since === other?.since;

/**
 * What is to end with this process and has not ended: also a group whose loan never came. A group that an open loan rests
 * on is not named, for it goes with the loan.
 */
export async function heldHere(app: App, onTrouble: OnTrouble = () => {}): Promise<readonly Grant[]> {
  const held = (await openWishes(app, onTrouble)).filter(wish => isHeldHere(app, wish));
  const below = new Set(held.map(({grant}) => restOf(grant)?.grant.id));
  return held.map(({grant}) => grant).filter(({id}) => !below.has(id));
}
