import type {Grant} from '../core/grant.ts';
import type {Wish} from '../core/intent.ts';
import type {App} from './app.ts';
import {isOver} from './is-over.ts';
import {restOf} from './resting-on.ts';
import {isHeldHere, isLetGo, isSame} from './until-exit.ts';
import {guarded, type OnTrouble, openWishes, type Wished, wished} from './wishes.ts';

/**
 * The end of the group membership that was activated for a loan, owed once the loan has ended and no other open loan
 * rests on it. `undefined`: nothing is owed. It may be called again: an end that is wished for already stays the same wish.
 */
export async function oweGroup(
  app: App,
  {grant: loan, reason}: Pick<Wish, 'grant' | 'reason'>,
  onTrouble: OnTrouble,
): Promise<Wished | undefined> {
  const rest = restOf(loan);
  if (rest === undefined || isOver(app, rest.grant)) return undefined;
  if (await isLeanedOn(app, rest.grant, loan, onTrouble)) return undefined;
  const wish = (await openWishes(app, onTrouble)).find(one => one.grant.id === rest.grant.id);
  if (wish === undefined) return wished(app, {...rest, reason}, onTrouble);
  if (wish.holder === undefined) return {wish, durable: true};
  // Another process that still lives has activated it, and will need it for a loan of its own.
  if (!isLetGo(app, wish) && !isHeldHere(app, wish)) return undefined;
  return wished(app, {...rest, reason: wish.reason}, onTrouble);
}

/**
 * A membership is not taken away, because the process that activated it is gone, from loans that others have opened on
 * it: it goes with the last of those. A loan that is owed an end by the same process, or by nobody, does not count.
 */
export async function isNeededByOthers(app: App, wish: Wish, onTrouble: OnTrouble): Promise<boolean> {
  const {grant, reason, holder} = wish;
  if (reason === 'asked' || grant.kind !== 'entra-group') return false;
  let needed = false;
  await guarded(onTrouble, async () => {
    const resting = (await app.loans.open(app.server.now())).filter(
      loan => restOf(loan.grant)?.grant.id === grant.id,
    );
    if (resting.length === 0) return;
    const ending = (await app.journal.wishes()).filter(
      one => isLetGo(app, one) || isSame(one.holder, holder),
    );
    needed = resting.some(loan => !ending.some(one => one.grant.id === loan.grant.id));
  });
  return needed;
}

/** The membership goes with the last loan that rests on it. */
async function isLeanedOn(app: App, group: Grant, loan: Grant, onTrouble: OnTrouble): Promise<boolean> {
  let leaning = false;
  await guarded(onTrouble, async () => {
    const others = (await app.loans.open(app.server.now())).filter(({grant}) => grant.id !== loan.id);
    leaning = others.some(({grant}) => restOf(grant)?.grant.id === group.id);
  });
  return leaning;
}
