import {type Activation, NOT_SENT, step} from '../../src/core/activation.ts';
import type {Grant} from '../../src/core/grant.ts';
import type {Ending} from '../../src/core/ports.ts';
import type {Problem} from '../../src/core/problem.ts';
import {deactivate} from '../../src/usecases/deactivate.ts';
import type {Story} from '../../src/usecases/story.ts';
import {collect, type FakeWorld, quiet} from './fakes.ts';
import {grant, NOON, OFFLINE} from './samples.ts';

export const FIVE = NOON + 300_000;
export const says = (ending: Ending) => () => ending;
export const ended = says({type: 'ended'});
export const tooSoon = says({type: 'too-soon', notBefore: FIVE});
export const lost = says({type: 'lost', problem: OFFLINE});

export interface Run {
  readonly story: readonly Story[];
  readonly troubles: readonly Problem[];
  readonly end: Activation;
}

export async function run(
  {app, clock}: FakeWorld,
  {grants = [grant()], wait = false}: {grants?: readonly Grant[]; wait?: boolean} = {},
): Promise<Run> {
  const troubles: Problem[] = [];
  const options = {wait, onTrouble: (problem: Problem) => troubles.push(problem)};
  const story = await clock.through(collect(deactivate(app, grants, options, quiet())));
  return {story, troubles, end: fold(story)};
}

export const fold = (story: readonly Story[], item = 'azr-1.abc'): Activation =>
  story.reduce(
    (now, one) => (one.type === 'item' && one.item === item ? step(now, one.event) : now),
    NOT_SENT,
  );

export const types = (story: readonly Story[]): readonly string[] =>
  story.map(one => (one.type === 'item' ? one.event.type : one.type));
