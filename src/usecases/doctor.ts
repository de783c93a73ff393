import {explain} from '../core/explain.ts';
import type {Finding} from '../core/finding.ts';
import type {Inspection} from '../core/inspection.ts';
import type {AuditLog, Clock} from '../core/ports.ts';
import {type Problem, problemOf} from '../core/problem.ts';
import {type Millis, seconds} from '../core/time.ts';
import type {App} from './app.ts';
import {clockFinding, cloudFindings, signInFindings} from './doctor-clouds.ts';
import {guardianFindings, incidentFindings} from './doctor-emergency.ts';
import {fault, type Look, ok, unknown} from './doctor-findings.ts';
import {machineFindings} from './doctor-machine.ts';
import {drillFindings, recordFindings} from './doctor-record.ts';
import {sinkFindings} from './doctor-sinks.ts';
import {variableFindings} from './doctor-variables.ts';

export interface DoctorParts {
  /** Of this program. */
  readonly version: string;
  readonly inspection: Inspection;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Why there is none is a finding of its own. */
  readonly app: App | Problem;
  readonly record: AuditLog;
  readonly clock: Clock;
  /** Ask the clouds whether they answer. */
  readonly isOnline: boolean;
  /** Show what each sink would be sent, though it has been shown before. */
  readonly showsPayload: boolean;
}

/** No check waits longer than this: what has not answered by then could not be looked at. */
const LONGEST: Millis = seconds(30);

/**
 * Looks at everything that an activation stands on. It asks nobody, changes nothing at any cloud, and needs no sign-in;
 * what cannot be looked at is `unknown`, and keeps nothing else from being looked at. Rejects only for mistakes of ours.
 */
export async function doctor(parts: DoctorParts, signal: AbortSignal): Promise<readonly Finding[]> {
  const {app, isOnline} = parts;
  const own = ok('stint', `This is stint ${parts.version}.`);
  const [machine, variables] = [
    machineFindings(parts.inspection),
    variableFindings(parts.env, isPractice(app)),
  ];
  const looks: Look[] = [record(parts)];
  if ('code' in app) return [own, ...machine, ...variables, ...(await all(looks, parts, signal)), noApp(app)];
  // The clock is known by the answers of the clouds, so it is looked at after them.
  const clouds = isOnline ? await all([['clouds', inner => cloudFindings(app, inner)]], parts, signal) : [];
  const clock = isOnline ? [clockFinding(app.server)] : [];
  looks.push(
    ['sign-ins', () => signInFindings(app)],
    ['sinks', () => sinkFindings(app, parts.showsPayload)],
    ['guardian', () => guardianFindings(app)],
    ['incidents', () => incidentFindings(app)],
    ['drill', () => drillFindings(app)],
  );
  return [own, ...machine, ...variables, ...clock, ...clouds, ...(await all(looks, parts, signal))];
}

const isPractice = (app: App | Problem): boolean => !('code' in app) && app.practice;

const record = ({record, inspection}: DoctorParts): Look => [
  'record',
  () => recordFindings(record, inspection.signingKey),
];

function noApp(problem: Problem): Finding {
  const {title, nextSteps} = explain(problem);
  return fault('profile', `What this profile stands on cannot be opened: ${title}`, nextSteps);
}

async function all(
  looks: readonly Look[],
  parts: DoctorParts,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const found = await Promise.all(looks.map(look => one(look, parts, signal)));
  return found.flat();
}

async function one(
  [name, look]: Look,
  {clock}: DoctorParts,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const done = new AbortController();
  const late = clock.sleep(LONGEST, AbortSignal.any([signal, done.signal])).then(
    () => [unknown(name, 'It did not answer in time, so it could not be looked at.')],
    () => [unknown(name, 'It was interrupted, so it could not be looked at.')],
  );
  try {
    return await Promise.race([look(signal), late]);
  } catch (thrown) {
    return [notLookedAt(name, problemOf(thrown))];
  } finally {
    done.abort();
  }
}

function notLookedAt(name: string, problem: Problem): Finding {
  if (problem.code === 'bug') throw problem.cause;
  const {title, nextSteps} = explain(problem);
  return unknown(name, `It could not be looked at: ${title}`, nextSteps);
}
