import {expect} from 'vitest';
import type {OpenedApp} from '../../src/compose.ts';
import {minutes, type Seconds} from '../../src/core/time.ts';
import {deactivate} from '../../src/usecases/deactivate.ts';
import {giveUp, takenBy} from '../../src/usecases/exec.ts';
import {extend} from '../../src/usecases/extend.ts';
import {consoleLink, lend} from '../../src/usecases/lend.ts';
import {list} from '../../src/usecases/list.ts';
import {gather} from '../../src/usecases/reading.ts';
import type {Expected} from './aws-afterwards.ts';
import {
  type AwsScene,
  borrow,
  borrowed,
  groupHeld,
  hear,
  loansIn,
  type PlaceName,
  trying,
} from './aws-scene.ts';
import {NEVER} from './practice-house.ts';

export interface AwsScenario {
  readonly name: string;
  /** What was there already: nothing goes wrong here. */
  readonly before?: (scene: AwsScene) => Promise<AwsScene>;
  readonly act: (scene: AwsScene, app: OpenedApp) => Promise<void>;
  /** `whole`: nothing went wrong. */
  readonly told?: (scene: AwsScene, whole: boolean) => void;
  readonly expected?: Expected;
}

export const borrowing = (place: PlaceName): AwsScenario => ({
  name: `activate ${place}`,
  act: (scene, app) => borrow(scene, app, place),
  told: ({tale}, whole) => {
    const {state} = tale.activation;
    if (whole) expect([state, tale.problems]).toEqual(['active', []]);
    // Nothing of a loan is at a cloud: only the group it rests on can be on its way, or not be known of.
    const known = place === 'linked' ? ['provisioning', 'unknown', 'submitted'] : [];
    expect(['active', 'failed', 'cancelled', ...known]).toContain(
      tale.problems.length > 0 && tale.stories.length === 0 ? 'failed' : state,
    );
  },
});

export const listing: AwsScenario = {
  name: 'list',
  act: async (scene, app) => {
    const reading = await gather(
      list(app, {kinds: ['aws-permission-set', 'aws-role'], source: 'fresh'}, scene.patience.signal),
    );
    scene.tale.problems.push(...reading.problems);
    scene.tale.told.push(reading);
    // What could not be read is said; nobody is shown less than there is without a word.
    if (reading.problems.length === 0) expect(reading.items).toHaveLength(7);
    expect(reading.items.filter(({kind}) => kind === 'aws-role')).toHaveLength(2);
  },
};

/** Credentials of the loan are nearly over, the loan is not. */
export const renewing: AwsScenario = {
  name: 'lend with renewal',
  before: async scene => {
    const later = await borrowed(scene, 'set', 6 * 3600);
    later.house.cloud.clock.advance(minutes(117));
    return later;
  },
  act: (scene, app) => lent(scene, app),
};

/** They are over: nothing that is kept could be handed out. */
export const lendingAnew: AwsScenario = {
  name: 'lend where the kept ones are over',
  before: async scene => {
    const later = await borrowed(scene, 'set', 6 * 3600);
    later.house.cloud.clock.advance(minutes(121));
    return later;
  },
  act: (scene, app) => lent(scene, app),
};

async function lent(scene: AwsScene, app: OpenedApp): Promise<void> {
  const {aws} = scene.house.cloud.organisation;
  for (const {grant} of await loansIn(scene, app)) {
    const got = await trying(scene, () => lend(app, grant, scene.patience.signal));
    if (got === undefined) continue;
    expect(aws.isUsable(got.credentials.accessKeyId), 'what is handed out works').toBe(true);
    expect(got.expiresAt).toBeLessThanOrEqual(grant.endsAt ?? 0);
    expect(got.expiresAt).toBeLessThanOrEqual(got.credentials.expiresAt);
  }
}

/** `stint creds --activate`. */
export const credentialsAtOnce: AwsScenario = {
  name: 'creds that open a loan',
  act: async (scene, app) => {
    await borrow(scene, app, 'role');
    await lent(scene, app);
  },
};

export const consoleOf = (place: PlaceName): AwsScenario => ({
  name: `console of ${place}`,
  before: scene => borrowed(scene, place),
  act: async (scene, app) => {
    for (const {grant} of await loansIn(scene, app)) {
      const link = await trying(scene, () => consoleLink(app, grant, scene.patience.signal));
      if (link !== undefined) expect(link.endsAt ?? 0).toBeLessThanOrEqual(grant.endsAt ?? 0);
      scene.tale.told.push(link);
    }
  },
});

/** `stint exec`: what was taken is given back, whatever happened on the way. */
export const execLike = (place: PlaceName): AwsScenario => ({
  name: `exec with ${place}`,
  act: async (scene, app) => {
    await borrow(scene, app, place);
    const taken = takenBy(scene.tale.stories);
    await hear({...scene, tale: {...scene.tale, stories: []}}, giveUp(app, taken, NEVER));
    expect(await loansIn(scene, app), 'given back').toEqual([]);
    scene.tale.activation = {...scene.tale.activation, grant: null};
  },
});

export const endingLinked: AwsScenario = {
  name: 'deactivate linked',
  before: async scene => {
    const later = await borrowed(scene, 'linked');
    later.house.cloud.clock.advance(minutes(6));
    return later;
  },
  act: async (scene, app) => {
    const open = await loansIn(scene, app);
    await hear(
      scene,
      deactivate(
        app,
        open.map(({grant}) => grant),
        {wait: false},
        scene.patience.signal,
      ),
    );
    expect(await loansIn(scene, app), 'a loan always ends').toEqual([]);
  },
  told: (scene, whole) => {
    const {state} = scene.tale.activation;
    if (whole) expect([state, scene.tale.problems]).toEqual(['ended', []]);
    expect(['ended', 'deactivating', ...(whole ? [] : ['failed'])]).toContain(state);
    if (state === 'ended') expect(groupHeld(scene), 'ended was told').toBe(false);
  },
};

/** `stint extend`: one loan, with a later end or with the one it had. */
export const extending = (place: PlaceName, duration: Seconds): AwsScenario => ({
  name: `extend ${place}`,
  before: scene => borrowed(scene, place, duration / 2),
  act: async (scene, app) => {
    const wanted = {duration, justification: null, replace: false};
    const options = {patience: {provisioning: minutes(1), approval: 0}, stepUp: 'never'} as const;
    for (const {grant} of await loansIn(scene, app)) {
      await hear(scene, extend(app, grant, wanted, options, scene.patience.signal));
      const [open, ...others] = await loansIn(scene, app);
      expect([open?.grant.id, others], 'the same loan, and no other').toEqual([grant.id, []]);
      const {problem, grant: told} = scene.tale.activation;
      if (problem === null) expect(open?.grant.endsAt, 'the end that was told').toBe(told?.endsAt);
    }
  },
  told: ({tale}, whole) => {
    if (whole) expect([tale.activation.state, tale.problems]).toEqual(['active', []]);
  },
});
