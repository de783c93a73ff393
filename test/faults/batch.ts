import {expect} from 'vitest';
import type {OpenedApp} from '../../src/compose.ts';
import {type Activation, NOT_SENT, step} from '../../src/core/activation.ts';
import type {Eligibility} from '../../src/core/eligibility.ts';
import {hours, minutes} from '../../src/core/time.ts';
import {exact} from '../../src/core/untrusted.ts';
import {activate} from '../../src/usecases/activate.ts';
import {catchUp} from '../../src/usecases/catch-up.ts';
import {list} from '../../src/usecases/list.ts';
import {isRefusedOrder, prepareOrders} from '../../src/usecases/order.ts';
import {gather} from '../../src/usecases/reading.ts';
import {hasFailed, rollback} from '../../src/usecases/rollback.ts';
import {status} from '../../src/usecases/status.ts';
import type {Story} from '../../src/usecases/story.ts';
import {truthComesOut} from './afterwards.ts';
import {linkedAwsHouse} from './aws-house.ts';
import {HARMS} from './harms.ts';
import {type Strike, struck} from './matrix.ts';
import {NEVER, type PracticeHouse} from './practice-house.ts';
import {type PimKind, wishFor} from './scenarios.ts';
import {PATIENT, type Spot, spot} from './scene.ts';

/** Azure, Entra and a group at once, and a loan of AWS. */
const KINDS: readonly PimKind[] = ['azure-resource', 'entra-role', 'entra-group'];
const LOAN = 'Builder';

/** What the issue names, each in one form; the other forms have their turn with one role alone. */
const BATCH_HARMS = HARMS.filter(({name}) =>
  [
    ...['reset', 'hang', 'truncated', '429, a second', '500', '503'],
    ...['answer lost', 'answer lost in a hang'],
  ].includes(name),
);

export interface BatchOptions {
  /** `--rollback-on-failure`: all of it or nothing. */
  readonly undo: boolean;
}

/** Every call of a batch over four kinds meets every harm; answers how many times something was done to it. */
export async function everyCallOfBatch({undo}: BatchOptions): Promise<number> {
  let tried = 0;
  const failures: string[] = [];
  const calls = await inHouse(house => played(house, undefined, undo));
  expect(calls).toBeGreaterThan(8);
  // A house for a few cases, so that no list grows long.
  for (let nth = 1; nth <= calls; nth += 1)
    await inHouse(async house => {
      for (const harm of BATCH_HARMS) {
        tried += 1;
        await played(house, {...harm, nth}, undo).catch((thrown: unknown) => {
          failures.push(`call ${nth} of ${calls}, ${harm.name}: ${thrown}`);
        });
      }
    });
  expect(failures).toEqual([]);
  return tried;
}

async function inHouse<T>(work: (house: PracticeHouse) => Promise<T>): Promise<T> {
  const house = await linkedAwsHouse({provisioningMs: 800});
  try {
    return await work(house);
  } finally {
    await house.close();
  }
}

/** What each role came to, by the eligibility's id. */
class Fates {
  readonly all = new Map<string, {readonly role: Eligibility; activation: Activation}>();

  async hear(story: AsyncIterable<Story>): Promise<void> {
    for await (const told of story) {
      const fate = told.type === 'item' ? this.all.get(told.item) : undefined;
      if (told.type === 'item' && fate !== undefined) fate.activation = step(fate.activation, told.event);
    }
  }

  of(scope: string): Activation | undefined {
    const found = [...this.all.values()].find(
      ({role}) => role.scope.id.toLowerCase() === scope.toLowerCase(),
    );
    return found?.activation;
  }
}

async function using<T>(
  house: PracticeHouse,
  home: string,
  work: (app: OpenedApp) => Promise<T>,
): Promise<T> {
  const app = await house.open(home);
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

const idOf = ({house, wish, scope}: Spot): string => house.cloud.organisation.scope(wish.kind, scope).id;

/** `stint activate` of a bundle; with `undo`, `--rollback-on-failure`. */
async function asked(
  app: OpenedApp,
  spots: readonly Spot[],
  undo: boolean,
  signal: AbortSignal,
): Promise<Fates> {
  const fates = new Fates();
  const {items} = await gather(list(app, {source: 'fresh'}, signal));
  const ids = spots.map(one => idOf(one).toLowerCase());
  const roles = items.filter(
    ({kind, name, scope}) =>
      ids.includes(scope.id.toLowerCase()) || (kind === 'aws-permission-set' && exact(name) === LOAN),
  );
  for (const role of roles) fates.all.set(role.id, {role, activation: NOT_SENT});
  const wanted = {justification: 'INC-7', ticket: null, narrowerScope: null, startAt: null, duration: 3600};
  const orders = await prepareOrders(app, roles, wanted, signal);
  const good = orders.flatMap(order => (isRefusedOrder(order) ? [] : [order]));
  const options = {patience: PATIENT, stepUp: 'never', batch: undo ? 'b-1' : undefined} as const;
  await fates.hear(activate(app, good, options, signal));
  const batch = [...fates.all.values()].map(({role: eligibility, activation}) => ({eligibility, activation}));
  if (undo) for await (const _ of rollback(app, batch, NEVER, {batch: 'b-1'}));
  return fates;
}

/** What was told of each is so, and the next commands find the truth of each. */
async function truth(
  house: PracticeHouse,
  home: string,
  spots: readonly Spot[],
  fates: Fates,
  undo: boolean,
): Promise<void> {
  house.cloud.faults.clear();
  for (const one of undo ? [] : spots) {
    const {state} = fates.of(idOf(one)) ?? NOT_SENT;
    const {held, asked: there} = one.place();
    if (state === 'active') expect(held, `${one.wish.kind} was told active`).toBe(true);
    if (state === 'failed') expect(there, `${one.wish.kind} was told failed`).toEqual([]);
  }
  await using(house, home, async app => {
    const loans = (await app.loans.open(house.cloud.clock.now())).map(({grant}) => grant.eligibilityId);
    const loan = [...fates.all].find(([, {role}]) => exact(role.name) === LOAN);
    if (!undo && loan?.[1].activation.state === 'active') expect(loans).toEqual([loan[0]]);
    if (!undo && loan?.[1].activation.state === 'failed') expect(loans).toEqual([]);
    await gather(status(app, {source: 'fresh'}, NEVER));
    for (const pause of [0, minutes(6), minutes(6)]) {
      house.cloud.clock.advance(pause);
      for await (const _ of catchUp(app, NEVER));
    }
  });
  for (const one of spots) await truthComesOut({...one, house, home});
  if (undo && [...fates.all.values()].some(hasFailedHere))
    for (const one of spots) expect(one.place().held, 'all of it was given up').toBe(false);
}

const hasFailedHere = ({role, activation}: {role: Eligibility; activation: Activation}): boolean =>
  hasFailed({eligibility: role, activation});

/** Answers how many calls there were. */
async function played(house: PracticeHouse, strike: Strike | undefined, undo: boolean): Promise<number> {
  const spots = KINDS.map(kind => spot(house.cloud, wishFor(kind)));
  const home = await house.freshHome();
  const {cloud} = house;
  const before = cloud.log.length;
  try {
    const patience = new AbortController();
    const ask = (app: OpenedApp) => asked(app, spots, undo, patience.signal);
    const fates = await struck(house, strike, () => using(house, home, ask), patience);
    const calls = cloud.log.length - before;
    if (strike === undefined)
      expect([...fates.all.values()].map(({activation}) => activation.state)).toEqual([
        'active',
        'active',
        'active',
        'active',
      ]);
    await truth(house, home, spots, fates, undo);
    return calls;
  } finally {
    cloud.faults.clear();
    cloud.clock.advance(hours(48));
  }
}
