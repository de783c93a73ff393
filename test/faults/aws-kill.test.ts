import {afterAll, beforeAll, expect, test} from 'vitest';
import {minutes} from '../../src/core/time.ts';
import {list} from '../../src/usecases/list.ts';
import {gather} from '../../src/usecases/reading.ts';
import {awsTruth} from './aws-afterwards.ts';
import {linkedAwsHouse} from './aws-house.ts';
import {type AwsScene, awsScene, begun, borrowed, loansIn, usingAws} from './aws-scene.ts';
import {signedInAnew} from './aws-sign-in-scenarios.ts';
import {type AwsErrand, awsVictims, type Ran, type SendAws} from './errand.ts';
import {environmentOf, NEVER, type PracticeHouse} from './practice-house.ts';

type Act = Pick<AwsErrand, 'act' | 'name' | 'share'> & {
  /** Of a long way only each so-manieth point: the same points lie close together on the others. */
  readonly every?: number;
  readonly before?: (scene: AwsScene) => Promise<AwsScene>;
};

const ACTS: readonly Act[] = [
  {act: 'borrow', name: 'Builder', every: 2},
  {act: 'borrow', name: 'breakfix'},
  {act: 'borrow', name: 'Admin', every: 4},
  {act: 'giveBack', name: 'breakfix', before: scene => borrowed(scene, 'role')},
  {act: 'giveBack', name: 'Admin', every: 2, before: scene => later(borrowed(scene, 'linked'), 6)},
  {act: 'renew', name: 'Builder', before: scene => later(borrowed(scene, 'set', 6 * 3600), 117)},
  {act: 'refresh', name: 'own', before: signedInAnew(-minutes(1))},
  {act: 'refresh', name: 'shared', share: true, before: scene => sharedAnew(scene)},
  {act: 'login', name: 'own'},
  {act: 'login', name: 'shared', share: true},
];

let house: PracticeHouse;
let send: SendAws;
let kills = 0;

beforeAll(async () => {
  house = await linkedAwsHouse({ticking: true});
  house.cloud.organisation.aws.settings.scimInMs = 0;
  send = await awsVictims(house.root, house.caFile);
});

afterAll(async () => {
  await house.close();
  console.log(`${kills} processes killed at a named point of an AWS act`);
});

async function later(scene: Promise<AwsScene>, by: number): Promise<AwsScene> {
  const now = await scene;
  house.cloud.clock.advance(minutes(by));
  return begun(now);
}

/** Signed in into the AWS CLI's own file, and its token is over. */
async function sharedAnew(scene: AwsScene): Promise<AwsScene> {
  const {settings} = house.cloud.organisation.aws;
  const lasting = settings.tokenSeconds;
  settings.tokenSeconds = 3600;
  await send(errandOf(scene, {act: 'login', name: 'shared', share: true})).ran;
  settings.tokenSeconds = lasting;
  return later(Promise.resolve(scene), 61);
}

const errandOf = ({home}: AwsScene, {act, name, share}: Act): AwsErrand => ({
  ...{home, act, name, share},
  env: environmentOf(house.cloud, home),
});

async function stageFor({before}: Act): Promise<AwsScene> {
  const scene = await awsScene(house);
  return (await before?.(scene)) ?? begun(scene);
}

/** What the killed process has said counts, and the next commands find the truth. */
async function foundTrue(scene: AwsScene, {act}: Act, {words}: Ran): Promise<void> {
  const isOurs = (name: string) => words.includes(name);
  await usingAws(scene, async app => {
    const open = await loansIn(scene, app);
    if (act === 'borrow' && isOurs('active')) expect(open, 'active had been told').toHaveLength(1);
    if (act === 'giveBack' && isOurs('ended')) expect(open, 'ended had been told').toEqual([]);
    if (act === 'renew') expect(open, 'a loan outlives its lender').toHaveLength(1);
  });
  await awsTruth(scene, act === 'login' ? {signsIn: true} : {});
  await usingAws(scene, async app => {
    if (act === 'giveBack' && isOurs('ending')) expect(await loansIn(scene, app), 'was to end').toEqual([]);
    const {problems} = await gather(list(app, {kinds: ['aws-permission-set'], source: 'fresh'}, NEVER));
    expect(problems, 'still signed in').toEqual([]);
  });
  house.cloud.clock.advance(minutes(600));
}

test.each(ACTS)('$act $name, killed before things that it writes or sends', {timeout: 60_000}, async act => {
  const whole = await stageFor(act);
  const ran = await send(errandOf(whole, act)).ran;
  expect(ran.calls.length).toBeGreaterThan(2);
  await foundTrue(whole, act, ran);
  for (const [dieBefore, call] of ran.calls.entries()) {
    if (dieBefore % (act.every ?? 1) !== 0) continue;
    const scene = await stageFor(act);
    const cut = await send({...errandOf(scene, act), dieBefore}).ran;
    expect(cut.signal, call).toBe('SIGKILL');
    kills += 1;
    await foundTrue(scene, act, cut);
  }
});
