import {mkdtemp, rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {HttpClient} from '@azure/core-rest-pipeline';
import type {Authority} from '../../src/core/ports.ts';
import {createAzureResources} from '../../src/providers/azure-resources/index.ts';
import type {EntraAccess} from '../../src/providers/entra/access.ts';
import {createEntraGroups} from '../../src/providers/entra-groups/index.ts';
import {createEntraRoles} from '../../src/providers/entra-roles/index.ts';
import {type PracticeCloud, startPracticeCloud} from '../../src/sandbox/index.ts';
import {createAuditLog} from '../../src/stores/audit-log.ts';
import {createCache} from '../../src/stores/cache.ts';
import {createDatabase} from '../../src/stores/database.ts';
import {createJournal} from '../../src/stores/journal.ts';
import {createLocks} from '../../src/stores/locks.ts';
import type {App} from '../../src/usecases/app.ts';
import {FakeLoanBook} from '../support/loan-book.ts';
import {sandboxAccess, sandboxTime} from '../support/sandbox-access.ts';
import {NappingClock} from './napping-clock.ts';
import {QUICK} from './practice-house.ts';
import type {PimKind} from './scenarios.ts';

const MAKERS = {
  'azure-resource': createAzureResources,
  'entra-role': createEntraRoles,
  'entra-group': createEntraGroups,
};

/** One cloud and one person for hundreds of short stories. */
export interface Ground {
  readonly cloud: PracticeCloud;
  readonly access: EntraAccess;
  readonly clock: NappingClock;
}

export async function ground(): Promise<Ground> {
  const cloud = await startPracticeCloud({scenario: 'empty', ticking: false, provisioningMs: 2000});
  Object.assign(cloud.organisation.settings, {tokenLifetime: 315_360_000, pageSize: 1000});
  return {cloud, access: sandboxAccess(cloud), clock: new NappingClock(cloud.clock)};
}

export class Crash extends Error {}

/** The stores of one machine, and the processes on it, one at a time. */
export class Machine {
  readonly #ground: Ground;
  readonly #kind: PimKind;
  readonly #folder: string;
  #callsLeft = Number.POSITIVE_INFINITY;
  #close: () => void = () => {};
  #app: App | undefined;

  private constructor(given: Ground, kind: PimKind, folder: string) {
    [this.#ground, this.#kind, this.#folder] = [given, kind, folder];
  }

  static async make(given: Ground, kind: PimKind): Promise<Machine> {
    return new Machine(given, kind, await mkdtemp(join(QUICK, 'stint-model-')));
  }

  get app(): App {
    this.#app ??= this.#start();
    return this.#app;
  }

  get isDead(): boolean {
    return this.#callsLeft <= 0;
  }

  /** The process dies at the n-th of its calls from now on: it reaches nothing any more. */
  dieIn(calls: number): void {
    this.#callsLeft = calls;
  }

  restart(): void {
    this.#close();
    this.#app = undefined;
    this.#callsLeft = Number.POSITIVE_INFINITY;
  }

  async scrap(): Promise<void> {
    this.#close();
    await rm(this.#folder, {recursive: true, force: true});
  }

  #start(): App {
    const {cloud, access, clock} = this.#ground;
    const db = createDatabase({path: join(this.#folder, 'state.db'), clock});
    const locks = createLocks(join(this.#folder, 'locks.db'), clock);
    const server = sandboxTime(cloud);
    this.#close = () => {
      db.close();
      locks.close();
    };
    const audit = createAuditLog({path: join(this.#folder, 'audit.ndjson'), locks, clock});
    const reached = {...access, http: this.#mortalHttp(access.http)};
    return {
      ...{profile: 'default', settings: {}, practice: true, clock, server},
      providers: [MAKERS[this.#kind](reached, clock, server)],
      authorities: [authorityOf(cloud, access)],
      journal: this.#mortal(createJournal(db)),
      cache: this.#mortal(createCache(db, 'model')),
      audit: {...audit, append: this.#dying(audit.append)},
      loans: new FakeLoanBook(),
      newId: () => crypto.randomUUID(),
    };
  }

  /** A call that is never begun by a process that is dead. */
  #dying<Args extends readonly unknown[], Answer>(
    call: (...args: Args) => Promise<Answer>,
  ): (...args: Args) => Promise<Answer> {
    return async (...args) => {
      this.#callsLeft -= 1;
      if (this.isDead) throw new Crash();
      return call(...args);
    };
  }

  #mortal<Port extends object>(port: Port): Port {
    const methods = Object.entries(port).map(([name, method]) => [name, this.#dying(method)]);
    return Object.fromEntries(methods);
  }

  /** It may die with the request sent and its answer not yet here. */
  #mortalHttp(http: HttpClient): HttpClient {
    const send = this.#dying((request: Parameters<HttpClient['sendRequest']>[0]) =>
      http.sendRequest(request),
    );
    return {
      sendRequest: async request => {
        const answer = await send(request);
        return this.#dying(async () => answer)();
      },
    };
  }
}

/** Somebody who is signed in for good; in these stories nobody is asked for anything. */
function authorityOf(cloud: PracticeCloud, access: EntraAccess): Authority {
  const never = (): never => {
    throw new Error('nobody is asked here');
  };
  return {
    provider: 'entra',
    actor: signal => access.actor(signal),
    identity: async () => ({
      ...{provider: 'entra', account: null, tenantId: cloud.tenantId, oid: cloud.user.oid, cloud: 'lab'},
      ...{clientId: cloud.clientId, signedIn: true, expiresAt: null},
      tokenStore: {level: 'memory', path: null, protection: ''},
    }),
    ...{signIn: never, stepUp: never, signOut: never},
  };
}
