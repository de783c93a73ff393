import fc from 'fast-check';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {hours, minutes} from '../../src/core/time.ts';
import {nextCommand} from './afterwards.ts';
import {anyCommand, type Command, obey, type World} from './model-commands.ts';
import {type Ground, ground, Machine} from './model-machine.ts';
import {type PimKind, wishFor} from './scenarios.ts';
import {afterAll as allOver, spot} from './scene.ts';
import {Tale} from './tale.ts';

const SEQUENCES = 240;

const ASK = {does: 'ask', waits: false} as const;
const LATER = {does: 'turn', by: 1} as const;
const LOST = {does: 'fault', nth: 2, harm: 'reset'} as const;

/** Orders that went wrong once. */
const ROWS: [PimKind, boolean, Command[]][] = [
  // A request that never arrived was taken for the one before it, which somebody had denied, or withdrawn.
  ['entra-role', true, [ASK, {does: 'deny'}, LATER, LOST, ASK]],
  ['entra-group', true, [ASK, {does: 'withdraw'}, LATER, LOST, ASK]],
  [
    'entra-role',
    true,
    [ASK, {does: 'deny'}, {does: 'die', in: 4}, ASK, {does: 'turn', by: 6}, {does: 'look'}],
  ],
];

let given: Ground;
let obeyed = 0;

beforeAll(async () => {
  given = await ground();
});

afterAll(async () => {
  await given.cloud.stop();
  console.log(`${SEQUENCES} sequences, ${obeyed} commands`);
});

/** Whatever happens, in whatever order: at the end everything has been told, and nothing is open. */
async function lived(kind: PimKind, approval: boolean, commands: readonly Command[]): Promise<void> {
  const wish = wishFor(kind, {approval: approval ? ['Grace Hopper'] : []});
  const world: World = {spot: spot(given.cloud, wish), machine: await Machine.make(given, kind)};
  try {
    for (const command of commands) {
      await obey(world, command);
      obeyed += 1;
    }
    given.cloud.faults.clear();
    world.machine.restart();
    await comesToRest(world, approval);
  } finally {
    given.cloud.faults.clear();
    await world.machine.scrap();
    allOver({cloud: given.cloud});
  }
}

async function comesToRest({spot: place, machine}: World, approval: boolean): Promise<void> {
  const calm = {...place, tale: new Tale(place.place)};
  await nextCommand(calm, machine.app, ['unknown']);
  given.cloud.clock.advance(minutes(6));
  // When people decided is not told, so what they allowed may have begun a day late (`answers.ts`).
  await nextCommand(calm, machine.app, approval ? ['unknown'] : []);
  given.cloud.clock.advance(hours(25));
  await nextCommand(calm, machine.app, []);
  expect(calm.tale.problems).toEqual([]);
  expect(await machine.app.journal.unsettled()).toEqual([]);
  expect(await machine.app.journal.wishes()).toEqual([]);
  expect(await machine.app.audit.verify()).toMatchObject({type: 'whole'});
}

test('any order of acts, faults and deaths comes to rest in the truth', {timeout: 120_000}, async () => {
  const kinds = fc.constantFrom<PimKind>('azure-resource', 'entra-role', 'entra-group');
  const story = fc.array(anyCommand, {minLength: 2, maxLength: 9});
  await fc.assert(fc.asyncProperty(kinds, fc.boolean(), story, lived), {
    ...{numRuns: SEQUENCES, seed: 20261122, examples: ROWS},
  });
});
