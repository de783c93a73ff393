import type {Intent, IntentRow} from '../core/intent.ts';
import {kindLabel} from '../core/kind.ts';
import type {AccessProvider} from '../core/ports.ts';
import type {Problem} from '../core/problem.ts';
import {minutes} from '../core/time.ts';
import type {App} from './app.ts';
import type {CatchUpEvent} from './catch-up.ts';
import {keepGrant} from './known-grants.ts';
import {type Certain, look} from './read-back.ts';
import {Trail} from './trail.ts';

/** A request this young may still be on its way from another process: that it has not arrived says nothing yet. */
const STILL_ON_ITS_WAY = minutes(5);

/** Asks the cloud what became of an intent; `undefined` when nothing new is known. */
export async function readIntentBack(
  app: App,
  provider: AccessProvider,
  row: IntentRow,
  signal: AbortSignal,
): Promise<CatchUpEvent | undefined> {
  const {intent, requestId} = row;
  const found = await look(provider, intent, signal);
  const trail = new Trail(app, intent, row);
  if (found.type === 'found') return adopted(app, row, trail, found.answer);
  const isOld = app.server.now() - intent.openedAt > STILL_ON_ITS_WAY;
  // A request that the cloud has named did arrive, whatever a lagging list says.
  if (found.type === 'unknown' || requestId !== null || !isOld) return undefined;
  const problem = nothingHappened(intent);
  await trail.close('failed', 'read-back', {problem});
  return {type: 'intent-closed', intent, state: 'failed', problem};
}

async function adopted(
  app: App,
  {intent, requestId}: IntentRow,
  trail: Trail,
  answer: Certain,
): Promise<CatchUpEvent | undefined> {
  if (answer.type === 'refused') {
    await trail.close(answer.state, 'refusal', {problem: answer.problem});
    return {type: 'intent-closed', intent, state: answer.state, problem: answer.problem};
  }
  await trail.named(answer.receipt.requestId);
  if (answer.type === 'pending') {
    // One that was named has been told of before: it waits, and nothing was lost.
    if (requestId !== null) return undefined;
    await trail.note('read-back');
    return {type: 'intent-adopted', intent, state: answer.state, grant: null};
  }
  const endsAt = answer.type === 'active' ? answer.grant.endsAt : null;
  await trail.close(answer.type, answer.type, {endsAt});
  if (answer.type === 'scheduled') return {type: 'intent-adopted', intent, state: 'scheduled', grant: null};
  await keepGrant(app, answer.grant);
  return {type: 'intent-adopted', intent, state: 'active', grant: answer.grant};
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
