import type {ProcessMark, Wish} from '../../../src/core/intent.ts';
import type {Authority, Clock} from '../../../src/core/ports.ts';
import {createServerTime, type MeasuredServerTime} from '../../../src/host/server-time.ts';
import {pimProvider} from '../../../src/providers/pim/provider.ts';
import {createJournal} from '../../../src/stores/journal.ts';
import {createReminders} from '../../../src/stores/reminders.ts';
import type {App} from '../../../src/usecases/app.ts';
import {FakeLoanBook} from '../../support/loan-book.ts';
import {engineWire} from './wire.ts';
import {ADA, type World} from './world.ts';

/** What a process that has died would have gone on with. */
export class Crash extends Error {}

let pids = 0;

/** One run of stint, on the real journal and reminders; it may die between any two of its calls. */
export class Process {
  readonly mark: ProcessMark;
  readonly app: App;
  /** What somebody who stays behind was given. */
  readonly wards = new Map<string, Wish>();
  readonly #world: World;
  readonly #server: MeasuredServerTime;
  #callsLeft = Number.POSITIVE_INFINITY;

  constructor(world: World, guarded: boolean) {
    pids += 1;
    this.mark = {pid: pids, since: String(pids)};
    this.#world = world;
    this.#server = createServerTime(world.clock);
    this.app = this.#app(guarded);
  }

  get isDead(): boolean {
    return this.#callsLeft <= 0;
  }

  /** At the n-th of its calls from now on; 0: now. */
  dieIn(calls: number): void {
    this.#callsLeft = calls;
  }

  readonly reach = (): void => {
    this.#callsLeft -= 1;
    if (this.isDead) throw new Crash();
  };

  #app(guarded: boolean): App {
    const {db, cache, audit} = this.#world;
    const journal = createJournal(db, {own: this.mark, isAlive: mark => this.#isAlive(mark)});
    const provider = pimProvider(engineWire(this.#way()), access, this.#server);
    return {
      ...{profile: 'default', settings: {}, practice: true, clock: this.#clock(), server: this.#server},
      ...{providers: [provider], authorities: [authority], loans: new FakeLoanBook(), self: this.mark},
      ...{newId: () => crypto.randomUUID(), journal: this.#mortal(journal), cache: this.#mortal(cache)},
      ...{audit: this.#mortal(audit), reminders: this.#mortal(createReminders(db))},
      ...(guarded && {guard: this.#mortal(this.#guard())}),
    };
  }

  #way() {
    const world = this.#world;
    return {
      ...{engine: world.engine, kind: world.given.kind, oid: ADA.oid, reach: this.reach},
      now: () => world.cloud.now(),
      lag: () => world.lag,
      harm: () => world.harm(),
      answered: () => this.#server.saw(new Date(world.cloud.now()).toUTCString(), world.clock.now()),
    };
  }

  #isAlive({pid, since}: ProcessMark): boolean {
    return this.#world.processes.some(
      ({mark, isDead}) => mark.pid === pid && mark.since === since && !isDead,
    );
  }

  /** A dead process waits for nothing. */
  #clock(): Clock {
    const {clock} = this.#world;
    return {
      ...clock,
      sleep: async (length, signal) => {
        if (this.isDead) throw new Crash();
        await clock.sleep(length, signal);
        if (this.isDead) throw new Crash();
      },
    };
  }

  #guard() {
    const {wards} = this;
    return {
      ward: async (wishes: readonly Wish[]) => {
        for (const wish of wishes) wards.set(wish.id, wish);
      },
      release: async (ids: readonly string[]) => {
        for (const id of ids) wards.delete(id);
      },
      dismiss: async () => wards.clear(),
    };
  }

  /** Each call may be the one at which it dies; whether a holder is gone is no call. */
  #mortal<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name, target);
        if (typeof method !== 'function' || name === 'isHolderGone') return method;
        return async (...args: readonly unknown[]) => {
          this.reach();
          return Reflect.apply(method, target, args);
        };
      },
    });
  }
}

const never = (): never => {
  throw new Error('nobody is asked here');
};

const access = {
  endpoints: {authorityHost: '', armEndpoint: '', graphEndpoint: ''},
  ...{clientId: '', http: {sendRequest: never}, token: never, actor: async () => ADA},
};

const authority: Authority = {
  provider: 'entra',
  actor: async () => ADA,
  identity: async () => ({
    ...{provider: 'entra', account: null, tenantId: ADA.tenantId, oid: ADA.oid, cloud: 'lab'},
    ...{clientId: '', signedIn: true, expiresAt: null},
    tokenStore: {level: 'memory', path: null, protection: ''},
  }),
  ...{signIn: never, stepUp: never, signOut: never},
};
