import {LONGEST_SESSION} from '../../core/aws.ts';
import type {Incident} from '../../core/emergency.ts';
import {Trouble} from '../../core/problem.ts';
import {type Millis, seconds} from '../../core/time.ts';
import {LATE, within} from './bounds.ts';
import type {EmergencyOrder, EmergencyStory} from './emergency-story.ts';
import type {Flow} from './flow.ts';
import {refuseIncidentName} from './incident-name.ts';

/** Whether the record is whole is looked at no longer than this. */
const LOOK_LIMIT: Millis = seconds(0.5);
const LONGEST_REASON = 2000;
/** As long as any AWS session lasts: nothing is cut short in silence. */
const LONGEST = LONGEST_SESSION;

/**
 * The incident, durable in one place at least. Rejects `usage` for an order that makes no sense or an incident that was
 * there before, `state-unwritable` where no place takes it.
 */
export async function* opening(flow: Flow): AsyncGenerator<EmergencyStory> {
  const {app, order, chronicle} = flow;
  refuseOdd(order);
  const [broken] = await Promise.all([brokenIn(flow), refuseIncidentName(app, order.incident, flow.signal)]);
  const incident = incidentOf(flow);
  const rungs = order.rungs.map(({name}) => name);
  const {path, sha256} = app.settingsFile;
  const step = {step: 'opened', rungs, settings: {path, sha256}, broken} as const;
  const kept = await Promise.all([
    chronicle.note(step, {justification: order.reason}),
    chronicle.attempt(() => chronicle.state.wait(() => app.incidents.open(incident))),
  ]);
  if (!kept.includes(true)) throw new Trouble(nowhere());
  yield {type: 'opened', incident, broken};
}

function incidentOf({app, order}: Flow): Incident {
  const {incident: id, drill, reason} = order;
  const {profile, practice} = app;
  return {id, profile, drill, practice, reason, openedAt: app.server.now(), closedAt: null};
}

function refuseOdd({reason, rungs, duration}: EmergencyOrder): void {
  if (duration !== null && duration > LONGEST)
    throw new Trouble({
      code: 'duration-too-long',
      asked: duration,
      most: LONGEST,
      why: 'No emergency role is lent for longer.',
    });
  if (reason.trim() === '' || reason.length > LONGEST_REASON)
    throw new Trouble({
      code: 'usage',
      reason: `A reason takes 1 to ${LONGEST_REASON} characters.`,
      nextSteps: ['Say in a sentence what is broken: --reason "…"'],
    });
  if (rungs.length === 0)
    throw new Trouble({
      code: 'misconfigured',
      setting: 'breakGlass.ladder',
      reason: 'no emergency role is set up',
      nextSteps: ['Set one up with stint break-glass setup ROLE'],
    });
}

/** What cannot be looked at in time holds nothing up. */
async function brokenIn({app, signal}: Flow): Promise<string | null> {
  const outcome = await within(app.clock, LOOK_LIMIT, signal, () => app.audit.broken()).catch(() => LATE);
  return typeof outcome === 'symbol' ? 'The record could not be looked at in time.' : outcome;
}

const nowhere = () =>
  ({
    code: 'state-unwritable',
    path: 'the record',
    reason:
      'neither the record, nor a file beside it, nor the state store takes the first line of an emergency',
    nextSteps: ['Make room, or set STINT_HOME to a folder that can be written, and run it again'],
  }) as const;
