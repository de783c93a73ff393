import type {Grant} from '../core/grant.ts';
import type {App} from './app.ts';
import {type DeactivateOptions, deactivate} from './deactivate.ts';
import type {Story} from './story.ts';

/** The grants that an activation took, in the order in which they began; what was active before is not among them. */
export function takenBy(stories: readonly Story[]): readonly Grant[] {
  const taken = new Map<string, Grant>();
  for (const story of stories)
    if (story.type === 'item' && story.event.type === 'active' && story.event.requestId !== null)
      taken.set(story.event.grant.id, story.event.grant);
  return [...taken.values()];
}

/**
 * Gives up what was taken for a child that has ended: as `deactivate`, with a wish for what cannot end yet. What has
 * ended by itself meanwhile is not spoken of.
 */
export function giveUp(
  app: App,
  grants: readonly Grant[],
  signal: AbortSignal,
  options: Omit<DeactivateOptions, 'reason'> = {wait: false},
): AsyncGenerator<Story> {
  const now = app.server.now();
  const left = grants.filter(({endsAt}) => endsAt === null || endsAt > now);
  return deactivate(app, left, {...options, reason: 'until-exit'}, signal);
}
