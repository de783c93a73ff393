import type {Grant} from '../core/grant.ts';
import type {Intent, ProcessMark, Wish} from '../core/intent.ts';
import {problemOf} from '../core/problem.ts';
import type {App} from './app.ts';
import {restOf} from './resting-on.ts';
import {type OnTrouble, openWishes, wishFor} from './wishes.ts';

/**
 * The end that comes with a process, durable before anybody is told that the grant is there. While the process lives
 * nobody carries it out; where it is gone already, the wish is due, and so is the end of what came too late for its
 * batch. One of a batch is held until the batch is kept. `undefined`: the grant may outlive the process.
 */
export async function oweUntilExit(app: App, intent: Intent, grant: Grant): Promise<Wish | undefined> {
  if (!mustEnd(intent)) return undefined;
  const {actor, batch, untilExit, isUnwanted} = intent;
  const holder = isLeft(app, intent) ? undefined : holderOf(intent);
  const reason = untilExit === undefined || isUnwanted === true ? 'rollback' : 'until-exit';
  const wish = wishFor(app, {grant, actor, reason, holder}, await app.journal.wishes());
  const owed = holder === undefined || batch === undefined ? wish : {...wish, batch: batch.id};
  await app.journal.wish(owed);
  return owed;
}

type Mark = Pick<Intent, 'untilExit' | 'batch' | 'isUnwanted'>;

/** Whether what comes of an intent owes its end early. */
export const mustEnd = (intent: Mark): boolean =>
  holderOf(intent) !== undefined || intent.isUnwanted === true;

/** Nobody wants any more what comes of it: its batch was given up, or the process is gone that it was for. */
export function isLeft(app: App, intent: Mark): boolean {
  const holder = holderOf(intent);
  return intent.isUnwanted === true || (holder !== undefined && app.journal.isHolderGone(holder));
}

const holderOf = ({untilExit, batch}: Mark): ProcessMark | undefined => untilExit ?? batch?.by;

/**
 * Somebody stays behind for it, where somebody can. Where not, that is told: the next command has to end it then. A batch
 * is soon kept or given up: nobody is started for that.
 */
export async function ward(app: App, wish: Wish | undefined, onTrouble: OnTrouble): Promise<void> {
  if (wish?.holder === undefined || wish.batch !== undefined) return;
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
