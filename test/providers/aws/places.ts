import {join} from 'node:path';
import {systemClock} from '../../../src/host/clock.ts';
import {createNetworkOnDemand} from '../../../src/host/network-on-demand.ts';
import {createServerTime} from '../../../src/host/server-time.ts';
import type {AwsSession} from '../../../src/providers/aws/access.ts';
import {createAwsSessions} from '../../../src/providers/aws/sessions.ts';
import {createCliSignIns} from '../../../src/stores/cli-sign-ins.ts';
import {createLocks} from '../../../src/stores/locks.ts';
import {createSignInRecords} from '../../../src/stores/sign-in-records.ts';
import {openTokenVault} from '../../../src/stores/tokens/vault.ts';

/** What a process is told. Its `HOME` holds everything; the practice cloud's CA comes by `NODE_EXTRA_CA_CERTS`. */
export interface Errand {
  readonly home: string;
  readonly session: AwsSession;
  readonly share: boolean;
  readonly act: 'sign-in' | 'token' | 'tour' | 'default-chain';
  /** The call before which the process kills itself. */
  readonly dieBefore?: string | undefined;
}

/** Wraps a port's method that changes something outside. */
export type Watch = <T extends object>(name: string, port: T, method: keyof T & string) => T;

/** The sign-in of one session over the real stores. */
export function sessionsAt({home, session, share}: Errand, watch: Watch) {
  const clock = systemClock();
  const locksDb = join(home, 'locks.db');
  const locks = createLocks(locksDb, clock);
  const server = createServerTime(clock);
  const vault = openTokenVault({
    places: {tokensDir: join(home, 'tokens'), locksDb},
    env: {STINT_TOKEN_STORE: 'plaintext'},
    ...{keyring: async () => ({unavailable: 'a test has none'}), interactive: false, clock, locks},
  });
  return createAwsSessions({
    ...{profile: 'default', sessions: [session], share, clock, server, locks},
    network: createNetworkOnDemand({env: {}, serverTime: server}),
    vault: async () => watch('vault', await vault, 'change'),
    records: watch('records', createSignInRecords(join(home, 'sign-ins')), 'write'),
    cliSignIns: watch('cli', createCliSignIns(join(home, '.aws', 'sso', 'cache')), 'write'),
  });
}
