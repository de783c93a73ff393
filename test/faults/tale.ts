import {expect} from 'vitest';
import {type Activation, NOT_SENT, step} from '../../src/core/activation.ts';
import type {Problem} from '../../src/core/problem.ts';
import type {PracticeCloud} from '../../src/sandbox/index.ts';
import type {Story} from '../../src/usecases/story.ts';

/** What the cloud itself knows of one place, looked up behind everybody's back. */
export interface Place {
  /** Status of each activation that was asked for. */
  readonly asked: readonly string[];
  /** How often its end was carried out. */
  readonly ends: number;
  readonly held: boolean;
  readonly waiting: boolean;
}

export function placeIn({organisation}: PracticeCloud, scope: string): Place {
  const there = organisation.requests.filter(row => row.scope.name === scope);
  const asked = there.filter(({action}) => action === 'SelfActivate').map(({status}) => status);
  return {
    asked,
    ends: there.length - asked.length,
    held: organisation.active.some(row => row.scope.name === scope && row.assignmentType === 'Activated'),
    waiting: asked.includes('PendingApproval'),
  };
}

/** Listens to stories as a person would, and holds each word against the cloud at the moment it is said. */
export class Tale {
  readonly #place: () => Place;
  readonly problems: Problem[] = [];
  readonly words: string[] = [];
  activation: Activation = NOT_SENT;

  constructor(place: () => Place) {
    this.#place = place;
  }

  async hear(story: AsyncIterable<Story>): Promise<void> {
    for await (const told of story) {
      if (told.type !== 'item') continue;
      this.activation = step(this.activation, told.event);
      this.words.push(told.event.type);
      this.#isTrue(told.event.type);
      if ('problem' in told.event && told.event.problem !== null) this.problems.push(told.event.problem);
    }
  }

  #isTrue(word: string): void {
    const {held, waiting} = this.#place();
    if (word === 'active') expect(held, 'active was told before it was true').toBe(true);
    if (word === 'ended') expect(held, 'ended was told before it was true').toBe(false);
    if (word === 'cancelled') expect(waiting, 'cancelled was told before it was true').toBe(false);
  }
}
