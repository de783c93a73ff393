import type {Activation} from '../core/activation.ts';
import {exitCodeOf, type Fate, fateOfState, NOT_THERE_YET, PARTLY_DONE} from '../core/exit-code.ts';
import {explain} from '../core/explain.ts';
import type {Problem} from '../core/problem.ts';
import type {ActivationState} from '../core/state.ts';
import type {App} from '../usecases/app.ts';
import {activationsDocument, type Outcome} from './documents/activations.ts';
import type {EventStream} from './events.ts';
import {codeOfInterruption} from './interruption.ts';
import {clockLines, guaranteeLines} from './output/grant-table.ts';
import {outcomeTable} from './output/outcome-table.ts';
import {sayProblems, writeResult} from './output/write-result.ts';
import type {Session} from './session.ts';
import {titleOf} from './title.ts';

/** What a command that changes something came to. `problems`: what never became an item. */
export interface Batch {
  readonly outcomes: readonly Outcome[];
  readonly problems: readonly Problem[];
  /** Sources that answered had nothing to be done: those that did not make it half of the answer (contract 3, "Lists"). */
  readonly looked?: boolean | undefined;
  /** Was this item waited for? A pending one is 82 then, else 81 (contract 3). */
  readonly waited: (activation: Activation) => boolean;
  /** What was taken was given up again, because some of it failed; `partly`: something is still to end. */
  readonly rolledBack?: 'whole' | 'partly' | undefined;
}

/** Writes the batch in the form that was asked for and gives its exit code. */
export async function answerBatch(
  session: Session,
  app: App,
  batch: Batch,
  events: EventStream | null,
): Promise<number> {
  const code = exitCodeOfBatch(session, batch);
  const {outcomes, problems} = batch;
  const document = () => activationsDocument(outcomes, problems, app.server.now());
  const text = () => outcomeTable(outcomes, app.server.now(), session.look);
  if (events === null) await writeResult(session, {document, text, problems});
  else doneWith(session, app, batch, events, code);
  sayOutcomes(session, app, batch, events);
  return code;
}

/** The last lines of an event stream. */
export function doneWith(
  {globals}: Session,
  app: App,
  {outcomes, problems}: Batch,
  events: EventStream,
  code: number,
): void {
  for (const problem of problems) events.failed(problem);
  const document = () => activationsDocument(outcomes, problems, app.server.now());
  events.done(code, globals.format === 'json' ? document() : undefined);
}

/** Contract 3, "Several items"; an interruption counts only where something is left open. */
export function exitCodeOfBatch(
  session: Session,
  {outcomes, problems, looked, waited, rolledBack}: Batch,
): number {
  const missing: readonly Fate[] = problems.map(problem => ({
    type: 'failed',
    code: explain(problem).exitCode,
  }));
  const told = outcomes.map(({activation}) => fateOf(activation, waited(activation)));
  const fates: readonly Fate[] = [...told, ...missing, ...(looked ? [{type: 'reached'} as const] : [])];
  const isOpen = fates.some(isUnfinished) || outcomes.some(({activation}) => activation.state === 'unknown');
  const {interrupted} = session.host;
  if (interrupted.aborted && isOpen) return codeOfInterruption(interrupted);
  if (rolledBack === undefined) return exitCodeOf(fates);
  return rolledBack === 'partly' ? PARTLY_DONE : exitCodeOf(fates.filter(({type}) => type === 'failed'));
}

const isUnfinished = (fate: Fate): boolean =>
  fate.type === 'pending' || (fate.type === 'failed' && fate.code === explain(CANCELLED).exitCode);

const CANCELLED: Problem = {code: 'cancelled', reason: 'It was interrupted.'};

/** A problem decides, `already-active` being none and an accepted end no failure; else the state does. */
function fateOf({state, problem}: Activation, waited: boolean): Fate {
  if (problem === null) return fateOfState(state, waited);
  const code = explain(problem).exitCode;
  if (code === 0) return {type: 'reached'};
  if (state === 'deactivating') return fateOfState(state, waited);
  if (code === NOT_THERE_YET) return {type: 'pending', code};
  return {type: 'failed', code};
}

/** On stderr: what the ends are worth, what is still open, and each item's problem where stdout does not carry it. */
export function sayOutcomes(
  session: Session,
  app: App,
  {outcomes, problems}: Batch,
  events: EventStream | null,
): void {
  const {notes, globals} = session;
  const isCarried = globals.format === 'json' && globals.query === null && events === null;
  if (!isCarried) {
    for (const outcome of outcomes)
      if (outcome.activation.problem !== null) notes.problem(outcome.activation.problem, titleOf(outcome));
    if (events !== null) sayProblems(session, problems);
  }
  if (globals.format === 'table' && events === null) sayEnds(session, app, outcomes);
  for (const outcome of outcomes) sayOpen(session, outcome);
}

function sayEnds({notes}: Session, app: App, outcomes: readonly Outcome[]): void {
  // What becomes of a loan that has ended is said of each (`sayHandedOut`); one that is ending waits for its group alone.
  const isOver = (state: ActivationState) => state === 'ended' || state === 'deactivating';
  const open = outcomes.filter(
    ({activation: {state, grant}}) => !isOver(state) || grant?.assignment !== 'lent',
  );
  const grants = open.flatMap(({activation}) => activation.grant ?? []);
  for (const line of [...clockLines(grants, app.server.now()), ...guaranteeLines(grants)]) notes.note(line);
}

const OPEN = ['submitted', 'pending-approval', 'provisioning', 'unknown'];

function sayOpen({notes, deadline}: Session, {activation, ...subject}: Outcome): void {
  const {state, requestId, problem} = activation;
  if (!OPEN.includes(state) || problem !== null) return;
  const stopped = deadline.interrupted() ? 'Stopped watching. ' : '';
  const withdraw = requestId === null ? '' : `; withdraw it with stint cancel ${requestId}`;
  notes.note(`${stopped}The request for ${titleOf(subject)} goes on: see it with stint status${withdraw}.`);
}
