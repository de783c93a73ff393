import {KINDS} from '../../core/kind.ts';
import type {Clock, Network} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import {newId} from '../../host/entropy.ts';
import {createNetworkOnDemand} from '../../host/network-on-demand.ts';
import {processes} from '../../host/processes.ts';
import {createServerTime, type MeasuredServerTime} from '../../host/server-time.ts';
import {createAccountBook} from '../../stores/account-book.ts';
import {createAuditLog} from '../../stores/audit-log.ts';
import {createAuditMemory} from '../../stores/audit-memory.ts';
import {createCache} from '../../stores/cache.ts';
import {createDatabase, type Database} from '../../stores/database.ts';
import {createJournal} from '../../stores/journal.ts';
import {createLoanBook} from '../../stores/loan-book.ts';
import {createLocks} from '../../stores/locks.ts';
import {createStatusFile} from '../../stores/status-file.ts';
import type {App} from '../../usecases/app.ts';
import {isAwsKind, isEntraKind} from '../cloud-kinds.ts';
import {later, laterProvider} from '../later.ts';
import {cacheOf} from '../parts.ts';
import {fixedAccess, NO_AWS_ACCESS} from './fixed-access.ts';
import type {Begin} from './messages.ts';
import type {Post} from './post.ts';

/** A guardian's app: it can end and write down, and nothing else. No sign-in, no settings, no token store. */
export interface GuardApp extends App {
  close(): Promise<void>;
}

interface Footing {
  readonly begin: Begin;
  readonly post: Post;
  readonly clock: Clock;
  readonly db: Database;
  readonly network: Network;
  readonly server: MeasuredServerTime;
}

export function openGuardApp(begin: Begin, post: Post, clock: Clock): GuardApp {
  const {profile, practice, places, proxies} = begin;
  const server = createServerTime(clock);
  server.seed(post.offset());
  const network = createNetworkOnDemand({env: proxies, serverTime: server});
  const db = createDatabase({path: places.stateDb, clock});
  const locks = createLocks(places.locksDb, clock);
  const loans = createLoanBook(db, noVault, profile);
  const footing: Footing = {begin, post, clock, db, network, server};
  return {
    ...{profile, practice, clock, server, newId, loans, settings: {}, authorities: []},
    providers: [...endersOfEntra(footing), ...endersOfAws(footing, loans)],
    journal: createJournal(db, processes),
    audit: createAuditLog({path: places.auditFile, locks, clock, memory: createAuditMemory(db)}),
    cache: copiesOf(footing),
    statusFile: createStatusFile(places.statusFile),
    close: async () => {
      await network.close();
      locks.close();
      db.close();
    },
  };
}

/** A loan is closed without it; what is kept there is removed by the next command that opens it. */
const noVault = () =>
  Promise.reject(
    new Trouble({code: 'signed-out', reason: 'store-unreadable', detail: 'nobody is here to open it.'}),
  );

function endersOfEntra({begin: {entra}, post, clock, network, server}: Footing): App['providers'] {
  if (entra === null) return [];
  const cloud = later(async () => {
    const {createHttpClient, entraProviders} = await import('../entra-cloud.ts');
    const access = fixedAccess(entra, post, createHttpClient(network, clock), server);
    return entraProviders(access, clock, server);
  });
  return KINDS.filter(isEntraKind).map(kind => laterProvider(kind, async () => (await cloud())(kind)));
}

function endersOfAws(
  {begin: {aws, profile}, clock, db, server}: Footing,
  loans: App['loans'],
): App['providers'] {
  if (aws === null) return [];
  const accounts = createAccountBook(db, aws.copies);
  const desk = {profile, clock, server, loans, accounts, settings: {}};
  const cloud = later(async () => (await import('../aws-cloud.ts')).awsProviders(NO_AWS_ACCESS, desk));
  return KINDS.filter(isAwsKind).map(kind => laterProvider(kind, async () => (await cloud())(kind)));
}

function copiesOf({begin: {entra, aws}, db}: Footing): App['cache'] {
  const of = (copies: string | undefined) => (copies === undefined ? undefined : createCache(db, copies));
  return cacheOf(of(entra?.copies), of(aws?.copies), createCache(db, 'nobody'));
}
