import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {OpenedApp} from '../../src/compose.ts';
import {minutes, seconds} from '../../src/core/time.ts';
import {deactivate} from '../../src/usecases/deactivate.ts';
import {truthComesOut} from './afterwards.ts';
import {type Errand, type Ran, type Send, victims} from './errand.ts';
import {NEVER, type PracticeHouse, practiceHouse} from './practice-house.ts';
import {askFor, PATIENT, type Scene, scene, statusHere, using} from './scene.ts';
import {Tale} from './tale.ts';

type Act = Pick<Errand, 'kind' | 'act'>;

const ACTS: readonly Act[] = [
  {kind: 'azure-resource', act: 'activate'},
  {kind: 'entra-role', act: 'activate'},
  {kind: 'azure-resource', act: 'batch'},
  {kind: 'entra-role', act: 'batch'},
  {kind: 'azure-resource', act: 'deactivate'},
  {kind: 'azure-resource', act: 'cancel'},
  {kind: 'azure-resource', act: 'exec'},
  {kind: 'azure-resource', act: 'reconcile'},
];
const ROLES = {'azure-resource': 'Contributor', 'entra-role': 'Global Reader'} as const;

let house: PracticeHouse;
let send: Send;
let kills = 0;

beforeAll(async () => {
  house = await practiceHouse({ticking: true, provisioningMs: 500});
  send = await victims(house.root, house.caFile);
});

afterAll(async () => {
  await house.close();
  console.log(`${kills} processes killed at a named point`);
});

/** A machine and a place for one victim; what is to be ended is held for longer than five minutes already. */
async function stageFor({kind, act}: Act): Promise<Scene> {
  const requires = {approval: act === 'cancel' ? ['Grace Hopper'] : []};
  const stage = await scene(house, {kind, role: ROLES[kind], requires});
  if (act === 'activate' || act === 'batch' || act === 'exec') return stage;
  const before = {...stage, tale: new Tale(stage.place)};
  await using(before, app => askFor(before, app, act === 'cancel' ? IMPATIENT : PATIENT));
  if (act === 'reconcile') await using(stage, app => endingTooSoon(stage, app));
  if (act !== 'cancel') house.cloud.clock.advance(minutes(6));
  return stage;
}

/** A wish that is due six minutes later. */
async function endingTooSoon(stage: Scene, app: OpenedApp): Promise<void> {
  await stage.tale.hear(deactivate(app, await statusHere(stage, app), {wait: false}, NEVER));
  expect(stage.tale.activation.state).toBe('deactivating');
}

const IMPATIENT = {provisioning: 0, approval: 0};

const errandOf = ({home, scope}: Scene, {kind, act}: Act): Errand => ({
  ...{home, kind, act, controlUrl: house.cloud.origins.control},
  scopeId: house.cloud.organisation.scope(kind, scope).id,
});

/** What the killed process has said counts, and the next commands find the truth. */
async function foundTrue(stage: Scene, {act}: Act, {words, calls}: Ran): Promise<void> {
  const {held, asked, waiting, ends} = stage.place();
  if (words.includes('active')) expect(held || ends > 0, 'active had been told').toBe(true);
  if (words.includes('ended')) expect(held, 'ended had been told').toBe(false);
  if (words.includes('cancelled')) expect(asked, 'cancelled had been told').toEqual(['Canceled']);
  // Somebody decides at last, so that nothing stays open.
  if (waiting) house.cloud.decide('next', 'Approve');
  // What was on its way has come, so that the cloud stands still while it is looked at.
  house.cloud.clock.advance(seconds(5));
  stage.tale.words.push(...words);
  // Whoever comes to a next call has kept the batch.
  const isLeft = act === 'batch' && !calls.includes('batches.keep');
  await truthComesOut(stage, {exits: act === 'exec' || isLeft ? true : undefined});
}

describe.each(ACTS)('$act $kind', act => {
  let calls: readonly string[] = [];

  beforeAll(async () => {
    const stage = await stageFor(act);
    const ran = await send(errandOf(stage, act)).ran;
    calls = ran.calls;
    await foundTrue(stage, act, ran);
  });

  test('killed before each call that changes something, and after the last', async () => {
    expect(calls).toContain('request leaves');
    for (const [dieBefore, call] of calls.entries()) {
      const stage = await stageFor(act);
      const ran = await send({...errandOf(stage, act), dieBefore}).ran;
      expect([ran.signal, ran.calls], call).toEqual(['SIGKILL', calls.slice(0, dieBefore)]);
      kills += 1;
      await foundTrue(stage, act, ran);
    }
  });

  test('killed in the middle of a line of the record', async () => {
    const lines = calls.flatMap((call, at) => (call === 'audit.append' ? [at + 1] : []));
    expect(lines.length).toBeGreaterThan(0);
    // Of a long way the last ones: the others are those of `activate`.
    for (const tear of lines.slice(-3)) {
      const stage = await stageFor(act);
      const ran = await send({...errandOf(stage, act), tear}).ran;
      expect(ran.signal).toBe('SIGKILL');
      kills += 1;
      await foundTrue(stage, act, ran);
    }
  });

  test.each([
    ['and the cloud never saw it', {hang: true}],
    ['and the cloud did it', {hang: true, loseAnswer: true}],
  ] as const)('killed while its request is on its way, %s', async (_, harm) => {
    const stage = await stageFor(act);
    house.cloud.faults.add({match: {path: /ScheduleRequests/i, method: methodOf(act)}, do: harm});
    const hits = house.cloud.faults.hits;
    const {child, ran} = send(errandOf(stage, act));
    await expect
      .poll(() => house.cloud.faults.hits, {interval: 5, timeout: 20_000})
      .toBe(hits + 1)
      .finally(() => child.kill('SIGKILL'));
    kills += 1;
    await foundTrue(stage, act, await ran);
  });
});

const methodOf = ({kind, act}: Act): string =>
  kind === 'azure-resource' && act !== 'cancel' ? 'PUT' : 'POST';
