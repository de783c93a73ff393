import {cosignKeyName} from '../../core/cosign.ts';
import {DRILL_EVERY_DAYS} from '../../core/emergency.ts';
import {explain} from '../../core/explain.ts';
import {type IncidentRow, incidentsIn} from '../../core/incident.ts';
import {lastDrill} from '../../core/incident-held.ts';
import {type Problem, problemOf} from '../../core/problem.ts';
import {hours, type Millis, seconds} from '../../core/time.ts';
import {visible} from '../../core/untrusted.ts';
import {LATE, within} from './bounds.ts';
import {type CheckItem, found} from './check-item.ts';
import {checkRungs} from './check-rungs.ts';
import type {EmergencyApp} from './emergency-app.ts';
import {emergencyRecord} from './emergency-record.ts';

export type {CheckItem} from './check-item.ts';

const LIMIT: Millis = seconds(10);

/** What an emergency will need, looked at before there is one. What could not be looked at is `unknown`, never `ok`. */
export async function checkEmergency(app: EmergencyApp, signal: AbortSignal): Promise<readonly CheckItem[]> {
  const parts = await Promise.all([
    [ladder(app)],
    checkRungs(app, signal),
    record(app, signal),
    bounded(app, signal, 'signing key', () => signingKey(app)),
    bounded(app, signal, SECOND, () => cosigners(app)),
    [settingsFile(app)],
  ]);
  return parts.flat();
}

function ladder({settings}: EmergencyApp): CheckItem {
  const count = settings.breakGlass?.ladder?.length ?? 0;
  if (count === 0)
    return found(
      'ladder',
      'fault',
      'No emergency role is set up.',
      'Set one up with stint break-glass setup ROLE',
    );
  const words = count === 1 ? 'One rung: nothing is left when it fails.' : `${count} rungs.`;
  return found('ladder', count === 1 ? 'warning' : 'ok', words, ...(count === 1 ? ['Add a second one'] : []));
}

/** Work that ends in items, or in one that says why nobody could look. */
async function bounded(
  {clock}: EmergencyApp,
  signal: AbortSignal,
  name: string,
  work: () => Promise<readonly CheckItem[]>,
): Promise<readonly CheckItem[]> {
  try {
    const outcome = await within(clock, LIMIT, signal, work);
    return outcome === LATE ? [found(name, 'unknown', 'It could not be looked at in time.')] : outcome;
  } catch (thrown) {
    return [unlooked(name, problemOf(thrown))];
  }
}

function unlooked(name: string, problem: Problem): CheckItem {
  const {title, nextSteps} = explain(problem);
  return found(name, 'unknown', `It could not be looked at: ${title}`, ...nextSteps);
}

async function record(app: EmergencyApp, signal: AbortSignal): Promise<readonly CheckItem[]> {
  const read = await bounded(app, signal, 'record', async () => {
    const {entries, problem} = await emergencyRecord(app.audit);
    const incidents = incidentsIn(entries);
    const whole = problem === null ? [] : [unlooked('record', problem)];
    return [...whole, drill(app, incidents, problem), ...sinks(app, incidents, problem)];
  });
  const isLate = !read.some(({name}) => name === 'drill');
  return isLate ? [...read, found('drill', 'unknown', 'The record could not be read.')] : read;
}

const DRILL_STEP = 'Rehearse with stint break-glass drill';

function drill(
  {server}: EmergencyApp,
  incidents: readonly IncidentRow[],
  problem: Problem | null,
): CheckItem {
  const last = lastDrill(incidents);
  if (last === undefined && problem !== null)
    return found('drill', 'unknown', 'The record could not be read whole.');
  if (last === undefined) return found('drill', 'warning', 'There has been no drill yet.', DRILL_STEP);
  const days = Math.floor((server.now() - last.at) / hours(24));
  const ago = days < 1 ? 'today' : days === 1 ? '1 day ago' : `${days} days ago`;
  if (!last.worked) return found('drill', 'fault', `The last drill, ${ago}, reached no role.`, DRILL_STEP);
  const isDue = days >= DRILL_EVERY_DAYS;
  const words = `The last drill was ${ago}, and it worked${isDue ? `; one is due every ${DRILL_EVERY_DAYS} days` : ''}.`;
  return found('drill', isDue ? 'warning' : 'ok', words, ...(isDue ? [DRILL_STEP] : []));
}

/** By the last notice that is on record, of an emergency or a drill. */
function sinks(
  {settings}: EmergencyApp,
  incidents: readonly IncidentRow[],
  problem: Problem | null,
): readonly CheckItem[] {
  const names = (settings.sinks ?? []).map(({name}) => name);
  if (names.length === 0)
    return [
      found('sinks', 'warning', 'No sink is set: nobody will be told.', 'Add one to sinks in the settings'),
    ];
  return names.map(sink => {
    const last = incidents.flatMap(({told}) => told.filter(one => one.sink === sink)).at(-1);
    const name = `sink ${visible(sink)}`;
    if (last === undefined)
      return problem === null
        ? found(name, 'warning', 'It has never been told of an emergency or a drill.', DRILL_STEP)
        : found(name, 'unknown', 'The record could not be read whole.');
    if (last.isTold) return found(name, 'ok', 'It took the last notice in time.');
    const words = `It did not take the last notice in time${last.problem === null ? '' : ` (${last.problem})`}.`;
    return found(name, 'warning', words, 'See why with stint doctor');
  });
}

async function signingKey({signer}: EmergencyApp): Promise<readonly CheckItem[]> {
  const {key} = await signer.key();
  return [found('signing key', 'ok', `The record is signed with ${key.slice(0, 16)}.`)];
}

const SECOND = 'second person';

/** Nobody is their own second person: the flow leaves the key of this machine's record out, and so does the count. */
async function cosigners({settings, signer}: EmergencyApp): Promise<readonly CheckItem[]> {
  const {cosign} = settings.breakGlass ?? {};
  if (cosign === undefined || cosign === 'off')
    return [found(SECOND, 'ok', 'The settings ask for nobody else.')];
  const {signers} = cosign;
  if (signers.length === 0) return [found(SECOND, 'fault', 'Nobody is named who could sign.', ASK_FOR_KEY)];
  const odd = signers.filter(({publicKey}) => cosignKeyName(publicKey) === undefined);
  const names = odd.map(({name}) => visible(name)).join(', ');
  if (odd.length > 0) return [found(SECOND, 'fault', `No Ed25519 public key: ${names}.`, ASK_FOR_KEY)];
  const own = await signer.key();
  const others = signers.filter(({publicKey}) => cosignKeyName(publicKey) !== own.key);
  if (others.length === 0)
    return [found(SECOND, 'fault', 'Nobody but this machine is named who could sign.', ASK_FOR_KEY)];
  return [found(SECOND, 'ok', `${others.length} can sign.`)];
}

const ASK_FOR_KEY = 'Ask colleagues for stint break-glass cosign --key';

function settingsFile({settingsFile: {path, sha256, isPrivate}}: EmergencyApp): CheckItem {
  if (sha256 === null) return found('settings file', 'warning', `There is no ${visible(path)}.`);
  if (isPrivate === undefined)
    return found('settings file', 'unknown', 'Whether others may change it could not be looked at.');
  if (isPrivate) return found('settings file', 'ok', 'Nobody else may read or change it.');
  return found(
    'settings file',
    'fault',
    `Others may read or change ${visible(path)}.`,
    `chmod 600 ${visible(path)}`,
  );
}
