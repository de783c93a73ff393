import {join} from 'node:path';
import {seedServerTime} from './compose/server-offset.ts';
import {tracing} from './compose/tracing.ts';
import {vaultOpener, warningsOf} from './compose/vault.ts';
import type {World} from './compose/world.ts';
import type {CloudEndpoints} from './core/clouds.ts';
import {isLoopbackHost} from './core/loopback.ts';
import type {Authority, Cache, Locks, Network} from './core/ports.ts';
import {Trouble} from './core/problem.ts';
import {
  AZURE_CLI_CLIENT_ID,
  type EntraSettings,
  endpointsOf,
  kindsOf,
  type ProfileSettings,
  type Settings,
} from './core/settings.ts';
import {openInBrowser} from './host/browser.ts';
import {newId} from './host/entropy.ts';
import {createNetworkOnDemand} from './host/network-on-demand.ts';
import {processes} from './host/processes.ts';
import {createServerTime, type MeasuredServerTime} from './host/server-time.ts';
import {createAzureResources} from './providers/azure-resources/index.ts';
import {
  createEntraSession,
  type EntraAccess,
  type EntraSessionOptions,
  readRecord,
  sessionKey,
} from './providers/entra/index.ts';
import {createEntraGroups} from './providers/entra-groups/index.ts';
import {createEntraRoles} from './providers/entra-roles/index.ts';
import {createAuditLog} from './stores/audit-log.ts';
import {createCache} from './stores/cache.ts';
import {createDatabase, type Database} from './stores/database.ts';
import {createJournal} from './stores/journal.ts';
import {createLocks} from './stores/locks.ts';
import {createNotes} from './stores/notes.ts';
import {type Places, placesOf} from './stores/places.ts';
import {createSettingsStore} from './stores/settings.ts';
import {createSignInRecords} from './stores/sign-in-records.ts';
import type {OpenVault} from './stores/tokens/vault.ts';
import type {App} from './usecases/app.ts';

export interface ComposeOptions {
  readonly profile: string;
  /** `login`'s flags, over what the profile says. */
  readonly entra?: EntraSettings | undefined;
  /** True for `login`: a token store is needed now, and asked for before anybody is sent to a browser. */
  readonly needsSignIn?: boolean | undefined;
  readonly debug?: ((line: string) => void) | undefined;
}

/** An app that holds files open. `warnings` are plain lines that people should see. */
export interface OpenedApp extends App {
  readonly warnings: readonly string[];
  close(): Promise<void>;
}

/** What every part of one app stands on. */
interface Ground {
  readonly world: World;
  readonly options: ComposeOptions;
  readonly places: Places;
  readonly settings: Settings;
  readonly network: Network;
  readonly server: MeasuredServerTime;
  readonly locks: Locks;
  readonly vault: () => Promise<OpenVault>;
}

/**
 * The real app of one profile. Opens no connection and no SDK: sign-in and providers do at their first call. Rejects
 * `misconfigured` for settings that are refused and for a profile that names nobody to sign in to.
 */
export async function composeApp(world: World, options: ComposeOptions): Promise<OpenedApp> {
  const places = placesOf(world.env, world.platform, world.home);
  const db = createDatabase({path: places.stateDb, clock: world.clock});
  const locks = createLocks(places.locksDb, world.clock);
  const notes = createNotes(db);
  const server = createServerTime(world.clock);
  const network = createNetworkOnDemand({env: world.env, serverTime: server});
  const settings = await createSettingsStore({places, notes, locks}).read();
  const vault = vaultOpener(world, places, locks, options.profile);
  const ground: Ground = {world, options, places, settings, network, server, locks, vault};
  const entra = await entraParts(ground, db);
  if (options.needsSignIn === true) await (await vault()).prepare();
  const learnt = await seedServerTime(server, notes);
  return {
    ...{profile: options.profile, settings, clock: world.clock, server, newId},
    ...entra,
    journal: createJournal(db, processes),
    audit: createAuditLog({path: places.auditFile, locks, clock: world.clock}),
    warnings: await warningsOf(world, vault),
    close: async () => {
      await learnt();
      await network.close();
      locks.close();
      db.close();
    },
  };
}

interface Parts {
  readonly practice: boolean;
  readonly providers: App['providers'];
  readonly authorities: readonly Authority[];
  readonly cache: Cache;
}

async function entraParts(ground: Ground, db: Database): Promise<Parts> {
  const session = sessionOptions(ground);
  const access = createEntraSession(session);
  const record = await readRecord(session.records, sessionKey(session));
  const identity = record === undefined ? ground.options.profile : `${record.tenantId}/${record.oid}`;
  return {
    practice: ground.world.practice || isOnThisMachine(session.endpoints),
    providers: providersOf(ground, tracing(access, ground.options.debug, ground.world.clock)),
    authorities: [access],
    cache: createCache(db, `${session.endpoints.authorityHost}/${identity}`),
  };
}

/** A cloud that is wholly on this machine is a practice cloud, whoever started it; its records say so. */
function isOnThisMachine(endpoints: CloudEndpoints): boolean {
  const hosts = [endpoints.authorityHost, endpoints.armEndpoint, endpoints.graphEndpoint];
  return hosts.every(host => isLoopbackHost(new URL(host).hostname));
}

function sessionOptions(ground: Ground): EntraSessionOptions {
  const {world, options, places, settings, vault, network, server, locks} = ground;
  const entra = entraOf(ground);
  const cloudName = entra.cloud ?? 'public';
  return {
    profile: options.profile,
    tenantId: entra.tenantId,
    clientId: entra.clientId ?? AZURE_CLI_CLIENT_ID,
    cloudName,
    endpoints: endpointsOf(settings, cloudName),
    records: createSignInRecords(join(places.state, 'sign-ins')),
    openBrowser: openInBrowser,
    defaultFlow: entra.flow ?? 'device',
    ...(kindsOf(profileOf(ground)).includes('azure-resource') ? {} : {firstAudience: 'graph' as const}),
    ...{clock: world.clock, network, server, locks, vault},
  };
}

function profileOf({settings, options}: Ground): ProfileSettings {
  const profiles = settings.profiles ?? {};
  const found = Object.hasOwn(profiles, options.profile) ? profiles[options.profile] : undefined;
  if (found === undefined && options.entra === undefined && Object.keys(profiles).length > 0)
    throw new Trouble({
      code: 'not-found',
      what: 'profile',
      asked: options.profile,
      near: Object.keys(profiles),
    });
  return {...found, entra: {...found?.entra, ...options.entra}};
}

function entraOf(ground: Ground): EntraSettings & {readonly tenantId: string} {
  const {tenantId, ...others} = profileOf(ground).entra ?? {};
  if (tenantId !== undefined) return {...others, tenantId};
  throw new Trouble({
    code: 'misconfigured',
    setting: `profiles.${ground.options.profile}.entra.tenantId`,
    reason: 'no tenant is named yet',
    nextSteps: [
      'Sign in and name it: stint login --tenant TENANT --client-id APP-ID',
      'Or look around first: stint demo',
    ],
  });
}

function providersOf(ground: Ground, access: EntraAccess): App['providers'] {
  const {world, server} = ground;
  const makers = {
    'azure-resource': createAzureResources,
    'entra-role': createEntraRoles,
    'entra-group': createEntraGroups,
  };
  return kindsOf(profileOf(ground)).flatMap(kind =>
    kind === 'aws-permission-set' || kind === 'aws-role' ? [] : [makers[kind](access, world.clock, server)],
  );
}
