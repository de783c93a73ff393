import type {Clock} from '../../../src/core/ports.ts';
import {hours, type Instant, type Millis} from '../../../src/core/time.ts';
import {createClock, type PracticeClock} from '../../../src/sandbox/clock.ts';
import {guidFrom} from '../../../src/sandbox/identifiers.ts';
import {createEngine, type PimEngine} from '../../../src/sandbox/pim/engine.ts';
import type {PracticeEligibility, PracticeKind, PracticeScope} from '../../../src/sandbox/pim/model.ts';
import type {Database} from '../../../src/stores/database.ts';
import {FakeAudit, FakeCache} from '../../usecases/fake-stores.ts';
import {Process} from './process.ts';
import type {Harm} from './wire.ts';

export const ADA = {
  ...{profile: 'default', authority: 'lab', tenantId: guidFrom('tenant', 1), oid: guidFrom('person', 1)},
  account: 'ada@contoso.com',
};

const NOON: Instant = Date.UTC(2026, 10, 22, 12);

export interface Given {
  readonly kind: PracticeKind;
  /** Somebody has to allow what is asked for. */
  readonly approval: boolean;
  /** Somebody stays behind for processes that are killed. */
  readonly guarded: boolean;
}

const PLACES = [0, 1].map(
  (at): PracticeScope => ({id: guidFrom('place', at), name: `place-${at}`, type: 'group'}),
);

/** One person, one machine with one clock that may be wrong, two processes on it, and PIM itself. */
export class World {
  readonly given: Given;
  readonly db: Database;
  readonly cloud: PracticeClock = createClock(NOON, false);
  readonly engine: PimEngine;
  readonly audit = new FakeAudit();
  readonly cache = new FakeCache();
  readonly processes: Process[] = [];
  readonly places = PLACES;
  /** Wall clock minus cloud. */
  skew: Millis = 0;
  /** How long the machine has slept: its monotonic clock does not count that. */
  asleep: Millis = 0;
  lag: Millis = 0;
  #calls = 0;
  readonly #harms = new Map<number, Harm>();

  constructor(given: Given, db: Database) {
    [this.given, this.db] = [given, db];
    const pace = {provisioningMs: 2000, approverMs: 'manual'} as const;
    this.engine = createEngine({clock: this.cloud, pace, parents: new Map()});
    for (const scope of PLACES) this.engine.addEligibility(eligibility(given, scope));
    this.begin(0);
    this.begin(1);
  }

  /** Another process takes the place of the one before. */
  begin(slot: number): Process {
    const process = new Process(this, this.given.guarded);
    this.processes[slot] = process;
    return process;
  }

  process(slot: number): Process {
    return this.processes[slot] ?? this.begin(slot);
  }

  readonly clock: Clock = {
    now: () => this.cloud.now() + this.skew,
    monotonic: () => this.cloud.now() - this.asleep,
    sleep: async length => {
      this.cloud.advance(length);
      await null;
    },
  };

  /** The n-th call from now on meets it. */
  strike(nth: number, harm: Harm): void {
    this.#harms.set(this.#calls + nth, harm);
  }

  calm(): void {
    this.#harms.clear();
    this.lag = 0;
  }

  harm(): Harm | undefined {
    this.#calls += 1;
    return this.#harms.get(this.#calls);
  }

  /** Cloud ids of the places that are held now, looked up behind everybody's back. */
  held(): readonly {readonly scopeId: string; readonly roleId: string; readonly startsAt: Instant}[] {
    const now = this.cloud.now();
    return this.engine
      .everHeld(this.given.kind)
      .filter(({startsAt, endsAt}) => startsAt <= now && (endsAt === null || now < endsAt))
      .map(({scope, role, startsAt}) => ({scopeId: scope.id, roleId: role.id, startsAt}));
  }
}

function eligibility({kind, approval}: Given, scope: PracticeScope): PracticeEligibility {
  const role = {id: guidFrom('role', 1), name: 'Contributor'};
  const policy = {
    ...{maxDuration: 'PT8H', justification: true, ticket: false, mfa: false, authContext: null},
    ...{readable: true, approvers: approval ? [{id: guidFrom('person', 2), name: 'Grace Hopper'}] : []},
  };
  return {
    ...{kind, role, scope, scheduleId: guidFrom('schedule', scope.id), policy, condition: null},
    ...{instanceId: guidFrom('instance', scope.id), memberType: 'Direct', principalId: ADA.oid},
    ...{startsAt: NOON - hours(24), endsAt: null},
  };
}
