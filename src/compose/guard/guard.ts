import type {Guard} from '../../core/ports.ts';
import {type Problem, Trouble} from '../../core/problem.ts';
import type {Keeper, KeeperParts} from './keeper.ts';

export interface GuardParts extends KeeperParts {
  /** Why nobody could stay behind here. */
  readonly whyNot: Problem | undefined;
}

/** Starts a guardian at the first wish, and another one where the first has left by then. */
export function createGuard(parts: GuardParts): Guard {
  let keeper: Promise<Keeper> | undefined;
  const living = async (): Promise<Keeper> => {
    const known = await keeper?.catch(() => undefined);
    if (known !== undefined && !known.isLeaving()) return known;
    await known?.dismiss();
    keeper = startKeeper(parts);
    const [next, unended] = [await keeper, known?.unended() ?? []];
    if (unended.length > 0) await next.ward(unended);
    return next;
  };
  let turn: Promise<unknown> = Promise.resolve();
  /** One word after the other, so that two of the same moment start one guardian. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  const dismiss = async (): Promise<void> => {
    const known = await keeper?.catch(() => undefined);
    keeper = undefined;
    await known?.dismiss();
  };
  return {
    unavailable: parts.whyNot,
    ward: wishes =>
      inTurn(async () => {
        if (parts.whyNot !== undefined) throw new Trouble(parts.whyNot);
        await (await living()).ward(wishes);
      }),
    release: wishIds =>
      inTurn(async () => {
        const known = await keeper?.catch(() => undefined);
        if (known === undefined || known.isLeaving()) return;
        if (await known.release(wishIds)) await dismiss();
      }),
    dismiss: () => inTurn(dismiss),
  };
}

/** Most commands need none. */
async function startKeeper(parts: KeeperParts): Promise<Keeper> {
  return (await import('./keeper.ts')).Keeper.start(parts);
}
