import {awsParts} from './compose/aws-parts.ts';
import {entraParts} from './compose/entra-parts.ts';
import {type ComposeOptions, type Ground, profileOf} from './compose/ground.ts';
import {guardOf} from './compose/guard/from-ground.ts';
import {laterAuthority} from './compose/later.ts';
import {type MonitorToken, monitorToken, toldToSinks} from './compose/later-sinks.ts';
import {cacheOf, type EntraReach, type Parts} from './compose/parts.ts';
import {reaching} from './compose/reaching.ts';
import {createRecord} from './compose/record.ts';
import {seedServerTime} from './compose/server-offset.ts';
import {userLoans, withUserLoans} from './compose/user-loans.ts';
import {vaultOpener, warningsOf} from './compose/vault.ts';
import type {World} from './compose/world.ts';
import type {AuditLog, GuardList, LoanBook} from './core/ports.ts';
import type {Trouble} from './core/problem.ts';
import type {Settings} from './core/settings.ts';
import {newId} from './host/entropy.ts';
import {createNetworkOnDemand} from './host/network-on-demand.ts';
import {processes} from './host/processes.ts';
import {createServerTime} from './host/server-time.ts';
import {createCache} from './stores/cache.ts';
import {createDatabase, type Database} from './stores/database.ts';
import {createGuardList} from './stores/guards.ts';
import {createIncidents} from './stores/incidents.ts';
import {createJournal} from './stores/journal.ts';
import {createLoanBook} from './stores/loan-book.ts';
import {type ClosableLocks, createLocks} from './stores/locks.ts';
import {createNotes} from './stores/notes.ts';
import {type Places, placesOf} from './stores/places.ts';
import {createReminders} from './stores/reminders.ts';
import {createSettingsStore} from './stores/settings.ts';
import {createStatusFile} from './stores/status-file.ts';
import type {App} from './usecases/app.ts';

export type {AwsGiven, ComposeOptions} from './compose/ground.ts';

/** An app that holds files open. `warnings` are plain lines that people should see. */
export interface OpenedApp extends App {
  readonly warnings: readonly string[];
  close(): Promise<void>;
}

export interface ComposedApp extends OpenedApp {
  readonly monitorToken: MonitorToken;
}

/**
 * The real app of one profile. Opens no connection and no SDK: sign-in and providers do at their first call. Rejects
 * `misconfigured` for settings that are refused and for a profile that names nobody to sign in to.
 */
export async function composeApp(
  world: World,
  options: ComposeOptions,
  spares: Spares = {},
): Promise<ComposedApp> {
  const places = placesOf(world.env, world.platform, world.home);
  const {db, locks} = spares.state ?? openState(places, world);
  const notes = createNotes(db);
  const server = createServerTime(world.clock);
  const network = createNetworkOnDemand({env: world.env, serverTime: server});
  const settings = spares.settings ?? (await createSettingsStore({places, notes, locks}).read());
  const vault = vaultOpener(world, places, locks, options.profile);
  const ground: Ground = {world, options, places, settings, db, network, server, locks, vault};
  const book = createLoanBook(db, vault, options.profile);
  const loans = spares.loansOf?.(book) ?? book;
  const guards = createGuardList(db, processes.isAlive);
  const parts = spares.lacking ? noParts(ground, spares.lacking) : await partsOf(ground, {loans, guards});
  if (needsVault(options)) await (await vault()).prepare();
  const learnt = await seedServerTime(server, notes);
  const record = spares.audit ?? createRecord({world, places, locks, db});
  const {audit, sinks} = toldToSinks(ground, record, parts.entra);
  return {
    ...{profile: options.profile, settings, clock: world.clock, server, newId, loans, notes},
    ...parts.joined,
    ...{guards, sinks, incidents: createIncidents(db)},
    ...reaching({world, settings, network, profile: options.profile}),
    reminders: createReminders(db),
    statusFile: createStatusFile(places.statusFile),
    // Found out when somebody asks: on some systems it takes a process of its own.
    get self() {
      return processes.own;
    },
    journal: createJournal(db, processes),
    audit,
    monitorToken: monitorToken(parts.entra),
    warnings: await warningsOf(world, vault),
    close: async () => {
      await audit.settled?.();
      await learnt();
      await network.close();
      if (spares.state !== undefined) return;
      locks.close();
      db.close();
    },
  };
}

/** Stand-ins for what an app makes by itself. `state` is its owner's to close. */
export interface Spares {
  readonly state?: {readonly db: Database; readonly locks: ClosableLocks} | undefined;
  readonly settings?: Settings | undefined;
  readonly audit?: AuditLog | undefined;
  readonly loansOf?: ((book: LoanBook) => LoanBook) | undefined;
  /** Why this profile can sign in to nothing: whoever asks for its sign-ins is told so. */
  readonly lacking?: Trouble | undefined;
}

const openState = ({stateDb, locksDb}: Places, {clock}: World) => ({
  db: createDatabase({path: stateDb, clock}),
  locks: createLocks(locksDb, clock),
});

/** A sign-in that goes into the AWS CLI's own file needs no store of ours. */
const needsVault = ({needsSignIn, aws}: ComposeOptions): boolean =>
  needsSignIn === true && aws?.share !== true;

type Joined = Pick<App, 'practice' | 'providers' | 'authorities' | 'cache' | 'guard'>;

interface Books {
  readonly loans: LoanBook;
  readonly guards: GuardList;
}

interface AllParts {
  readonly joined: Joined;
  readonly entra?: EntraReach | undefined;
}

/** A profile without any section is asked for a tenant, as it is by the Entra part. */
async function partsOf(ground: Ground, {loans, guards}: Books): Promise<AllParts> {
  const profile = profileOf(ground);
  const aws = profile.aws === undefined ? undefined : awsParts(ground, profile.aws, loans);
  const users = userLoans(ground, loans);
  const isEnough = aws !== undefined || users !== undefined;
  const entra = profile.entra === undefined && isEnough ? undefined : await entraParts(ground);
  const parts = [entra, aws].filter((part): part is Parts => part !== undefined);
  // A cloud that is wholly on this machine is a practice cloud; its records say so.
  const practice = ground.world.practice || (parts.length > 0 && parts.every(part => part.onThisMachine));
  const joined = {
    practice,
    guard: guardOf(ground, {practice, entra, aws}, guards),
    providers: withUserLoans(
      parts.flatMap(part => part.providers),
      users,
    ),
    authorities: parts.flatMap(part => part.authorities),
    cache: cacheOf(entra?.cache, aws?.cache, createCache(ground.db, 'nobody')),
  };
  return {joined, entra: entra?.entra};
}

function noParts({world, db}: Ground, trouble: Trouble): AllParts {
  const load = () => Promise.reject(trouble);
  const authorities = (['entra', 'aws'] as const).map(provider => laterAuthority({provider}, load));
  const cache = createCache(db, 'nobody');
  return {joined: {practice: world.practice, providers: [], authorities, cache}};
}
