import type {Grant} from '../../core/grant.ts';
import {canEnd} from '../../core/grant.ts';
import type {Handlers, Model, Step} from '../model.ts';

export const leave = (model: Model, code: number): Step => [
  {...model, leaving: code},
  [{type: 'leave', code}],
];

export const partingHandlers = {
  part: (model, {parting}) => leave({...model, parting}, 0),
} satisfies Partial<Handlers>;

/** What this run of the app took and what is to end with it, as far as it runs. */
export function runningHere({holdings, taken, endsWith, wishes, now}: Model): readonly Grant[] {
  return holdings.grants.filter(
    grant =>
      grant.state === 'active' &&
      canEnd(grant) &&
      (grant.endsAt === null || grant.endsAt > now) &&
      (taken.has(grant.id) || endsWith.get(grant.id) === 'us') &&
      !wishes.has(grant.id),
  );
}
