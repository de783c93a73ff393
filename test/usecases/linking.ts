import {untrusted} from '../../src/core/untrusted.ts';
import type {Story} from '../../src/usecases/story.ts';
import {run} from './activating.ts';
import {type AwsWorld, awsWorld, linkedSet, membership, orderOf} from './aws-world.ts';
import {all} from './fake-cloud.ts';
import {active, grant, STAY} from './samples.ts';

/** My membership, as the group's provider tells it. */
export const held = grant({
  ...{id: 'grp-1.abc', eligibilityId: 'grp-1', kind: 'entra-group', name: untrusted('Member')},
  ...{scope: membership().scope, address: membership().address, requestId: 'id-1'},
});
export const begins = active(held);

/** A world where the membership is mine to activate, and AWS hears of it at the third asking. */
export function linkedWorld(): AwsWorld {
  const w = awsWorld();
  w.groups.eligiblePages = all(membership());
  w.groups.answers = [begins];
  w.sets.arrivals = [false, false, true];
  return w;
}

export const go = (w: AwsWorld, options = STAY, orders = [orderOf(linkedSet())]) => run(w, orders, options);
/** What was said of the waiting. */
export const details = (story: readonly Story[]) =>
  story.flatMap(one => (one.type === 'item' && one.event.type === 'provisioning' ? [one.event.detail] : []));
