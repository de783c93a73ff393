import type {Grant} from '../core/grant.ts';
import type {Wish} from '../core/intent.ts';
import type {App} from './app.ts';
import {restOf} from './resting-on.ts';
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
  return wish === undefined ? wished(app, {...rest, reason}, onTrouble) : {wish, durable: true};
}

const isOver = (app: App, {endsAt}: Grant): boolean => endsAt !== null && endsAt <= app.server.now();

/** The membership goes with the last loan that rests on it. */
async function isLeanedOn(app: App, group: Grant, loan: Grant, onTrouble: OnTrouble): Promise<boolean> {
  let leaning = false;
  await guarded(onTrouble, async () => {
    const others = (await app.loans.open(app.server.now())).filter(({grant}) => grant.id !== loan.id);
    leaning = others.some(({grant}) => restOf(grant)?.grant.id === group.id);
  });
  return leaning;
}
