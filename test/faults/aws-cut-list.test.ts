import {expect, onTestFinished, test} from 'vitest';
import {list} from '../../src/usecases/list.ts';
import {gather} from '../../src/usecases/reading.ts';
import {signIn} from '../../src/usecases/sign-in.ts';
import {awsHouse} from './aws-house.ts';
import {awsScene, usingAws} from './aws-scene.ts';
import {keptQuiet} from './aws-secrets.ts';
import {NEVER} from './practice-house.ts';

const ACCOUNTS = 700;
/** So many accounts have been read when the sign-in is over. */
const CUT_AFTER = 300;

test('a sign-in that ends in the middle of 700 accounts: said once, nothing lost, nobody asked, all there after signing in', {
  timeout: 60_000,
}, async () => {
  const house = await awsHouse({awsAccounts: ACCOUNTS});
  onTestFinished(() => house.close());
  const scene = await awsScene(house);
  const {cloud} = house;
  const rolesAsked = () => cloud.log.filter(({path}) => path === '/assignment/roles').length;
  const reading = (source: 'fresh' | 'cached') =>
    usingAws(scene, app => gather(list(app, {kinds: ['aws-permission-set'], source}, NEVER)));
  const before = await reading('fresh');
  const whole = before.items.length;
  expect(whole).toBeGreaterThan(ACCOUNTS);
  const from = rolesAsked();
  const cut = setInterval(() => {
    if (rolesAsked() - from < CUT_AFTER) return;
    clearInterval(cut);
    cloud.revokeAwsSessions();
    cloud.revokeAwsRefreshTokens();
  }, 1);
  const {problems} = await reading('fresh').finally(() => clearInterval(cut));
  expect(problems.map(({code}) => code)).toEqual(['signed-out']);
  const asked = rolesAsked() - from;
  expect(asked).toBeGreaterThanOrEqual(CUT_AFTER);
  expect(asked, 'the rest is not asked in vain').toBeLessThan(ACCOUNTS);
  const refreshes = cloud.log.filter(({body}) => body.includes('"refreshToken"'));
  expect(refreshes, 'one refresh for all of them').toHaveLength(1);
  expect(cloud.log.slice(scene.since.log).filter(({path}) => path === '/device_authorization')).toEqual([]);
  expect((await reading('cached')).items, 'what was known stays known').toHaveLength(whole);
  await usingAws(scene, async app => {
    for await (const _ of signIn(app, 'aws', 'device', NEVER));
  });
  const after = await reading('fresh');
  expect([after.items.length, after.problems]).toEqual([whole, []]);
  await keptQuiet(scene);
});
