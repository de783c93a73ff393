import {statSync} from 'node:fs';
import {join} from 'node:path';
import type {EmergencyOptions, OpenedEmergency} from '../../cli/host.ts';
import type {AuditEntry} from '../../core/audit.ts';
import type {EmergencyLog} from '../../core/emergency-ports.ts';
import {explain} from '../../core/explain.ts';
import type {AuditLog} from '../../core/ports.ts';
import type {Problem} from '../../core/problem.ts';
import type {Settings} from '../../core/settings.ts';
import {seconds} from '../../core/time.ts';
import {newId} from '../../host/entropy.ts';
import {createNetworkOnDemand} from '../../host/network-on-demand.ts';
import {createServerTime} from '../../host/server-time.ts';
import {createEmergencyKeys} from '../../stores/emergency-keys.ts';
import {createEmergencyLog, emergencyFolders} from '../../stores/emergency-log.ts';
import {createIncidents} from '../../stores/incidents.ts';
import {createNotes} from '../../stores/notes.ts';
import {type Places, placesOf} from '../../stores/places.ts';
import {settingsDigest} from '../../stores/settings.ts';
import {soon} from '../../stores/soon.ts';
import {readSpareSettings} from '../../stores/spare-settings.ts';
import {laterSinks} from '../later-sinks.ts';
import {reaching, targetsOf} from '../reaching.ts';
import {createRecord} from '../record.ts';
import {seedServerTime} from '../server-offset.ts';
import type {World} from '../world.ts';
import {Apps} from './apps.ts';
import {type Footing, soberFooting} from './footing.ts';
import {hearingQuestions} from './questions.ts';
import {anchoring, isPracticeHome, rehearsed} from './rehearsal.ts';
import {signerOf} from './signer.ts';
import {openSpareState} from './spare-state.ts';
import {heardBySinks, tellerOf} from './teller.ts';
import {userRoleOf} from './user-role.ts';

/**
 * What an emergency stands on. Settings are read; nothing else is opened before the step that needs it, and nothing of
 * the environment leads anywhere but to published hosts, unless it is a drill. Rejects `misconfigured` for settings that
 * cannot be read: without them nobody knows the ladder.
 */
export async function openEmergency(person: World, options: EmergencyOptions): Promise<OpenedEmergency> {
  const {world: outside, open: question} = hearingQuestions(person);
  const {profile, debug} = options;
  const places = placesOf(outside.env, outside.platform, outside.home);
  const {settings: read, refused} = await readSpareSettings(places);
  const practice = outside.practice || isPracticeHome(read, profile);
  const {world, settings, ignored} = footingOf(outside, read, options, practice);
  const state = await openSpareState(places, world);
  const server = createServerTime(world.clock);
  await soon(world.clock, SEED_LIMIT, seedServerTime(server, createNotes(state.db)));
  const network = createNetworkOnDemand({env: world.env, serverTime: server});
  const record = createRecord({world, places, ...state});
  const sinks = laterSinks({world, places, settings, network, ...state}, record, async (scope, signal) =>
    (await apps.of(profile)).monitorToken(scope, signal),
  );
  const {audit, lines} = noting(emergencyLog(heardBySinks(settings, record, sinks), places, world));
  const apps = new Apps({world, settings, state, audit: unchecked(record, audit), debug});
  return {
    ...{profile, settings, practice, clock: world.clock, server, newId, audit, ignored},
    settingsFile: {...(await settingsDigest(places)), isPrivate: isPrivate(places.configFile)},
    incidents: createIncidents(state.db),
    prober: reaching({world, settings, network, profile}).prober,
    teller: tellerOf({settings, sinks, clock: world.clock, lines}),
    keys: createEmergencyKeys({folder: join(places.tokensDir, '.break-glass')}),
    signer: signerOf({world, places, locks: state.locks}),
    question,
    appOf: name => apps.of(name),
    targetsOf: name => targetsOf({world, settings, network, profile: name}),
    roleOfUser: userRoleOf({world, network, server, debug}),
    warnings: [
      ...refused.map(one => `The settings are refused in part, and used without it. ${one}`),
      ...(state.trouble === undefined ? [] : [unkept(state.trouble)]),
    ],
    loansAreInMemory: name => apps.loans(name)?.isInMemory() ?? false,
    close: async () => {
      if (lines().length > 0) await soon(world.clock, SIGN_LIMIT, signed(record, practice));
      await audit.settled?.();
      for (const part of [apps, network, state.locks, state.db]) await part.close();
    },
  };
}

/** A keyring that does not answer is waited for no longer. */
const SIGN_LIMIT = seconds(3);
/** How far this machine's clock was off is no reason to wait. */
const SEED_LIMIT = seconds(0.5);

/** What is written in an emergency is vouched for at once, where the key is at hand. */
async function signed(record: AuditLog, practice: boolean): Promise<void> {
  await record.sign?.(practice).catch(() => undefined);
}

/** `undefined`: there is no file, or the system has no such modes. */
function isPrivate(path: string): boolean | undefined {
  const found = process.platform === 'win32' ? undefined : statSync(path, {throwIfNoEntry: false});
  return found === undefined ? undefined : (found.mode & 0o077) === 0;
}

function footingOf(
  outside: World,
  read: Settings,
  {profile, drill}: EmergencyOptions,
  practice: boolean,
): Footing {
  const settings = anchoring(read);
  return drill
    ? {world: outside, settings: rehearsed(settings, practice), ignored: []}
    : soberFooting(outside, settings, profile);
}

/** What was written down here, in the record or beside it. */
function noting(audit: EmergencyLog) {
  const lines: AuditEntry[] = [];
  const append: EmergencyLog['append'] = async fact => {
    const entry = await audit.append(fact);
    lines.push(entry);
    return entry;
  };
  return {audit: {...audit, append}, lines: (): readonly AuditEntry[] => lines};
}

/** A record that does not verify, or cannot be written, holds no request up here. */
const unchecked = (record: AuditLog, {append, entries, anchor, settled}: EmergencyLog): AuditLog => ({
  ...record,
  ...{append, entries, anchor, settled, check: undefined},
});

const emergencyLog = (audit: AuditLog, places: Places, {clock}: World) =>
  createEmergencyLog({audit, folders: emergencyFolders(places), clock});

const unkept = (trouble: Problem): string =>
  `${explain(trouble).title} What happens now is kept by this process, and in the record.`;
