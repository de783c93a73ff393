import type {Intent, IntentRow, Wish} from '../core/intent.ts';
import {kindLabel} from '../core/kind.ts';
import type {AccessProvider} from '../core/ports.ts';
import type {Problem} from '../core/problem.ts';
import {minutes} from '../core/time.ts';
import type {App} from './app.ts';
import {finderOf} from './extension-back.ts';
import {keepGrant} from './known-grants.ts';
import {type Certain, look} from './read-back.ts';
import {ofRow, type Reconciled} from './reconciled.ts';
import {Trail} from './trail.ts';
import {mustEnd} from './until-exit.ts';
import {isUnwanted, withdrawn} from './unwanted.ts';

/** A request this young may still be on its way from another process: that it has not arrived says nothing yet. */
const STILL_ON_ITS_WAY = minutes(5);

export interface IntentBack {
  readonly told: Reconciled;
  /** It was to end with a process that is gone: the end is owed now. */
  readonly owed?: Wish | undefined;
}

/** Asks the cloud what became of an intent. Nothing is ever sent again. */
export async function readIntentBack(
  app: App,
  provider: AccessProvider,
  row: IntentRow,
  signal: AbortSignal,
): Promise<IntentBack> {
  const {intent, requestId, state} = row;
  const found = await look(finderOf(provider, intent), intent, signal);
  const trail = new Trail(app, intent, row);
  if (found.type === 'found') return adopted({app, row, trail, signal}, found.answer);
  if (found.type === 'unknown')
    return {told: ofRow(row, {action: 'unknown', state: 'unknown', problem: found.problem ?? null})};
  const isOld = app.server.now() - intent.openedAt > STILL_ON_ITS_WAY;
  // A request that the cloud has named did arrive, whatever a lagging list says.
  if (requestId !== null || !isOld) return {told: ofRow(row, {action: 'watched', state})};
  return closed(row, trail, {state: 'failed', problem: nothingHappened(intent)}, 'read-back');
}

async function closed(
  row: IntentRow,
  trail: Trail,
  {state, problem}: Pick<Extract<Certain, {readonly type: 'refused'}>, 'state' | 'problem'>,
  type: 'refusal' | 'read-back',
): Promise<IntentBack> {
  await trail.close(state, type, {problem});
  const news = {type: 'intent-closed', intent: row.intent, state, problem} as const;
  return {told: ofRow(row, {action: 'closed', state, problem, news})};
}

interface LookedUp {
  readonly app: App;
  readonly row: IntentRow;
  readonly trail: Trail;
  readonly signal: AbortSignal;
}

async function adopted({app, row, trail, signal}: LookedUp, answer: Certain): Promise<IntentBack> {
  if (answer.type === 'refused') return closed(row, trail, answer, 'refusal');
  const {intent} = row;
  const {requestId} = answer.receipt;
  await trail.named(requestId);
  if (answer.type !== 'active' && isUnwanted(app, intent))
    return withdrawn(
      app,
      row,
      {requestId, state: answer.type === 'pending' ? answer.state : 'scheduled'},
      signal,
    );
  if (answer.type === 'scheduled' && mustEnd(intent))
    return {told: ofRow(row, {requestId, action: 'watched', state: 'scheduled'})};
  if (answer.type === 'pending') return onItsWay(row, trail, answer);
  const grant = answer.type === 'active' ? answer.grant : null;
  const wish = grant === null ? undefined : await trail.owe(grant);
  await trail.close(answer.type, answer.type, {endsAt: grant?.endsAt});
  if (grant !== null) await keepGrant(app, grant);
  const news = {type: 'intent-adopted', intent, state: answer.type, grant} as const;
  const told = ofRow(row, {requestId, action: 'adopted', state: answer.type, news});
  return {told, owed: wish?.holder === undefined ? wish : undefined};
}

type Pending = Extract<Certain, {readonly type: 'pending'}>;

async function onItsWay(row: IntentRow, trail: Trail, {state, receipt}: Pending): Promise<IntentBack> {
  const {requestId} = receipt;
  await trail.progressed(state);
  // One that was named has been told of before: it waits, and nothing was lost.
  if (row.requestId !== null) return {told: ofRow(row, {requestId, action: 'watched', state})};
  await trail.note('read-back');
  const news = {type: 'intent-adopted', intent: row.intent, state, grant: null} as const;
  return {told: ofRow(row, {requestId, action: 'adopted', state, news})};
}

function nothingHappened({kind, eligibilityId}: Intent): Problem {
  return {
    code: 'unreachable',
    what: kindLabel(kind),
    reason: 'an earlier request never arrived there, and nothing happened',
    nextSteps: ['Ask again if you still need the role'],
    provider: kind,
    eligibilityId,
  };
}
