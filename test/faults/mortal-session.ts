import {join} from 'node:path';
import {endpointsOf, type Settings} from '../../src/core/settings.ts';
import {systemClock} from '../../src/host/clock.ts';
import {createNetworkOnDemand} from '../../src/host/network-on-demand.ts';
import {createServerTime} from '../../src/host/server-time.ts';
import {createEntraSession} from '../../src/providers/entra/index.ts';
import {createLocks} from '../../src/stores/locks.ts';
import {placesOf} from '../../src/stores/places.ts';
import {createSignInRecords} from '../../src/stores/sign-in-records.ts';
import {openTokenVault} from '../../src/stores/tokens/vault.ts';
import type {Errand} from './errand.ts';
import type {Mortality} from './mortal.ts';

/** The sign-in of a practice home over the real stores, with points to die at between them. */
export async function mortalSession({home}: Errand, mortality: Mortality, settings: Settings) {
  const clock = systemClock();
  const env = {STINT_HOME: home, STINT_TOKEN_STORE: 'plaintext'};
  const places = placesOf(env, process.platform, home);
  const locks = createLocks(places.locksDb, clock);
  const server = createServerTime(clock);
  const vault = await openTokenVault({
    ...{env, clock, locks, interactive: false},
    places: {...places, tokensDir: join(places.tokensDir, 'default')},
    keyring: async () => ({unavailable: 'a test has none'}),
  });
  const {tenantId = '', clientId = ''} = settings.profiles?.default?.entra ?? {};
  return createEntraSession({
    ...{profile: 'default', cloudName: 'lab', tenantId, clientId, clock, server, locks},
    endpoints: endpointsOf(settings, 'lab'),
    network: createNetworkOnDemand({env, serverTime: server}),
    records: mortality.port('records', createSignInRecords(join(places.state, 'sign-ins')), ['write']),
    vault: async () => mortality.port('vault', vault, ['change']),
    openBrowser: async () => false,
    defaultFlow: 'device',
  });
}
