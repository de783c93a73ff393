import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {seconds} from '../../src/core/time.ts';
import {truthComesOut} from './afterwards.ts';
import {type PracticeHouse, practiceHouse} from './practice-house.ts';
import {type Scene, scene} from './scene.ts';

const BUNDLE = fileURLToPath(new URL('../../dist/stint.js', import.meta.url));
const CASES = 16;

let house: PracticeHouse;

beforeAll(async () => {
  house = await practiceHouse({ticking: true, provisioningMs: 100});
});

afterAll(() => house.close());

interface Life {
  readonly killed: boolean;
  readonly ms: number;
}

/** `stint activate`, killed after so long; `null`: left alone. */
async function lived({home, scope, wish}: Scene, killAfter: number | null): Promise<Life> {
  const asked = ['activate', `${wish.role}@${scope}`, '--duration', '8h', '--justification', 'kill'];
  const began = performance.now();
  const child = spawn(process.execPath, [BUNDLE, ...asked], {
    env: {STINT_HOME: home, STINT_TOKEN_STORE: 'plaintext', NODE_EXTRA_CA_CERTS: house.caFile, TZ: 'UTC'},
    stdio: 'ignore',
  });
  const gone = once(child, 'exit');
  if (killAfter !== null) {
    await wait(killAfter);
    child.kill('SIGKILL');
  }
  const [, signal] = await gone;
  return {killed: signal === 'SIGKILL', ms: performance.now() - began};
}

const WISHES = [
  {kind: 'azure-resource', role: 'Contributor'},
  {kind: 'entra-group', role: 'Member'},
] as const;

test('the built program, killed at any time of its life: the next command finds the truth', {
  timeout: 60_000,
}, async () => {
  const untouched = await scene(house, WISHES[0]);
  const {ms: life} = await lived(untouched, null);
  expect(untouched.place().asked).toEqual(['Provisioned']);
  const fates: string[] = [];
  for (let at = 0; at < CASES; at += 1) {
    const stage = await scene(house, WISHES[at % 2 === 0 ? 0 : 1]);
    const {killed} = await lived(stage, (life * (at + 1)) / CASES);
    const {asked} = stage.place();
    if (killed) fates.push(asked.length === 0 ? 'before it had asked' : 'after it had asked');
    // What was on its way has come, so that the cloud stands still while it is looked at.
    house.cloud.clock.advance(seconds(5));
    await truthComesOut(stage);
  }
  expect(new Set(fates).size, 'before and after').toBe(2);
  console.log(`${fates.length} of ${CASES} commands killed at any time of their life`);
});
