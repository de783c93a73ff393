import {expect} from 'vitest';
import {minutes} from '../../src/core/time.ts';
import {deactivate} from '../../src/usecases/deactivate.ts';
import {giveUp, noteExec, takenBy} from '../../src/usecases/exec.ts';
import {reconcile} from '../../src/usecases/reconcile.ts';
import type {Story} from '../../src/usecases/story.ts';
import {NEVER} from './practice-house.ts';
import {heldAlready, type PimKind, type Scenario, wishFor} from './scenarios.ts';
import {askFor, PATIENT, type Scene, statusHere, using} from './scene.ts';
import {Tale} from './tale.ts';

/** A process that is gone by the time anybody looks: no pid is negative. */
const GONE = {pid: -7, since: 'never'};

/** `stint exec`: taken, used for six minutes, given up. */
export const execLike = (kind: PimKind): Scenario => ({
  name: `exec ${kind}`,
  wish: wishFor(kind),
  exits: true,
  act: async (scene, opened) => {
    const app = {...opened, self: GONE};
    const stories: Story[] = [];
    await askFor(scene, app, PATIENT, noting(stories), true);
    const taken = takenBy(stories);
    await noteExec(app, taken, NEVER);
    scene.house.cloud.clock.advance(minutes(6));
    await heardApart(scene, giveUp(app, taken, NEVER));
  },
  told: ({tale, place}, whole) => {
    if (whole) expect(tale.words.slice(-2)).toEqual(['ending', 'ended']);
    if (tale.words.at(-1) === 'ended') expect(place().held).toBe(false);
  },
});

const noting = (stories: Story[]) =>
  async function* (story: AsyncIterable<Story>): AsyncGenerator<Story> {
    for await (const told of story) {
      stories.push(told);
      yield told;
    }
  };

/** A grant is another subject than the request that led to it. */
async function heardApart({tale, place}: Scene, story: AsyncIterable<Story>): Promise<void> {
  const apart = new Tale(place);
  await apart.hear(story);
  tale.words.push(...apart.words);
  tale.problems.push(...apart.problems);
}

/** `stint reconcile`, with an end that is due. */
export const reconciling = (kind: PimKind): Scenario => ({
  name: `reconcile ${kind}`,
  wish: wishFor(kind),
  before: async scene => {
    await heldAlready(scene);
    await using(scene, async app => {
      const before = new Tale(scene.place);
      await before.hear(deactivate(app, await statusHere(scene, app), {wait: false}, NEVER));
      expect(before.activation.state).toBe('deactivating');
    });
    scene.house.cloud.clock.advance(minutes(6));
  },
  exits: true,
  act: async (scene, app) => {
    for await (const {action, problem} of reconcile(app, NEVER)) {
      scene.tale.words.push(action);
      if (problem !== null) scene.tale.problems.push(problem);
    }
  },
  told: ({tale, place}, whole) => {
    if (whole) expect(tale.words).toEqual(['ended']);
    if (tale.words.includes('ended')) expect(place().held).toBe(false);
  },
});
