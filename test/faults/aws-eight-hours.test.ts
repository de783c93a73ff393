import {expect, onTestFinished, test} from 'vitest';
import {hours, minutes} from '../../src/core/time.ts';
import {lend} from '../../src/usecases/lend.ts';
import {lenientAwsHouse} from './aws-house.ts';
import {awsScene, borrow, loansIn, usingAws} from './aws-scene.ts';
import {keptQuiet} from './aws-secrets.ts';
import {NEVER} from './practice-house.ts';

const STEP = minutes(10);

test('a loan of eight hours: credentials that work at any time, renewed when they must be, and nothing after its end', {
  timeout: 60_000,
}, async () => {
  const house = await lenientAwsHouse();
  onTestFinished(() => house.close());
  const scene = await awsScene(house);
  const {clock, organisation} = house.cloud;
  await usingAws(scene, app => borrow(scene, app, 'set', 8 * 3600));
  const [first] = await usingAws(scene, app => loansIn(scene, app));
  const grant = first?.grant;
  if (grant?.endsAt == null) throw new Error('no loan');
  const handedOut = new Set<string>();
  while (clock.now() < grant.endsAt) {
    // Another process each time, as tools ask for them.
    const {credentials, expiresAt} = await usingAws(scene, app => lend(app, grant, NEVER));
    expect(organisation.aws.isUsable(credentials.accessKeyId), 'AWS takes them').toBe(true);
    expect(expiresAt).toBeLessThanOrEqual(grant.endsAt);
    expect(expiresAt).toBeGreaterThan(clock.now());
    handedOut.add(credentials.accessKeyId);
    clock.advance(STEP);
  }
  // They live for two hours.
  expect(handedOut.size).toBeGreaterThanOrEqual(hours(8) / hours(2));
  expect(handedOut.size).toBeLessThanOrEqual(hours(8) / hours(2) + 2);
  await usingAws(scene, async app => {
    await expect(lend(app, grant, NEVER)).rejects.toMatchObject({problem: {code: 'not-active'}});
    expect(await loansIn(scene, app)).toEqual([]);
  });
  await keptQuiet(scene);
});
