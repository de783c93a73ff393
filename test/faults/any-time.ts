import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {expect} from 'vitest';
import {minutes, seconds} from '../../src/core/time.ts';
import {deactivate} from '../../src/usecases/deactivate.ts';
import {isGuardian} from '../support/guardians.ts';
import {truthComesOut} from './afterwards.ts';
import {environmentOf, NEVER, type PracticeHouse} from './practice-house.ts';
import {askFor, PATIENT, type Scene, scene, statusHere, using, type Wish} from './scene.ts';
import {Tale} from './tale.ts';

const BUNDLE = fileURLToPath(new URL('../../dist/stint.js', import.meta.url));

/** A command of the built program, and what was there before it. */
export interface Verb {
  readonly name: string;
  readonly words: (role: string) => readonly string[];
  readonly before?: (scene: Scene) => Promise<void>;
  readonly approval?: true;
  /** What it takes is to end with it. */
  readonly exits?: true;
  /** It goes on until somebody stops it: it has done everything after so many ms. */
  readonly stays?: number;
  /** What was there before stays. */
  readonly keeps?: true;
}

const ASKED = ['--duration', '8h', '--justification', 'kill'];

export const VERBS: readonly (readonly [times: number, verb: Verb])[] = [
  [55, {name: 'activate', words: role => ['activate', role, ...ASKED]}],
  [60, {name: 'exec', words: exec, exits: true}],
  [15, {name: 'exec of what was held before', words: exec, before: heldBefore, keeps: true}],
  [
    15,
    {
      name: 'activate --until-exit',
      words: role => ['activate', role, ...ASKED, '--until-exit'],
      stays: 900,
      exits: true,
    },
  ],
  [35, {name: 'deactivate', words: role => ['deactivate', role], before: heldBefore}],
  [15, {name: 'cancel', words: role => ['cancel', role], before: askedBefore, approval: true}],
  [15, {name: 'status, with an end that is due', words: () => ['status'], before: owedBefore}],
  [10, {name: 'reconcile, with an end that is due', words: () => ['reconcile'], before: owedBefore}],
  [10, {name: 'bundle add', words: role => ['bundle', 'add', 'night', role]}],
];

function exec(role: string): readonly string[] {
  return ['exec', role, ...ASKED, '--', process.execPath, '-e', 'setTimeout(() => {}, 50)'];
}

async function heldBefore(stage: Scene): Promise<void> {
  await asking(stage, 'active');
  stage.house.cloud.clock.advance(minutes(6));
}

function askedBefore(stage: Scene): Promise<void> {
  return asking(stage, 'pending-approval');
}

async function asking(stage: Scene, state: string): Promise<void> {
  const before = {...stage, tale: new Tale(stage.place)};
  const patience = state === 'active' ? PATIENT : {provisioning: 0, approval: 0};
  await using(before, app => askFor(before, app, patience));
  expect(before.tale.activation.state).toBe(state);
}

async function owedBefore(stage: Scene): Promise<void> {
  await asking(stage, 'active');
  await using(stage, async app => {
    await stage.tale.hear(deactivate(app, await statusHere(stage, app), {wait: false}, NEVER));
  });
  expect(stage.tale.activation.state).toBe('deactivating');
  stage.house.cloud.clock.advance(minutes(6));
}

const PLACES: readonly Omit<Wish, 'requires'>[] = [
  {kind: 'azure-resource', role: 'Contributor'},
  {kind: 'entra-group', role: 'Member'},
];

export interface Life {
  readonly isKilled: boolean;
  readonly ms: number;
}

/** One life of the verb, cut off after so many ms (`null`: left alone), and what the next commands find. */
export async function lived(
  house: PracticeHouse,
  verb: Verb,
  nth: number,
  cut: number | null,
): Promise<Life> {
  const requires = {approval: verb.approval ? ['Grace Hopper'] : []};
  const stage = await scene(house, {...(PLACES[nth % 2] ?? {kind: 'entra-group', role: 'Member'}), requires});
  await verb.before?.(stage);
  const life = await ran(stage, verb, cut);
  // Somebody decides at last, and what was on its way has come, so that the cloud stands still while it is looked at.
  if (stage.place().waiting) house.cloud.decide('next', 'Approve');
  house.cloud.clock.advance(seconds(5));
  await truthComesOut(stage, {exits: verb.exits});
  if (verb.keeps) expect(stage.place().held, 'what was held before stays').toBe(true);
  if (verb.name === 'bundle add') await settingsAreWhole(stage);
  await guardsGone(stage);
  return life;
}

async function ran({home, scope, wish, house}: Scene, {words}: Verb, cut: number | null): Promise<Life> {
  const began = performance.now();
  const env = {
    PATH: process.env.PATH,
    ...environmentOf(house.cloud, home),
    ...{NODE_EXTRA_CA_CERTS: house.caFile, TZ: 'UTC'},
  };
  const child = spawn(process.execPath, [BUNDLE, ...words(`${wish.role}@${scope}`)], {env, stdio: 'ignore'});
  const gone = once(child, 'exit');
  if (cut !== null) {
    await wait(cut);
    child.kill('SIGKILL');
  }
  const [, signal] = await gone;
  return {isKilled: signal === 'SIGKILL', ms: performance.now() - began};
}

const settingsAreWhole = (stage: Scene): Promise<void> =>
  using(stage, async ({settings}) => {
    expect([undefined, [`${stage.wish.role}@${stage.scope}`]].map(String)).toContain(
      String(settings.bundles?.night),
    );
  });

/** Whoever stayed behind has nothing left to do; it would notice within a quarter of a minute. */
async function guardsGone(stage: Scene): Promise<void> {
  await using(stage, async ({guards}) => {
    for (const {guard} of (await guards?.living()) ?? [])
      if (isGuardian(guard.pid)) process.kill(guard.pid, 'SIGTERM');
  });
}
