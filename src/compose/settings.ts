import {join} from 'node:path';
import type {AuditFact} from '../core/audit.ts';
import type {AuditLog, AwsConfigFile, Clock, SettingsStore} from '../core/ports.ts';
import type {Settings} from '../core/settings.ts';
import type {SinkSecrets} from '../core/sink.ts';
import {showInstant} from '../core/time.ts';
import {createSinkSecrets} from '../sinks/secrets.ts';
import {createAwsConfigFile} from '../stores/aws-config-file.ts';
import {createDatabase} from '../stores/database.ts';
import {createLocks} from '../stores/locks.ts';
import {createNotes} from '../stores/notes.ts';
import {placesOf} from '../stores/places.ts';
import {createSettingsStore} from '../stores/settings.ts';
import {awsFolder} from './aws-folder.ts';
import {createRecord} from './record.ts';
import {sinkVaultOpener} from './vault.ts';
import type {World} from './world.ts';

/** The settings alone, for who needs no app. Every change leaves a line in the record. */
export function openSettings(world: World): SettingsStore {
  const places = placesOf(world.env, world.platform, world.home);
  const locks = createLocks(places.locksDb, world.clock);
  return recorded(createSettingsStore({places, locks}), openRecord(world), world);
}

/** What the AWS CLI and the SDKs read profiles from: the variable's file, or the one everybody has. */
export function openAwsConfigFile(world: World): AwsConfigFile {
  const places = placesOf(world.env, world.platform, world.home);
  const path = world.env.AWS_CONFIG_FILE || join(awsFolder(world), 'config');
  return createAwsConfigFile(path, createLocks(places.locksDb, world.clock));
}

/** What the settings say now. A file that an earlier start found good is only parsed, as `composeApp` does. */
export async function readSettings(world: World): Promise<Settings> {
  const places = placesOf(world.env, world.platform, world.home);
  const db = createDatabase({path: places.stateDb, clock: world.clock});
  try {
    return await createSettingsStore({places, notes: createNotes(db)}).read();
  } finally {
    db.close();
  }
}

/** The record alone: it can be read and verified while nobody is signed in and the settings are broken. */
export function openRecord(world: World): AuditLog {
  const places = placesOf(world.env, world.platform, world.home);
  const locks = createLocks(places.locksDb, world.clock);
  const db = createDatabase({path: places.stateDb, clock: world.clock});
  return createRecord({world, places, locks, db});
}

/** Addresses and tokens of sinks, for a person who sets them. */
export async function openSinkSecrets(world: World): Promise<SinkSecrets> {
  const places = placesOf(world.env, world.platform, world.home);
  const locks = createLocks(places.locksDb, world.clock);
  return createSinkSecrets(await sinkVaultOpener(world, places, locks, true)());
}

function recorded(store: SettingsStore, record: AuditLog, world: World): SettingsStore {
  return {
    ...store,
    async set(name, value) {
      await store.set(name, value);
      await record.append(changeOf(name, world.clock, world.practice));
    },
    async change(name, by) {
      await store.change(name, by);
      await record.append(changeOf(name, world.clock, world.practice));
    },
  };
}

/** The setting is named, its value is not: the file holds it, and later the line could not be unsaid. */
function changeOf(setting: string, clock: Clock, practice: boolean): AuditFact {
  const now = showInstant(clock.now());
  return {
    ...{type: 'settings-change', time: now, localTime: now, practice, name: setting},
    ...{profile: null, authority: null, tenantId: null, oid: null, account: null},
    ...{eligibilityId: null, kind: null, scope: null, justification: null, ticket: null},
    ...{requestId: null, endsAt: null, problem: null},
  };
}
