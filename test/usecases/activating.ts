import {type Activation, NOT_SENT, step} from '../../src/core/activation.ts';
import {activate} from '../../src/usecases/activate.ts';
import type {ActivationOrder, Story} from '../../src/usecases/story.ts';
import {collect, type FakeWorld, quiet} from './fakes.ts';
import {order, STAY} from './samples.ts';

/** Runs the whole story, turning the clock as far as it asks. */
export function run(
  {app, clock}: FakeWorld,
  orders: readonly ActivationOrder[] = [order()],
  options = STAY,
  signal = quiet(),
): Promise<readonly Story[]> {
  return clock.through(collect(activate(app, orders, options, signal)));
}

export const types = (story: readonly Story[]): readonly string[] =>
  story.map(one => (one.type === 'item' ? one.event.type : one.type));

export const fold = (story: readonly Story[], item = 'azr-1'): Activation =>
  story.reduce(
    (now, one) => (one.type === 'item' && one.item === item ? step(now, one.event) : now),
    NOT_SENT,
  );
