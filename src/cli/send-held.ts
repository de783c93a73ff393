import type {Problem} from '../core/problem.ts';
import type {App} from '../usecases/app.ts';
import {type Asking, askFor, takenBy} from './ask-for.ts';
import type {Outcome} from './documents/activations.ts';
import {type Call, isOn} from './flags.ts';
import {type Behind, behindOf} from './hand-over/behind.ts';
import {giveUp} from './hand-over/give-up.ts';
import {sayLater} from './hand-over/say-later.ts';
import {codeOfInterruption} from './interruption.ts';
import {answerBatch, type Batch, doneWith, exitCodeOfBatch} from './outcomes.ts';
import {allOrNone, rollBack} from './roll-back.ts';
import type {Session} from './session.ts';
import {stayWhileHeld} from './stay.ts';
import type {Order} from './wanted.ts';

export interface Held {
  readonly call: Call;
  readonly orders: readonly Order[];
  readonly problems: readonly Problem[];
  readonly asking: Asking;
  readonly waited: Batch['waited'];
}

/** `activate` with `--until-exit`, `--rollback-on-failure` or both: what was taken may have to be given up again. */
export async function sendHeld(session: Session, app: App, held: Held): Promise<number> {
  if (!isOn(held.call, 'until-exit')) {
    const batch = await asked(session, app, held, undefined);
    return answerBatch(session, app, batch, held.asking.events);
  }
  const behind = behindOf(session, app);
  let batch: Batch | undefined;
  try {
    batch = await asked(session, app, held, behind);
    if (takenBy(batch.outcomes).length > 0) return await staying(session, app, held, batch, behind);
    sayLater(session, batch.outcomes);
    return await answerBatch(session, app, batch, held.asking.events);
  } finally {
    // Nothing is left of it by now, but for what stopped us half-way.
    await giveUp(session, app, [], waiting(behind));
  }
}

const waiting = (behind: Behind) => ({wait: behind.isAlone(), isAlone: behind.isAlone()});

async function asked(
  session: Session,
  app: App,
  {call, orders, problems, asking, waited}: Held,
  behind: Behind | undefined,
): Promise<Batch> {
  const isAll = isOn(call, 'rollback-on-failure');
  const those = isAll ? allOrNone(orders, problems) : orders;
  // What ends with this process is given up with it anyhow.
  const name = isAll && behind === undefined ? app.newId() : undefined;
  const options = {...asking, untilExit: behind !== undefined, onTrouble: behind?.onTrouble, batch: name};
  const outcomes = await askFor(session, app, those, options);
  const batch = {outcomes, problems, waited};
  if (!isAll) return batch;
  const {extent, ...after} = await rollBack(session, app, {orders: those, outcomes, name}, asking.events);
  return {...batch, ...after, rolledBack: extent === 'none' ? undefined : extent};
}

/** The answer is told when it is there; with an event stream its last line comes when all has ended. */
async function staying(
  session: Session,
  app: App,
  {asking: {events}}: Held,
  batch: Batch,
  behind: Behind,
): Promise<number> {
  const code = exitCodeOfBatch(session, batch);
  if (events === null) await answerBatch(session, app, batch, null);
  session.notes.tell('It ends when this command ends; ctrl-c ends it.');
  const wasStopped = await stayWhileHeld(session, app, takenBy(batch.outcomes));
  const left = await giveUp(session, app, takenBy(batch.outcomes), {...waiting(behind), events});
  const last = wasStopped ? codeOfInterruption(session.host.interrupted) : code;
  if (!wasStopped) session.notes.note('All of it has ended.');
  if (events !== null)
    doneWith(session, app, {...batch, outcomes: merged(batch.outcomes, left)}, events, last);
  return last;
}

const merged = (before: readonly Outcome[], after: readonly Outcome[]): readonly Outcome[] =>
  before.map(outcome => after.find(one => one.eligibilityId === outcome.eligibilityId) ?? outcome);
