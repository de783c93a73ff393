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
  const now = app.server.now();
  return leftOpen(app, wish => wish.dueAt <= now && isLetGo(app, wish), signal);
}

/** Wishes first: with the grant the intent that led to it has come to its end too, and needs no looking up. */
async function* leftOpen(
  app: App,
  isWanted: (wish: Wish) => boolean,
  signal: AbortSignal,
): AsyncGenerator<Reconciled> {
  yield* wishesLeft(app, isWanted, signal);
  const open = await ownRows(app, await app.journal.unsettled(), row => row.intent, signal);
  for (const {row, problem} of open.unasked) yield ofRow(row, {action: 'unknown', state: 'unknown', problem});
  const works = open.mine.map(row => lookingBack(app, row));
  yield* interleave(works, AT_ONCE, signal);
}

/** Loans first: a membership that one of them stands on goes with it, under the wish that is there already. */
async function* wishesLeft(
  app: App,
  isWanted: (wish: Wish) => boolean,
  signal: AbortSignal,
): AsyncGenerator<Reconciled> {
  const wishes = (await app.journal.wishes()).filter(isWanted);
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
