import {awsParts} from '../../src/compose/aws-parts.ts';
import {entraParts} from '../../src/compose/entra-parts.ts';
import {cacheOf} from '../../src/compose/parts.ts';
import {vaultOpener} from '../../src/compose/vault.ts';
import {systemClock} from '../../src/host/clock.ts';
import {newId} from '../../src/host/entropy.ts';
import {createNetworkOnDemand} from '../../src/host/network-on-demand.ts';
import {processes} from '../../src/host/processes.ts';
import {createServerTime} from '../../src/host/server-time.ts';
import {createAuditLog} from '../../src/stores/audit-log.ts';
import {createCache} from '../../src/stores/cache.ts';
import {createDatabase} from '../../src/stores/database.ts';
import {createJournal} from '../../src/stores/journal.ts';
import {createLoanBook} from '../../src/stores/loan-book.ts';
import {createLocks} from '../../src/stores/locks.ts';
import {createNotes} from '../../src/stores/notes.ts';
import {placesOf} from '../../src/stores/places.ts';
import {createSettingsStore} from '../../src/stores/settings.ts';
import type {App} from '../../src/usecases/app.ts';
import type {AwsErrand} from './errand.ts';
import type {Mortality} from './mortal.ts';

const PROFILE = 'default';

/** The app of a practice home over the real stores, with points to die at between all that it writes. */
export async function mortalAwsApp({home, env, share}: AwsErrand, mortality: Mortality) {
  const clock = systemClock();
  const ask = () => Promise.reject(new Error('nobody is asked here'));
  const world = {env, home, clock, platform: process.platform, interactive: false, practice: true, ask};
  const places = placesOf(env, process.platform, home);
  const locks = createLocks(places.locksDb, clock);
  const db = createDatabase({path: places.stateDb, clock});
  const mortalDb = mortality.port('loans', db, ['write']);
  const server = createServerTime(clock);
  const network = createNetworkOnDemand({env, serverTime: server});
  const notes = createNotes(db);
  const settings = await createSettingsStore({places, notes, locks}).read();
  const opened = await vaultOpener(world, places, locks, PROFILE)();
  const mortalVault = mortality.port('vault', opened, ['change']);
  const options = {profile: PROFILE, aws: share ? {share: true} : undefined};
  const ground = {
    world,
    options,
    places,
    settings,
    db,
    network,
    server,
    locks,
    vault: async () => mortalVault,
  };
  const loans = createLoanBook(mortalDb, async () => mortalVault, PROFILE);
  const [entra, aws] = [
    await entraParts(ground),
    awsParts(ground, settings.profiles?.default?.aws ?? {}, loans),
  ];
  const app: App = {
    ...{profile: PROFILE, settings, clock, server, newId, loans, notes, practice: true},
    providers: [...entra.providers, ...aws.providers],
    authorities: [...entra.authorities, ...aws.authorities],
    cache: mortality.port('cache', cacheOf(entra.cache, aws.cache, createCache(db, 'nobody')), [
      'keepGrants',
    ]),
    journal: mortality.port('journal', createJournal(db, processes), [
      'open',
      'named',
      'settle',
      'wish',
      'claim',
      'postpone',
      'fulfil',
    ]),
    audit: mortality.port('audit', createAuditLog({path: places.auditFile, locks, clock}), ['append']),
  };
  const close = async () => {
    await network.close();
    locks.close();
    db.close();
  };
  return {app, close};
}
