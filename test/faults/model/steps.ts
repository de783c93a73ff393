import fc from 'fast-check';
import {minutes} from '../../../src/core/time.ts';
import {type Act, acted, buried} from './acts.ts';
import type {Told} from './told.ts';
import type {Harm} from './wire.ts';
import type {World} from './world.ts';

/** What people, the cloud, the machine and bad luck can do, in any order. Plain, so that one that went wrong is kept as a row. */
export type Doing =
  | {readonly does: 'act'; readonly by: number; readonly act: Act}
  /** Two commands at once. */
  | {readonly does: 'both'; readonly one: Act; readonly other: Act}
  /** The process dies in the n-th of its calls; 0: at once, between two commands. */
  | {readonly does: 'die'; readonly by: number; readonly in: number}
  | {readonly does: 'decide'; readonly how: 'Approve' | 'Deny'}
  /** Minutes go by; the machine is asleep meanwhile. */
  | {readonly does: 'pass' | 'sleep'; readonly by: number}
  /** Somebody sets the machine's clock: minutes off. */
  | {readonly does: 'set'; readonly off: number}
  | {readonly does: 'strike'; readonly nth: number; readonly harm: Harm}
  /** From now on lists lag by so many seconds. */
  | {readonly does: 'lag'; readonly by: number};

const ask = fc.record({
  does: fc.constant('ask' as const),
  ...{place: fc.nat(1), waits: fc.boolean(), exits: fc.boolean()},
});
const end = fc.record({does: fc.constant('end' as const), waits: fc.boolean()});
const plain = fc.record({
  does: fc.constantFrom<Exclude<Act['does'], 'ask' | 'end'>>(
    ...(['withdraw', 'look', 'reconcile', 'remind', 'quit'] as const),
  ),
});
const act: fc.Arbitrary<Act> = fc.oneof(
  {weight: 5, arbitrary: ask},
  {weight: 3, arbitrary: end},
  {weight: 4, arbitrary: plain},
);
const by = fc.nat(1);

const doing: fc.Arbitrary<Doing> = fc.oneof(
  {weight: 10, arbitrary: fc.record({does: fc.constant('act' as const), by, act})},
  {weight: 3, arbitrary: fc.record({does: fc.constant('both' as const), one: act, other: act})},
  {weight: 4, arbitrary: fc.record({does: fc.constant('die' as const), by, in: fc.nat(40)})},
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('decide' as const),
      how: fc.constantFrom('Approve', 'Approve', 'Deny'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constantFrom('pass' as const, 'sleep' as const),
      by: fc.constantFrom(1, 6, 70),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('set' as const),
      off: fc.constantFrom(-600, -60, -10, 0, 10, 60, 600),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('strike' as const),
      nth: fc.integer({min: 1, max: 8}),
      harm: fc.constantFrom<Harm>('never arrives', 'answer lost', 'throttled'),
    }),
  },
  {weight: 1, arbitrary: fc.record({does: fc.constant('lag' as const), by: fc.constantFrom(0, 30)})},
);

export class Step implements fc.AsyncCommand<Told, World> {
  readonly doing: Doing;

  constructor(given: Doing) {
    this.doing = given;
  }

  /** What cannot be done now is done in vain. */
  check(): boolean {
    return true;
  }

  async run(told: Told, world: World): Promise<void> {
    told.steps += 1;
    await done(world, told, this.doing);
    for (const slot of [0, 1]) if (world.process(slot).isDead) await buried(world, slot);
  }

  toString(): string {
    return JSON.stringify(this.doing);
  }
}

/** Up to so many of them. */
export const anySteps = (most: number) =>
  fc.commands([doing.map(one => new Step(one))], {maxCommands: most, size: 'max'});

async function done(world: World, told: Told, given: Doing): Promise<void> {
  switch (given.does) {
    case 'act':
      return acted({world, told, process: world.process(given.by)}, given.act);
    case 'both':
      await Promise.all(
        [given.one, given.other].map((one, slot) => acted({world, told, process: world.process(slot)}, one)),
      );
      return;
    case 'die':
      return world.process(given.by).dieIn(given.in);
    case 'decide':
      return decided(world, given.how);
    case 'strike':
      return world.strike(given.nth, given.harm);
    default:
      return turned(world, given);
  }
}

export function decided({engine, given}: World, how: 'Approve' | 'Deny'): void {
  for (const {name, status} of engine.requests(given.kind))
    if (status === 'PendingApproval') engine.decide(name, how, null);
}

function turned(
  world: World,
  given: Extract<Doing, {readonly does: 'pass' | 'sleep' | 'set' | 'lag'}>,
): void {
  if (given.does === 'set') world.skew = minutes(given.off);
  else if (given.does === 'lag') world.lag = given.by * 1000;
  else {
    world.cloud.advance(minutes(given.by));
    if (given.does === 'sleep') world.asleep += minutes(given.by);
  }
}
