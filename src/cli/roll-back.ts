import type {Problem} from '../core/problem.ts';
import type {App} from '../usecases/app.ts';
import {isRefusedOrder} from '../usecases/order.ts';
import {type Fate, hasFailed, isLost, rollback} from '../usecases/rollback.ts';
import type {Outcome} from './documents/activations.ts';
import type {EventStream} from './events.ts';
import {partingOf} from './hand-over/parting.ts';
import {sayOnce} from './say-once.ts';
import type {Session} from './session.ts';
import {tellStory} from './tell-story.ts';
import {titleOf} from './title.ts';
import type {Order} from './wanted.ts';

/** With `--rollback-on-failure` nothing is asked for while it is known that some of it will not be had. */
export function allOrNone(orders: readonly Order[], problems: readonly Problem[]): readonly Order[] {
  if (problems.length === 0 && !orders.some(isRefusedOrder)) return orders;
  return orders.map(order => (isRefusedOrder(order) ? order : notAsked(order)));
}

function notAsked({eligibility}: Order): Order {
  const {id: eligibilityId, kind: provider} = eligibility;
  const reason = 'It was not asked for, because not all of the others can be had.';
  return {eligibility, problem: {code: 'cancelled', reason, eligibilityId, provider}};
}

export interface RolledBack {
  readonly outcomes: readonly Outcome[];
  /** `none`: nothing had failed. `partly`: something is still to end. */
  readonly extent: 'none' | 'whole' | 'partly';
}

export interface AllOrNone {
  readonly orders: readonly Order[];
  readonly outcomes: readonly Outcome[];
  /** What the batch was asked for as (`ActivationOptions.batch`). */
  readonly name: string | undefined;
}

/** Gives up what the batch took when any of it failed, whatever stopped the command, and tells each role's fate; else keeps it. */
export async function rollBack(
  session: Session,
  app: App,
  {orders, outcomes, name}: AllOrNone,
  events: EventStream | null,
): Promise<RolledBack> {
  const fates = fatesOf(orders, outcomes);
  const options = {onTrouble: sayOnce(session), batch: name};
  if (!fates.some(hasFailed)) {
    for await (const _ of rollback(app, fates, session.signal, options));
    return {outcomes, extent: 'none'};
  }
  session.notes.note(`Not all of it was had: ${what(outcomes)}.`);
  const parting = partingOf(session, false);
  try {
    const subjects = outcomes.map(({activation: before, ...subject}) => ({
      ...{...subject, before},
      item: subject.eligibilityId,
    }));
    const story = rollback(app, fates, parting.signal, options);
    const after = await tellStory(parting, app, subjects, story, events);
    for (const fate of fates.filter(isLost)) sayLost(session, fate);
    return {outcomes: after, extent: after.every(isUndone) ? 'whole' : 'partly'};
  } finally {
    parting.deadline.stop();
  }

  function isUndone({activation: {state}}: Outcome, at: number): boolean {
    const before = outcomes[at]?.activation;
    const isTaken = before?.problem === null;
    return !isTaken || state === 'ended' || state === 'cancelled';
  }
}

function sayLost({notes}: Session, {eligibility}: Pick<Order, 'eligibility'>): void {
  notes.tell(
    `${titleOf(eligibility)}: should it have gone through, the next stint command that sees it ends it.`,
  );
}

/** Nothing was sent where it was known before that not all of it can be had. */
const what = (outcomes: readonly Outcome[]): string =>
  outcomes.every(({activation: {state, grant}}) => state === 'failed' && grant === null)
    ? 'nothing was taken'
    : 'what was taken is given up again';

type OrderFate = Fate & Pick<Order, 'eligibility'>;

const fatesOf = (orders: readonly Order[], outcomes: readonly Outcome[]): readonly OrderFate[] =>
  outcomes.flatMap(({eligibilityId, activation}) => {
    const eligibility = orders.find(order => order.eligibility.id === eligibilityId)?.eligibility;
    return eligibility === undefined ? [] : [{eligibility, activation}];
  });
