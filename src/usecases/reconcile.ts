import type {IntentRow, Wish} from '../core/intent.ts';
import {problemOf} from '../core/problem.ts';
import {type App, providerOf} from './app.ts';
import {readIntentBack} from './intent-back.ts';
import {interleave, type Work} from './interleave.ts';
import {ownRows} from './own-rows.ts';
import {ofRow, ofWish, type Reconciled} from './reconciled.ts';
import {isLetGo} from './until-exit.ts';
import {carryWishOut} from './wish-back.ts';

export type {ReconcileAction, Reconciled} from './reconciled.ts';

const AT_ONCE = 4;

/**
 * Everything that was left open, brought together with the clouds: each wish is carried out or says what it waits for,
 * each intent without an outcome is read back, and nothing is ever sent again. It may be run any number of times. Only
 * this identity's own, and this profile's loans. Rejects with `Trouble` where the journal cannot be read.
 */
export async function* reconcile(app: App, signal: AbortSignal): AsyncGenerator<Reconciled> {
  yield* leftOpen(app, () => true, signal);
}

/** The same for a command that has something else to do: wishes that are not due cost nothing. */
export function dueNow(app: App, signal: AbortSignal): AsyncGenerator<Reconciled> {
  return leftOpen(app, wish => isDue(app, wish), signal);
}

const isDue = (app: App, wish: Wish): boolean => wish.dueAt <= app.server.now() && isLetGo(app, wish);

/** With a loan the group that it rested on is owed, and with an intent its loan: nothing is further down than that. */
const LOOKS_AGAIN = 3;

/**
 * Wishes first: with the grant the intent that led to it has come to its end too, and needs no looking up. What has
 * become due by all this is carried out as well, not by the next command.
 */
async function* leftOpen(
  app: App,
  isWanted: (wish: Wish) => boolean,
  signal: AbortSignal,
): AsyncGenerator<Reconciled> {
  const first = (await app.journal.wishes()).filter(isWanted);
  const looked = new Set(first.map(asOf));
  yield* wishesLeft(app, first, signal);
  yield* intentsLeft(app, signal);
  for (let again = 0; again < LOOKS_AGAIN; again += 1) {
    const open = await app.journal.wishes();
    const fresh = open.filter(wish => isDue(app, wish) && !looked.has(asOf(wish)));
    if (fresh.length === 0) return;
    for (const wish of fresh) looked.add(asOf(wish));
    yield* wishesLeft(app, fresh, signal);
  }
}

/** A wish that somebody has put off, or let go of, is another matter than it was. */
const asOf = ({id, dueAt, holder}: Wish): string => [id, dueAt, holder?.pid].join(' ');

async function* intentsLeft(app: App, signal: AbortSignal): AsyncGenerator<Reconciled> {
  const open = await ownRows(app, await app.journal.unsettled(), row => row.intent, signal);
  for (const {row, problem} of open.unasked) yield ofRow(row, {action: 'unknown', state: 'unknown', problem});
  const works = open.mine.map(row => lookingBack(app, row));
  yield* interleave(works, AT_ONCE, signal);
}

/** Loans first: a membership that one of them stands on goes with it, under the wish that is there already. */
async function* wishesLeft(
  app: App,
  wishes: readonly Wish[],
  signal: AbortSignal,
): AsyncGenerator<Reconciled> {
  const owed = await ownRows(app, wishes, ({grant, actor}) => ({...grant, actor}), signal);
  for (const {row, problem} of owed.unasked)
    yield ofWish(row, {action: 'unknown', state: 'unknown', problem});
  for (const isLoan of [true, false]) {
    const some = owed.mine.filter(({grant}) => (grant.assignment === 'lent') === isLoan);
    const works = some.map(wish => carrying(app, wish));
    yield* interleave(works, AT_ONCE, signal);
  }
}

const carrying = (app: App, wish: Wish): Work<Reconciled> =>
  async function* (signal) {
    // One that fails must not keep the others from being done: it is left as it was.
    yield await carryWishOut(app, wish, signal).catch(thrown =>
      ofWish(wish, {action: 'unknown', state: 'unknown', problem: problemOf(thrown)}),
    );
  };

const lookingBack = (app: App, row: IntentRow): Work<Reconciled> =>
  async function* (signal) {
    const provider = providerOf(app, row.intent.kind);
    if (provider === undefined) return;
    try {
      const {told, owed} = await readIntentBack(app, provider, row, signal);
      yield told;
      if (owed !== undefined) yield await carryWishOut(app, owed, signal);
    } catch (thrown) {
      yield ofRow(row, {action: 'unknown', state: 'unknown', problem: problemOf(thrown)});
    }
  };
