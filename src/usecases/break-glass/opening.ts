import {type Incident, incidentWord} from '../../core/emergency.ts';
import {emergencyLineIn} from '../../core/incident-lines.ts';
import {Trouble} from '../../core/problem.ts';
import {type Millis, seconds} from '../../core/time.ts';
import {visible} from '../../core/untrusted.ts';
import {LATE, within} from './bounds.ts';
import type {EmergencyOrder, EmergencyStory} from './emergency-story.ts';
import type {Flow} from './flow.ts';

/** Whether the record is whole, and the incident new, is looked at no longer than this. */
const LOOK_LIMIT: Millis = seconds(0.5);
const LONGEST_ID = 64;
const LONGEST_REASON = 2000;

/**
 * The incident, durable in one place at least. Rejects `usage` for an order that makes no sense or an incident that was
 * there before, `state-unwritable` where no place takes it.
 */
export async function* opening(flow: Flow): AsyncGenerator<EmergencyStory> {
  const {app, order, chronicle} = flow;
  refuseOdd(order);
  const [used, broken] = await Promise.all([isUsed(flow), brokenIn(flow)]);
  if (used) throw new Trouble(usedTwice(order.incident));
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

function refuseOdd({incident, reason, rungs}: EmergencyOrder): void {
  const isId = incident.trim() === incident && incident !== '' && incident.length <= LONGEST_ID;
  if (!isId || visible(incident) !== incident)
    throw new Trouble({
      code: 'usage',
      reason: `An incident is named by 1 to ${LONGEST_ID} visible characters.`,
      nextSteps: ['Name it as your incident system does: --incident INC-4821'],
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
async function isUsed({app, order, signal}: Flow): Promise<boolean> {
  const looks = [
    async () => (await app.incidents.opened()).some(({id}) => id === order.incident),
    () => isOnRecord(app.audit.entries(), order.incident),
  ];
  const found = await Promise.all(
    looks.map(look => within(app.clock, LOOK_LIMIT, signal, look).catch(() => LATE)),
  );
  return found.includes(true);
}

async function isOnRecord(entries: AsyncIterable<Parameters<typeof emergencyLineIn>[0]>, id: string) {
  for await (const entry of entries) if (emergencyLineIn(entry)?.fact.incident === id) return true;
  return false;
}

async function brokenIn({app, signal}: Flow): Promise<string | null> {
  const outcome = await within(app.clock, LOOK_LIMIT, signal, () => app.audit.broken()).catch(() => LATE);
  return typeof outcome === 'symbol' ? 'The record could not be looked at in time.' : outcome;
}

const usedTwice = (incident: string) =>
  ({
    code: 'usage',
    reason: `There has been an incident ${incident} before.`,
    nextSteps: [
      'Choose another name, like the same with -2 behind it',
      `Where it is still open, and over: stint break-glass close ${incidentWord(incident)}`,
    ],
  }) as const;

const nowhere = () =>
  ({
    code: 'state-unwritable',
    path: 'the record',
    reason:
      'neither the record, nor a file beside it, nor the state store takes the first line of an emergency',
    nextSteps: ['Make room, or set STINT_HOME to a folder that can be written, and run it again'],
  }) as const;
