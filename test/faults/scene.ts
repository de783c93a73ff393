import {expect} from 'vitest';
import type {OpenedApp} from '../../src/compose.ts';
import type {Eligibility} from '../../src/core/eligibility.ts';
import type {Grant} from '../../src/core/grant.ts';
import type {AccessProvider} from '../../src/core/ports.ts';
import {hours, minutes} from '../../src/core/time.ts';
import type {EligiblePlace, PracticeCloud} from '../../src/sandbox/index.ts';
import {activate} from '../../src/usecases/activate.ts';
import type {App} from '../../src/usecases/app.ts';
import {list} from '../../src/usecases/list.ts';
import {isRefusedOrder, prepareOrders} from '../../src/usecases/order.ts';
import {gather} from '../../src/usecases/reading.ts';
import {status} from '../../src/usecases/status.ts';
import type {Patience, Story} from '../../src/usecases/story.ts';
import {NEVER, type PracticeHouse} from './practice-house.ts';
import {type Place, placeIn, Tale} from './tale.ts';

export type Wish = Omit<EligiblePlace, 'scope'>;

/** One place that one person has to do with. */
export interface Spot {
  readonly house: Pick<PracticeHouse, 'cloud'>;
  readonly wish: Wish;
  readonly scope: string;
  readonly tale: Tale;
  readonly place: () => Place;
}

/** On a machine of its own. */
export interface Scene extends Spot {
  readonly house: PracticeHouse;
  readonly home: string;
}

let scenes = 0;

/** A fresh machine, and a place nobody has touched. */
export async function scene(house: PracticeHouse, wish: Wish): Promise<Scene> {
  return {...spot(house.cloud, wish), house, home: await house.freshHome()};
}

/** It is gone in a day, so that cases do not see each other's. */
export function spot(cloud: PracticeCloud, wish: Wish): Spot {
  scenes += 1;
  const scope = `case-${scenes}`;
  const now = cloud.clock.now();
  cloud.organisation.eligible({...wish, scope, startsAt: now, endsAt: now + hours(24)});
  const place = () => placeIn(cloud, scope);
  return {house: {cloud}, wish, scope, place, tale: new Tale(place)};
}

/** Everything that was asked for is over, and what was eligible is so no longer. */
export function afterAll({cloud}: Pick<PracticeHouse, 'cloud'>): void {
  cloud.clock.advance(hours(48));
}

/** A process on the scene's machine, which looks at the scene's own kind only. */
export function using<T>(scene: Scene, work: (app: OpenedApp) => Promise<T>): Promise<T> {
  const isOurs = ({kind}: AccessProvider) => kind === scene.wish.kind;
  return usingAll(scene, app => work({...app, providers: app.providers.filter(isOurs)}));
}

/** A process that looks at every kind, as `stint list` and `stint status` do. */
export async function usingAll<T>(scene: Scene, work: (app: OpenedApp) => Promise<T>): Promise<T> {
  const app = await scene.house.open(scene.home);
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

/** The way of `stint activate`: look for the role, read its policy, ask, follow. */
export async function askFor(
  scene: Spot,
  app: App,
  patience: Patience = PATIENT,
  heard: (story: AsyncIterable<Story>) => AsyncIterable<Story> = story => story,
  untilExit = false,
): Promise<void> {
  const reading = await gather(list(app, {kinds: [scene.wish.kind], source: 'fresh'}, NEVER));
  scene.tale.problems.push(...reading.problems);
  const roles = reading.items.filter(isHere(scene));
  if (reading.problems.length === 0) expect(roles, 'what is eligible is listed').toHaveLength(1);
  const wanted = {justification: scene.scope, ticket: null, narrowerScope: null, startAt: null};
  for (const order of await prepareOrders(app, roles, {...wanted, duration: 3600}, NEVER)) {
    if (isRefusedOrder(order)) scene.tale.problems.push(order.problem);
    else {
      const options = {patience, stepUp: 'device', untilExit} as const;
      await scene.tale.hear(heard(activate(app, [order], options, NEVER)));
    }
  }
}

/** Shorter than a person's, or a way that is gone for good would be tried a hundred times. */
export const PATIENT: Patience = {provisioning: minutes(1), approval: minutes(2)};

/** Rows of this place, from the clouds; what could not be read goes to the tale. */
export async function statusHere(scene: Spot, app: App): Promise<readonly Grant[]> {
  const {items, problems} = await gather(status(app, {source: 'fresh'}, NEVER));
  scene.tale.problems.push(...problems);
  return items.filter(isHere(scene));
}

/** By the id: a name that could not be looked up is no reason to leave a row out. */
export const isHere =
  ({house, wish, scope}: Spot) =>
  (row: Eligibility | Grant): boolean =>
    row.scope.id.toLowerCase() === house.cloud.organisation.scope(wish.kind, scope).id.toLowerCase();
