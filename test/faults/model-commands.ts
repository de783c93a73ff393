import fc from 'fast-check';
import {expect} from 'vitest';
import {minutes} from '../../src/core/time.ts';
import {cancel} from '../../src/usecases/cancel.ts';
import {deactivate} from '../../src/usecases/deactivate.ts';
import type {Story} from '../../src/usecases/story.ts';
import {nextCommand} from './afterwards.ts';
import {HARMS} from './harms.ts';
import {Crash, type Machine} from './model-machine.ts';
import {NEVER} from './practice-house.ts';
import {askFor, PATIENT, type Spot, statusHere} from './scene.ts';
import {Tale} from './tale.ts';

/** What people, the clouds and bad luck can do, in any order. */
export type Command =
  | {readonly does: 'ask'; readonly waits: boolean}
  | {readonly does: 'end' | 'withdraw' | 'look'}
  | {readonly does: 'approve' | 'deny' | 'restart'}
  | {readonly does: 'turn'; readonly by: number}
  /** The process that acts next dies in the n-th of its calls. */
  | {readonly does: 'die'; readonly in: number}
  /** The n-th call from now meets the harm. */
  | {readonly does: 'fault'; readonly nth: number; readonly harm: string};

/** Hanging answers are the affair of `every-call.test.ts`; here nobody would end them. */
const BRISK = HARMS.filter(({harm}) => harm.hang !== true);

export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  {weight: 4, arbitrary: fc.record({does: fc.constant('ask' as const), waits: fc.boolean()})},
  {weight: 3, arbitrary: fc.record({does: fc.constantFrom('end', 'withdraw', 'look')})},
  {weight: 3, arbitrary: fc.record({does: fc.constantFrom('approve', 'deny', 'restart')})},
  {weight: 3, arbitrary: fc.record({does: fc.constant('turn' as const), by: fc.constantFrom(1, 6, 70)})},
  {weight: 2, arbitrary: fc.record({does: fc.constant('die' as const), in: fc.integer({min: 1, max: 16})})},
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('fault' as const),
      nth: fc.integer({min: 1, max: 5}),
      harm: fc.constantFrom(...BRISK.map(({name}) => name)),
    }),
  },
);

export interface World {
  readonly spot: Spot;
  readonly machine: Machine;
}

export async function obey({spot, machine}: World, command: Command): Promise<void> {
  const {cloud} = spot.house;
  switch (command.does) {
    case 'turn':
      return cloud.clock.advance(minutes(command.by));
    case 'die':
      return machine.dieIn(command.in);
    case 'restart':
      return machine.restart();
    case 'approve':
      return spot.place().waiting ? cloud.decide('next', 'Approve') : undefined;
    case 'deny':
      return spot.place().waiting ? cloud.decide('next', 'Deny') : undefined;
    case 'fault':
      return fault(spot, command);
    default:
      return acted({spot: {...spot, tale: new Tale(spot.place)}, machine}, command);
  }
}

function fault({house: {cloud}}: Spot, {nth, harm}: Extract<Command, {does: 'fault'}>): void {
  const chosen = BRISK.find(({name}) => name === harm);
  if (chosen !== undefined) cloud.faults.add({nth, do: chosen.harm});
  if (chosen?.thenGone) cloud.faults.add({nth: nth + 1, times: 6, do: {reset: true}});
}

type Act = Extract<Command, {does: 'ask' | 'end' | 'withdraw' | 'look'}>;

/** One command of ours; a process that died in it is followed by another. */
async function acted(world: World, command: Act): Promise<void> {
  const {spot, machine} = world;
  const before = spot.place().asked.length;
  try {
    await act(world, command);
  } catch (thrown) {
    if (!machine.isDead || !(thrown instanceof Crash)) throw thrown;
  }
  if (machine.isDead) return machine.restart();
  for (const problem of spot.tale.problems)
    expect(problem.code, problem.code === 'bug' ? String(problem.cause) : '').not.toBe('bug');
  const {state} = spot.tale.activation;
  const asked = spot.place().asked.length - before;
  if (command.does === 'ask' && state === 'failed') expect(asked, 'told failed').toBe(0);
  if (command.does === 'ask' && (state === 'denied' || state === 'cancelled'))
    expect(asked, `told ${state}`).toBe(1);
}

async function act({spot, machine}: World, command: Act): Promise<void> {
  const {app} = machine;
  if (command.does === 'ask')
    return askFor(spot, app, command.waits ? PATIENT : {provisioning: 0, approval: 0}, alive(machine));
  if (command.does === 'look') return nextCommand(spot, app, ['unknown'], () => machine.isDead);
  const rows = await statusHere(spot, app);
  const held = rows.filter(({state}) => state === 'active');
  const waiting = rows.filter(({state}) => state === 'pending-approval');
  const story =
    command.does === 'end' ? deactivate(app, held, {wait: false}, NEVER) : cancel(app, waiting, NEVER);
  await spot.tale.hear(alive(machine)(story));
}

/** What a dead process would have said, nobody hears. */
const alive = (machine: Machine) =>
  async function* (story: AsyncIterable<Story>): AsyncGenerator<Story> {
    for await (const told of story) {
      if (machine.isDead) return;
      yield told;
    }
  };
