import {expect} from 'vitest';
import {eligibilityId, grantId} from '../../../src/core/id.ts';
import type {Problem} from '../../../src/core/problem.ts';
import type {Story} from '../../../src/usecases/story.ts';
import type {Process} from './process.ts';
import {ADA, type World} from './world.ts';

/** What people have been told so far, and what has been promised to them. */
export class Told {
  /** Grants that were said to be ending, by id. */
  readonly ending = new Set<string>();
  readonly reminders = new Set<string>();
  /** Commands obeyed. */
  steps = 0;

  /** Each word is held against the cloud at the moment it is said; what a dead process would have said, nobody hears. */
  async hear(world: World, process: Process, story: AsyncIterable<Story>): Promise<void> {
    for await (const told of story) {
      if (process.isDead) return;
      if (told.type !== 'item') continue;
      const {event} = told;
      if ('problem' in event) noMistake(event.problem);
      if (event.type === 'ending') this.ending.add(event.grant.id);
      if (event.type === 'active')
        expect(everHeldAt(world, event.grant), 'active was told before it was true').toBe(true);
      if (event.type === 'ended')
        expect(heldNow(world, told.item), 'ended was told before it was true').toBe(false);
    }
  }
}

export function noMistake(problem: Problem | null | undefined): void {
  expect(problem?.code, problem?.code === 'bug' ? String(problem.cause) : '').not.toBe('bug');
}

interface Instance {
  readonly scope: {readonly id: string};
  readonly startsAt: number | null;
}

/** Another process may have ended it between the cloud's answer and the word. */
const everHeldAt = ({engine, given}: World, {scope, startsAt}: Instance): boolean =>
  engine.everHeld(given.kind).some(row => row.scope.id === scope.id && row.startsAt === startsAt);

export const heldNow = (world: World, id: string): boolean => heldIds(world).includes(id);

/** Ids of the grants that the cloud has now. */
export const heldIds = (world: World): readonly string[] =>
  world
    .held()
    .map(({scopeId, roleId, startsAt}) =>
      grantId(eligibilityId(world.given.kind, ADA.tenantId, scopeId, roleId), startsAt),
    );
