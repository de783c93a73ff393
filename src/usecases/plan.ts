import type {PlannedRequest} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import {actorOf} from './actor-of.ts';
import {type App, providerOf} from './app.ts';
import {groupMeant, linkOf} from './group-link.ts';
import {notConfigured} from './policy-of.ts';
import {intentOf} from './pursue.ts';
import type {ActivationOrder} from './story.ts';

/**
 * The requests that an order would send, in their order: for a permission set behind a PIM group the group's come first.
 * Nothing is sent, journalled or recorded. Rejects with `Trouble`.
 */
export async function planOf(
  app: App,
  order: ActivationOrder,
  signal: AbortSignal,
): Promise<readonly PlannedRequest[]> {
  const {eligibility} = order;
  const link = linkOf(app, eligibility);
  if (link === undefined) return planOne(app, order, signal);
  const group = await groupMeant(app, link, signal);
  return [
    ...(await planOne(app, {...order, eligibility: group}, signal)),
    ...(await planOne(app, order, signal)),
  ];
}

async function planOne(app: App, order: ActivationOrder, signal: AbortSignal) {
  const provider = providerOf(app, order.eligibility.kind);
  if (provider === undefined) throw new Trouble(notConfigured(order.eligibility));
  return provider.plan(intentOf(app, order, await actorOf(app, order.eligibility, signal)));
}
