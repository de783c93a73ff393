import {mkdtemp, rm} from 'node:fs/promises';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {systemClock} from '../../../src/host/clock.ts';
import {createDatabase, type Database} from '../../../src/stores/database.ts';
import {QUICK} from '../practice-house.ts';
import {comesToRest} from './rest.ts';
import {anySteps, type Doing, Step} from './steps.ts';
import {Told} from './told.ts';
import {type Given, World} from './world.ts';

const SEQUENCES = 10_000;
const MOST_STEPS = 12;

let folder: string;
let db: Database;
let [sequences, steps] = [0, 0];

beforeAll(async () => {
  folder = await mkdtemp(join(QUICK, 'stint-sequences-'));
  db = createDatabase({path: join(folder, 'state.db'), clock: systemClock()});
});

afterAll(async () => {
  db.close();
  await rm(folder, {recursive: true, force: true});
  console.log(`${sequences} sequences of ${steps} commands on the journal and PIM's engine`);
});

/** The journal of a new machine. */
async function fresh(): Promise<void> {
  await db.keep(sql => {
    for (const table of ['intents', 'states', 'wishes', 'reminders']) sql.exec(`DELETE FROM ${table}`);
  });
}

async function lived(given: Given, run: (told: Told, world: World) => Promise<void>): Promise<void> {
  await fresh();
  const [world, told] = [new World(given, db), new Told()];
  await run(told, world);
  await comesToRest(world, told);
  sequences += 1;
  steps += told.steps;
}

const AZURE: Given = {kind: 'azure-resource', approval: false, guarded: false};
const ASK_UNTIL_EXIT = {does: 'act', by: 0, act: {does: 'ask', place: 0, waits: true, exits: true}} as const;
const KILL = {does: 'die', by: 0, in: 0} as const;
const LOOK = {does: 'act', by: 0, act: {does: 'look'}} as const;

/** Orders that went wrong once, and why. */
const ROWS: readonly (readonly [string, Given, readonly Doing[]])[] = [
  [
    'a clock that is ten hours ahead: what was owed was taken for over before the cloud had told the time',
    AZURE,
    [ASK_UNTIL_EXIT, KILL, {does: 'set', off: 600}, LOOK],
  ],
  [
    'and whoever stays behind believes it no more than the next command',
    {...AZURE, guarded: true},
    [ASK_UNTIL_EXIT, {does: 'set', off: 600}, KILL],
  ],
];

test.each(ROWS)('%s', async (_, given, doings) => {
  await lived(given, async (told, world) => {
    for (const doing of doings) await new Step(doing).run(told, world);
  });
});

test('any order of commands, deaths, lost answers and turned clocks comes to rest in the truth', {
  timeout: 180_000,
}, async () => {
  const given = fc.record({
    kind: fc.constantFrom<Given['kind']>('azure-resource', 'entra-role', 'entra-group'),
    ...{approval: fc.boolean(), guarded: fc.boolean()},
  });
  const property = fc.asyncProperty(given, anySteps(MOST_STEPS), (world, commands) =>
    lived(world, (told, real) => fc.asyncModelRun(() => ({model: told, real}), commands)),
  );
  await fc.assert(property, {numRuns: SEQUENCES});
  expect(sequences).toBeGreaterThanOrEqual(SEQUENCES);
});
