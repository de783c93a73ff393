import {problemOf} from '../../core/problem.ts';
import {seconds} from '../../core/time.ts';
import {steady, within} from './bounds.ts';
import {Chronicle} from './chronicle.ts';
import {climb} from './climb.ts';
import {cosigning} from './cosigning.ts';
import type {EmergencyApp} from './emergency-app.ts';
import type {EmergencyOrder, EmergencyStory, People} from './emergency-story.ts';
import {type Evidence, gatherEvidence} from './evidence.ts';
import type {Flow} from './flow.ts';
import {noticed} from './notice.ts';
import {opening} from './opening.ts';
import {SignIns} from './sign-ins.ts';
import {UserKeys} from './user-keys.ts';

/**
 * The way to a role while things are broken (contract 2, `break-glass`): an incident that is durable, evidence, a notice to
 * every sink, a second person where one is asked for, and then the rungs in order until one works. Nothing but time is
 * waited for without a limit that people set: with everything else down or hanging the request leaves, or the story ends,
 * within ten seconds of our own. What stopped a rung is told (`passed`), never thrown.
 *
 * Rejects with `Trouble` only before anything is done: `usage` for an order that makes no sense or an incident that was
 * there before, `misconfigured` without a rung, `state-unwritable` where no durable place takes the first line. When the
 * signal fires the story ends with what is known; the incident stays open.
 */
export async function* breakGlass(
  app: EmergencyApp,
  order: EmergencyOrder,
  people: People,
  signal: AbortSignal,
): AsyncGenerator<EmergencyStory> {
  const flow = flowOf(app, order, people, signal);
  const {chronicle} = flow;
  const gathering = gatherEvidence(app, order, signal);
  yield* opening(flow);
  yield* chronicle.untold();
  try {
    const evidence = await gathering;
    yield* shown(flow, evidence);
    for (const part of [noticed(flow), cosigning(flow), climb(flow, evidence)]) {
      if (signal.aborted) break;
      yield* part;
      yield* chronicle.untold();
    }
  } finally {
    await rest(app);
  }
}

/** What was given up before anything answered tells nothing. */
async function* shown({chronicle, signal}: Flow, {probes}: Evidence): AsyncGenerator<EmergencyStory> {
  if (signal.aborted && probes.length === 0) return;
  await chronicle.note({step: 'evidence', probes});
  yield {type: 'evidence', probes};
}

function flowOf(app: EmergencyApp, order: EmergencyOrder, people: People, signal: AbortSignal): Flow {
  const chronicle = new Chronicle(app, order);
  const signIns = new SignIns(app, order.rungs, signal);
  const keys = new UserKeys(app, people, signal);
  return {app, order, people, chronicle, signIns, keys, proven: new Set(), signal};
}

/** Signing that goes on behind the work may come to its end, within reason. */
async function rest({audit, clock}: EmergencyApp): Promise<void> {
  await within(clock, seconds(1), steady(), async () => audit.settled?.()).catch(problemOf);
}
