import {expect} from 'vitest';
import type {Grant} from '../../../src/core/grant.ts';
import {minutes} from '../../../src/core/time.ts';
import {activate} from '../../../src/usecases/activate.ts';
import {cancel} from '../../../src/usecases/cancel.ts';
import {catchUp} from '../../../src/usecases/catch-up.ts';
import {deactivate} from '../../../src/usecases/deactivate.ts';
import {giveUp, heldHere} from '../../../src/usecases/exec.ts';
import {endWarded} from '../../../src/usecases/guarding.ts';
import {list} from '../../../src/usecases/list.ts';
import {isRefusedOrder, prepareOrders} from '../../../src/usecases/order.ts';
import {gather} from '../../../src/usecases/reading.ts';
import {type Reconciled, reconcile} from '../../../src/usecases/reconcile.ts';
import {dueReminders} from '../../../src/usecases/reminders.ts';
import {status} from '../../../src/usecases/status.ts';
import {NEVER} from '../practice-house.ts';
import {Crash, Process} from './process.ts';
import {noMistake, type Told} from './told.ts';
import {LENGTH} from './wire.ts';
import type {World} from './world.ts';

/** What a person does with one command. */
export type Act =
  | {readonly does: 'ask'; readonly place: number; readonly waits: boolean; readonly exits: boolean}
  | {readonly does: 'end'; readonly waits: boolean}
  | {readonly does: 'withdraw' | 'look' | 'reconcile' | 'remind' | 'quit'};

export interface Scene {
  readonly world: World;
  readonly told: Told;
  readonly process: Process;
}

/** The act of one process; one that died in it is followed by whoever stays behind for it. */
export async function acted(scene: Scene, act: Act): Promise<void> {
  const {process} = scene;
  try {
    // Every command looks after what earlier ones left open.
    for await (const event of catchUp(process.app, NEVER))
      if ('problem' in event && !process.isDead) noMistake(event.problem);
    await ACTS[act.does](scene, act as never);
  } catch (thrown) {
    if (!(thrown instanceof Crash) || !process.isDead) throw thrown;
  }
  if (act.does === 'quit') process.dieIn(0);
}

const ACTS = {
  ask: asking,
  end: ending,
  withdraw: async ({world, told, process}: Scene) => {
    const waiting = (await rows(process)).filter(({state}) => state === 'pending-approval');
    await told.hear(world, process, cancel(process.app, waiting, NEVER));
  },
  look: async ({process}: Scene) => {
    await rows(process);
  },
  reconcile: async ({process}: Scene) => {
    await reconciled(process);
  },
  remind: reminding,
  quit: async ({world, told, process}: Scene) => {
    const mine = await heldHere(process.app);
    await told.hear(world, process, giveUp(process.app, mine, NEVER));
  },
};

let asked = 0;

async function asking(
  {world, told, process}: Scene,
  {place, waits, exits}: Extract<Act, {readonly does: 'ask'}>,
): Promise<void> {
  const {app} = process;
  const {items} = await gather(list(app, {source: 'fresh'}, NEVER));
  const roles = items.filter(({scope}) => scope.id === world.places[place]?.id);
  asked += 1;
  const wanted = {justification: `${exits ? EXITS : 'stays'} ${asked}`, ticket: null};
  const request = {...wanted, narrowerScope: null, startAt: null, duration: LENGTH};
  const orders = await prepareOrders(app, roles, request, NEVER);
  const good = orders.flatMap(order => (isRefusedOrder(order) ? [] : [order]));
  const patience = waits ? PATIENT : {provisioning: 0, approval: 0};
  const options = {patience, stepUp: 'never', untilExit: exits} as const;
  await told.hear(world, process, activate(app, good, options, NEVER));
}

/** Begins the words of what is to end with its process. */
export const EXITS = 'exits';
const PATIENT = {provisioning: minutes(1), approval: minutes(2)};

async function ending(
  {world, told, process}: Scene,
  {waits}: Extract<Act, {readonly does: 'end'}>,
): Promise<void> {
  const active = (await rows(process)).filter(({state}) => state === 'active');
  await told.hear(world, process, deactivate(process.app, active, {wait: waits}, NEVER));
}

async function reminding({told, process: {app}}: Scene): Promise<void> {
  const {items} = await gather(status(app, {source: 'fresh'}, NEVER));
  for (const {grant, mark} of await dueReminders(items, app.server.now(), MARKS, app.reminders)) {
    const reminder = `${grant.id} ${mark}`;
    expect([...told.reminders], 'reminded of once').not.toContain(reminder);
    told.reminders.add(reminder);
  }
}

/** Minutes before an end that is eight hours away. */
const MARKS = [479, 475, 420, 60, 1].map(left => left * 60);

/** Grants and open requests, from the cloud. */
export async function rows({app}: Process): Promise<readonly Grant[]> {
  return (await gather(status(app, {source: 'fresh'}, NEVER))).items;
}

export async function reconciled(process: Process): Promise<readonly Reconciled[]> {
  const all: Reconciled[] = [];
  for await (const row of reconcile(process.app, NEVER)) {
    if (!process.isDead) noMistake(row.problem);
    all.push(row);
  }
  return all;
}

/** Whoever stays behind ends what it was given, on a machine that goes on; then another process begins. */
export async function buried(world: World, slot: number): Promise<void> {
  const dead = world.process(slot);
  dead.dieIn(0);
  world.begin(slot);
  const wishes = [...dead.wards.values()];
  const {app} = new Process(world, false);
  if (wishes.length > 0) await endWarded({app, mayEnd: () => true, asked: NEVER}, wishes);
}
