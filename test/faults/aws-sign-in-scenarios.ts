import {expect} from 'vitest';
import {minutes} from '../../src/core/time.ts';
import {list} from '../../src/usecases/list.ts';
import {gather} from '../../src/usecases/reading.ts';
import {signIn} from '../../src/usecases/sign-in.ts';
import {signOut} from '../../src/usecases/sign-out.ts';
import {type AwsScenario, listing} from './aws-scenarios.ts';
import {type AwsScene, begun, trying, usingAws} from './aws-scene.ts';
import {NEVER} from './practice-house.ts';

/** A sign-in of its own, whose token has so long left. */
export const signedInAnew =
  (left: number) =>
  async (scene: AwsScene): Promise<AwsScene> => {
    const {settings} = scene.house.cloud.organisation.aws;
    const lasting = settings.tokenSeconds;
    settings.tokenSeconds = 3600;
    await usingAws(scene, async app => {
      for await (const _ of signIn(app, 'aws', 'device', NEVER));
    });
    settings.tokenSeconds = lasting;
    scene.house.cloud.clock.advance(minutes(60) - left);
    return begun(scene);
  };

/** The token in hand still does: whatever becomes of the refresh, the list is read with the old one. */
export const refreshing: AwsScenario = {
  ...listing,
  name: 'token refresh',
  before: signedInAnew(minutes(4)),
};

export const signingIn: AwsScenario = {
  name: 'login',
  act: async (scene, app) => {
    await trying(scene, async () => {
      for await (const event of signIn(app, 'aws', 'device', scene.patience.signal))
        scene.tale.told.push(event);
    });
  },
  told: ({tale}, whole) => {
    if (whole) expect(tale.told.at(-1)).toMatchObject({type: 'signed-in', identity: {signedIn: true}});
  },
  expected: {signsIn: true},
};

export const signingOut: AwsScenario = {
  name: 'logout',
  before: signedInAnew(minutes(59)),
  act: async (scene, app) => {
    const left = await trying(scene, () => signOut(app, 'aws'));
    expect(left?.signedIn).toBe(false);
    const {items, problems} = await gather(
      list(app, {kinds: ['aws-permission-set'], source: 'fresh'}, NEVER),
    );
    // What the settings say may be had through the group is no secret of AWS's.
    expect(items.filter(({entitlement}) => entitlement === 'standing')).toEqual([]);
    expect(problems.map(({code}) => code)).toEqual(['signed-out']);
  },
  expected: {signedOut: true},
};
