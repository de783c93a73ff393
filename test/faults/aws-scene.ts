import {expect} from 'vitest';
import type {OpenedApp} from '../../src/compose.ts';
import {type Activation, NOT_SENT, step} from '../../src/core/activation.ts';
import type {Grant} from '../../src/core/grant.ts';
import type {Kind} from '../../src/core/kind.ts';
import {type Problem, problemOf} from '../../src/core/problem.ts';
import {Secret} from '../../src/core/secret.ts';
import {minutes, type Seconds} from '../../src/core/time.ts';
import {exact} from '../../src/core/untrusted.ts';
import {activate} from '../../src/usecases/activate.ts';
import {list} from '../../src/usecases/list.ts';
import {isRefusedOrder, prepareOrders} from '../../src/usecases/order.ts';
import {gather} from '../../src/usecases/reading.ts';
import type {Story} from '../../src/usecases/story.ts';
import {LINKED_GROUP, MFA_SERIAL} from './aws-house.ts';
import type {PracticeHouse} from './practice-house.ts';

/** What is borrowed: a permission set, one through a group, a role, a role that wants a code. */
export const PLACES = {
  set: {kind: 'aws-permission-set', name: 'Builder'},
  linked: {kind: 'aws-permission-set', name: 'Admin'},
  role: {kind: 'aws-role', name: 'breakfix'},
  guarded: {kind: 'aws-role', name: 'guarded'},
} as const;

export type PlaceName = keyof typeof PLACES;

/** One machine, what its person has heard, and where the cloud's books stood when it began. */
export interface AwsScene {
  readonly house: PracticeHouse;
  readonly home: string;
  readonly tale: AwsTale;
  readonly patience: AbortController;
  readonly since: {readonly log: number; readonly requests: number; readonly issued: number};
}

export interface AwsTale {
  readonly problems: Problem[];
  /** Everything that was told, as it was told. */
  readonly told: unknown[];
  readonly stories: Story[];
  activation: Activation;
}

const silence = (): AwsTale => ({problems: [], told: [], stories: [], activation: NOT_SENT});

export async function awsScene(house: PracticeHouse): Promise<AwsScene> {
  return begun({house, home: await house.freshHome(), tale: silence(), patience: new AbortController()});
}

/** The same machine from now on: what was heard before is another matter. */
export const begun = (scene: Omit<AwsScene, 'since'>): AwsScene => ({
  ...scene,
  ...{tale: silence(), patience: new AbortController()},
  since: {
    log: scene.house.cloud.log.length,
    requests: scene.house.cloud.organisation.requests.length,
    issued: scene.house.cloud.organisation.aws.issuedSessions.length,
  },
});

const OURS: readonly Kind[] = ['aws-permission-set', 'aws-role', 'entra-group'];

/** A process of its own on the machine, which looks at AWS and at groups. */
export async function usingAws<T>(
  {house, home}: Pick<AwsScene, 'house' | 'home'>,
  work: (app: OpenedApp) => Promise<T>,
): Promise<T> {
  const app = await house.open(home);
  try {
    return await work({...app, providers: app.providers.filter(({kind}) => OURS.includes(kind))});
  } finally {
    await app.close();
  }
}

export async function hear(scene: AwsScene, story: AsyncIterable<Story>): Promise<void> {
  const {tale} = scene;
  for await (const told of story) {
    tale.told.push(told);
    tale.stories.push(told);
    if (told.type !== 'item') continue;
    tale.activation = step(tale.activation, told.event);
    if (told.event.type === 'active') await isThere(scene, told.event.grant);
    if ('problem' in told.event && told.event.problem !== null && !isLater(told.event.problem))
      tale.problems.push(told.event.problem);
  }
}

/** PIM ends nothing in its first five minutes: that is no trouble, and owed. */
const isLater = ({code}: Problem): boolean => code === 'too-soon-to-end';

/** Nothing is called active before the loan and its credentials are there for every process. */
async function isThere({house, home}: AwsScene, {id, kind}: Grant): Promise<void> {
  if (kind !== 'aws-permission-set' && kind !== 'aws-role') return;
  await usingAws({house, home}, async ({loans}) => {
    const open = await loans.open(house.cloud.clock.now());
    expect(open.map(({grant}) => grant.id)).toContain(id);
    expect(await loans.credentials(id), 'active was told without credentials').toBeDefined();
  });
}

/** What is rejected is a problem that was told. */
export async function trying<T>({tale}: AwsScene, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (thrown) {
    const problem = problemOf(thrown);
    // The person's own doing comes from nowhere else.
    if (problem.code !== 'cancelled') tale.problems.push(problem);
    return undefined;
  }
}

/** The way of `stint activate`. Rows of other sources are not waited for. */
export async function borrow(
  scene: AwsScene,
  app: OpenedApp,
  place: PlaceName,
  duration: Seconds = 3600,
): Promise<void> {
  const {kind, name} = PLACES[place];
  const {signal} = scene.patience;
  const {items, problems} = await gather(list(app, {kinds: [kind], source: 'fresh'}, signal));
  scene.tale.problems.push(...problems);
  const roles = items.filter(row => row.kind === kind && exact(row.name) === name);
  if (problems.length === 0) expect(roles, 'what may be borrowed is listed').toHaveLength(1);
  const wanted = {justification: 'INC-7', ticket: null, narrowerScope: null, startAt: null, duration};
  const mfaCode = new Secret(scene.house.cloud.mfaCode(MFA_SERIAL));
  const given = {patience: PATIENT, stepUp: 'never' as const, ...(place === 'guarded' ? {mfaCode} : {})};
  for (const order of await prepareOrders(app, roles, wanted, signal))
    if (isRefusedOrder(order)) scene.tale.problems.push(order.problem);
    else await hear(scene, activate(app, [order], given, signal));
}

const PATIENT = {provisioning: minutes(1), approval: 0};

/** Borrowed already when the matter begins. */
export async function borrowed(scene: AwsScene, place: PlaceName, duration?: Seconds): Promise<AwsScene> {
  const before = begun(scene);
  await usingAws(before, app => borrow(before, app, place, duration));
  expect([before.tale.activation.state, before.tale.problems]).toEqual(['active', []]);
  return begun(scene);
}

export const loansIn = async ({house}: Pick<AwsScene, 'house'>, {loans}: OpenedApp) =>
  loans.open(house.cloud.clock.now());

export const groupHeld = ({house}: Pick<AwsScene, 'house'>): boolean =>
  house.cloud.organisation.active.some(
    row => row.scope.name === LINKED_GROUP && row.assignmentType === 'Activated',
  );
