import {setTimeout as wait} from 'node:timers/promises';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {minutes} from '../../src/core/time.ts';
import type {Practice} from '../terminal/practice.ts';
import {
  AZURE,
  ENTRA,
  endsAt,
  gone,
  heldAt,
  LOAN,
  Parent,
  parentProgram,
  recorded,
  recordOf,
  stage,
  statusOf,
} from './stage.ts';
import {guardsIn, wishesIn} from './state.ts';

let program: Awaited<ReturnType<typeof parentProgram>>;
beforeAll(async () => {
  program = await parentProgram();
});
afterAll(() => program.remove());

test('who stays behind is on the list while it lives, with what it was given', async () => {
  const staged = await stage();
  const parent = new Parent(program.path, staged, {roles: [AZURE, LOAN]});
  const guardian = await parent.guarded();
  const owed = (await wishesIn(staged)).map(({id}) => id).sort();
  const [noted, ...more] = await guardsIn(staged);
  expect([noted?.guard.pid, [...(noted?.wishIds ?? [])].sort(), more]).toEqual([guardian, owed, []]);
  process.kill(guardian, 'SIGKILL');
  await gone(guardian);
  // Its process lives, and may have found it gone and started another one by now.
  expect((await guardsIn(staged)).map(({guard}) => guard.pid)).not.toContain(guardian);
});

test('the guardian is killed too: the next command ends it, and says so in the record once', async () => {
  const staged = await stage();
  const parent = new Parent(program.path, staged, {roles: [AZURE, LOAN]});
  const guardian = await parent.guarded();
  staged.cloud.clock.advance(minutes(6));
  process.kill(guardian, 'SIGKILL');
  await gone(guardian);
  await parent.kill();
  expect(heldAt(staged.cloud)).toEqual([AZURE]);
  await staged.run('status');
  expect(heldAt(staged.cloud)).toEqual([]);
  expect(await recorded(staged, 'end')).toEqual([AZURE, LOAN].sort());
  expect(await statusOf(staged)).toEqual([]);
});

test('while its process lives, nobody ends what it holds', async () => {
  const staged = await stage();
  const parent = new Parent(program.path, staged, {roles: [AZURE, LOAN]});
  await parent.guarded();
  staged.cloud.clock.advance(minutes(6));
  const shown = await statusOf(staged);
  expect(shown.map(({state}) => state)).toEqual(['active', 'active']);
  expect(heldAt(staged.cloud)).toEqual([AZURE]);
  expect(await recorded(staged, 'end')).toEqual([]);
});

test('asked to go while its process lives, it goes, and ends nothing', async () => {
  const staged = await stage();
  const parent = new Parent(program.path, staged, {roles: [AZURE]});
  const guardian = await parent.guarded();
  staged.cloud.clock.advance(minutes(6));
  process.kill(guardian, 'SIGTERM');
  await gone(guardian);
  expect(heldAt(staged.cloud)).toEqual([AZURE]);
  expect((await wishesIn(staged)).map(({holder}) => holder?.pid)).toEqual([parent.child.pid]);
});

/** Real seconds: the token's own. */
const SHORT_LIVED = 5;

async function outlived({cloud}: Practice): Promise<void> {
  const end = cloud.clock.now() + (SHORT_LIVED + 1) * 1000;
  await expect.poll(() => cloud.clock.now() > end, {interval: 100, timeout: 10_000}).toBe(true);
}

test.each([
  ['the cloud refuses it', async ({cloud}: Practice) => cloud.challengeAccessTokens()],
  ['its time is over', outlived],
])(
  'a token that ends nothing any more, for %s: the wish stays, is shown, and the next command carries it out',
  async (_, spoil) => {
    const staged = await stage(spoil === outlived ? SHORT_LIVED : undefined);
    const parent = new Parent(program.path, staged, {roles: [AZURE]});
    const guardian = await parent.guarded();
    expect(await statusOf(staged)).toMatchObject([{state: 'active'}]);
    await spoil(staged);
    await parent.kill();
    await gone(guardian);
    expect(heldAt(staged.cloud)).toEqual([AZURE]);
    expect(await wishesIn(staged)).toMatchObject([{reason: 'until-exit'}]);
    expect(await recorded(staged, 'end')).toEqual([]);
    expect(await statusOf(staged, '--cached')).toMatchObject([{state: 'deactivating'}]);
    staged.cloud.clock.advance(minutes(6));
    await staged.run('status');
    expect(heldAt(staged.cloud)).toEqual([]);
    expect(await recorded(staged, 'end')).toEqual([AZURE]);
  },
);

test('nobody can stay behind in a build job: that is said, and the next command ends it', async () => {
  const staged = await stage();
  const parent = new Parent(program.path, staged, {roles: [AZURE, LOAN]}, {CI: 'true'});
  expect(await parent.holds()).toBe(null);
  const told = parent.lines.flatMap(({problem}) => (problem === undefined ? [] : [problem]));
  expect(told).toMatchObject([
    {code: 'unsupported', reason: expect.stringContaining('nobody can stay behind')},
  ]);
  staged.cloud.clock.advance(minutes(6));
  await parent.kill();
  await staged.run('status');
  expect(heldAt(staged.cloud)).toEqual([]);
});

/** Ten days. */
const LASTING = 864_000;
const RUNS = 20;
/** What a parent of three tells until it holds them all. */
const LINES = 8;

test(`killed at any time, ${RUNS} times: nothing stays that was to end`, async () => {
  // The cloud's time goes on by hours here, and this machine's does not.
  const staged = await stage(LASTING);
  const points = new Set<number>();
  for (let run = 0; run < RUNS; run += 1) {
    const parent = new Parent(program.path, staged, {roles: [AZURE, ENTRA, LOAN]});
    await parent.saysLines(Math.ceil((run / RUNS) * LINES));
    await wait(20 * Math.random());
    await parent.kill();
    points.add(parent.lines.length);
    await whole(staged);
  }
  expect(points.size, 'kills fell at different points').toBeGreaterThan(RUNS / 4);
  expect(await grantsIn(staged, 'end')).toBe(
    endsAt(staged.cloud) + (await grantsIn(staged, 'active', 'aws-')),
  );
}, 240_000);

/** A process that is killed between a line and the journal leaves one that the next writes again: each grant counts once. */
async function grantsIn(staged: Practice, what: 'active' | 'end', kinds = ''): Promise<number> {
  const lines = (await recordOf(staged)).filter(({type, kind}) => type === what && kind?.startsWith(kinds));
  return new Set(lines.map(({eligibilityId, endsAt: end}) => `${eligibilityId} ${end}`)).size;
}

/** Time goes on, and a next command comes: the cloud holds nothing, and nothing is owed. */
async function whole(staged: Practice): Promise<void> {
  staged.cloud.clock.advance(minutes(6));
  await staged.run('status');
  for (const {guard} of await guardsIn(staged)) {
    process.kill(guard.pid, 'SIGTERM');
    await gone(guard.pid);
  }
  await staged.run('status');
  expect(heldAt(staged.cloud)).toEqual([]);
  expect(await wishesIn(staged)).toEqual([]);
  expect(await statusOf(staged)).toEqual([]);
  // A role that has just ended cannot be asked for again at once (reference azure-pim 2.6).
  staged.cloud.clock.advance(minutes(3));
}
