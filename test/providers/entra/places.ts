import {join} from 'node:path';
import type {ServerTime} from '../../../src/core/ports.ts';
import {systemClock} from '../../../src/host/clock.ts';
import {createEntraSession, type EntraSessionOptions} from '../../../src/providers/entra/index.ts';
import {createLocks} from '../../../src/stores/locks.ts';
import {createSignInRecords} from '../../../src/stores/sign-in-records.ts';
import {openTokenVault} from '../../../src/stores/tokens/vault.ts';
import {networkTrusting} from './support.ts';

/** What a process is told about the practice cloud. */
export interface Address {
  readonly folder: string;
  readonly ca: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly endpoints: EntraSessionOptions['endpoints'];
}

const CHEAP = {N: 1024, r: 8, p: 1};

/** A session over the real stores: encrypted with a passphrase from a file, locked by the real lock. */
export function sessionAt({folder, ca, tenantId, clientId, endpoints}: Address) {
  const clock = systemClock();
  const locksDb = join(folder, 'locks.db');
  const locks = createLocks(locksDb, clock);
  const env = {STINT_TOKEN_STORE: 'passphrase', STINT_PASSPHRASE_FILE: join(folder, 'passphrase')};
  const keyring = async () => ({unavailable: 'a test has none'});
  const places = {tokensDir: join(folder, 'tokens'), locksDb};
  const vault = openTokenVault({places, env, keyring, interactive: false, clock, locks, scryptCosts: CHEAP});
  const server: ServerTime = {now: () => clock.now(), offset: () => undefined};
  return createEntraSession({
    ...{profile: 'default', cloudName: 'lab', tenantId, clientId, endpoints, clock, server},
    network: networkTrusting(ca),
    vault: () => vault,
    records: createSignInRecords(join(folder, 'sign-ins')),
    locks,
    openBrowser: async () => false,
    defaultFlow: 'device',
  });
}
