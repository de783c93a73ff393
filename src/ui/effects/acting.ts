import type {Eligibility} from '../../core/eligibility.ts';
import type {Grant} from '../../core/grant.ts';
import type {SignInFlow} from '../../core/identity.ts';
import type {ActivationRequest} from '../../core/intent.ts';
import type {AuthorityName} from '../../core/kind.ts';
import {UNKNOWN_POLICY} from '../../core/policy.ts';
import type {PlannedRequest} from '../../core/ports.ts';
import {type Problem, problemOf} from '../../core/problem.ts';
import {minutes} from '../../core/time.ts';
import {activate} from '../../usecases/activate.ts';
import {actorOf} from '../../usecases/actor-of.ts';
import {providerOf} from '../../usecases/app.ts';
import {cancel} from '../../usecases/cancel.ts';
import {deactivate} from '../../usecases/deactivate.ts';
import {extend} from '../../usecases/extend.ts';
import {isRefusedOrder, type PreparedOrder, prepareOrders} from '../../usecases/order.ts';
import {intentOf} from '../../usecases/pursue.ts';
import {type Fate, rollback} from '../../usecases/rollback.ts';
import {signIn} from '../../usecases/sign-in.ts';
import type {ActivationOptions, Story} from '../../usecases/story.ts';
import type {Effect} from '../effect.ts';
import type {OpenApp} from '../host.ts';
import {profileOf} from '../profile.ts';
import type {Desk, Work} from './desk.ts';
import {promised} from './reading.ts';

/** While the screen is open somebody is there to wait (contract 3, "Waiting by default"). */
const PATIENCE = {provisioning: minutes(5), approval: minutes(30)};

export async function beginSignIn(
  desk: Desk,
  provider: AuthorityName,
  flow: SignInFlow,
  session: string | undefined,
): Work {
  const app = desk.app();
  if (app === undefined) return;
  const signal = desk.slots.begin('sign-in');
  try {
    for await (const event of signIn(app, provider, flow, signal, session))
      if (!signal.aborted) desk.tell({type: 'sign-in-told', event, now: app.server.now()});
  } catch (thrown) {
    const problem = problemOf(thrown);
    if (problem.code === 'bug') throw thrown;
    if (!signal.aborted) desk.tell({type: 'sign-in-failed', problem});
  }
}

/** What would be sent, as the providers themselves plan it. Without a sign-in there is nothing to show yet. */
export async function plan(desk: Desk, roles: readonly Eligibility[], request: ActivationRequest): Work {
  const app = desk.app();
  if (app === undefined) return;
  const signal = desk.slots.begin('plan');
  try {
    const plans = await Promise.all(roles.map(role => planned(app, role, request, signal)));
    if (!signal.aborted) desk.tell({type: 'planned', plans: new Map(plans)});
  } catch (thrown) {
    if (problemOf(thrown).code === 'bug') throw thrown;
  }
}

async function planned(
  app: OpenApp,
  eligibility: Eligibility,
  request: ActivationRequest,
  signal: AbortSignal,
): Promise<readonly [string, readonly PlannedRequest[]]> {
  const actor = await actorOf(app, eligibility, signal);
  const intent = intentOf(app, {eligibility, policy: UNKNOWN_POLICY, request}, actor);
  const plans = (await providerOf(app, eligibility.kind)?.plan(intent)) ?? [];
  // The id is made anew when it is sent: this one would be read as the one that was.
  return [eligibility.id, plans.map(one => ({...one, url: one.url.replaceAll(intent.id, '{new id}')}))];
}

export async function ask(
  desk: Desk,
  {roles, request, mfaCode, untilExit}: Extract<Effect, {readonly type: 'ask'}>,
): Work {
  const app = desk.app();
  if (app === undefined) return;
  const signal = desk.slots.begin(`ask ${app.newId()}`);
  const orders = await prepareOrders(app, roles, request, signal);
  const refused = orders.filter(isRefusedOrder).map(order => order.problem);
  const fine = orders.filter((order): order is PreparedOrder => !isRefusedOrder(order));
  if (refused.length > 0) return desk.tell({type: 'not-sent', problems: refused});
  desk.tell({type: 'sending', roles, now: app.server.now()});
  const options = {...optionsOf(desk, app), mfaCode, untilExit};
  await tellStory(desk, app, activate(app, fine, options, signal), signal);
  if (signal.aborted) return;
  desk.tell({type: 'watching-ended', items: roles.map(role => role.id)});
  if (untilExit) await tellPromises(desk, app, signal);
}

const optionsOf = (desk: Desk, app: OpenApp): ActivationOptions => ({
  patience: PATIENCE,
  stepUp: profileOf(app).flow,
  onTrouble: problem => desk.tell({type: 'trouble', about: 'record', problem}),
});

/** What is owed now, and what ends with whom; nothing is carried out for it. */
async function tellPromises(desk: Desk, app: OpenApp, signal: AbortSignal): Work {
  const promises = await promised(app);
  if (!signal.aborted) desk.tell({type: 'caught-up', events: [], ...promises});
}

export async function longer(
  desk: Desk,
  {grant, wanted, mfaCode, untilExit}: Extract<Effect, {readonly type: 'extend'}>,
): Work {
  const app = desk.app();
  if (app === undefined) return;
  const signal = desk.slots.begin(`extend ${app.newId()}`);
  const options = {...optionsOf(desk, app), mfaCode, untilExit};
  await tellStory(desk, app, extend(app, grant, wanted, options, signal), signal);
  if (signal.aborted) return;
  desk.tell({type: 'watching-ended', items: [grant.id]});
  await tellPromises(desk, app, signal);
}

/** Told in the rows of the grants: only requests that are withdrawn have none. */
export async function giveBack(desk: Desk, fates: readonly Fate[]): Work {
  const app = desk.app();
  if (app === undefined) return;
  const signal = desk.slots.begin(`give back ${app.newId()}`);
  const rows = new Map(fates.map(({eligibility, activation}) => [eligibility.id, activation.grant?.id]));
  const onTrouble = (problem: Problem) => desk.tell({type: 'trouble', about: 'record', problem});
  const story = rollback(app, fates, signal, {wait: true, onTrouble});
  await tellStory(desk, app, inRows(story, rows), signal);
  if (!signal.aborted) desk.tell({type: 'given-back'});
}

async function* inRows(
  story: AsyncIterable<Story>,
  rows: ReadonlyMap<string, string | undefined>,
): AsyncGenerator<Story> {
  for await (const told of story)
    yield told.type === 'item' ? {...told, item: rows.get(told.item) ?? told.item} : told;
}

export async function end(desk: Desk, grants: readonly Grant[]): Work {
  const app = desk.app();
  if (app === undefined) return;
  const signal = desk.slots.begin(`end ${app.newId()}`);
  const onTrouble = (problem: Problem) => desk.tell({type: 'trouble', about: 'record', problem});
  await tellStory(desk, app, deactivate(app, grants, {wait: true, onTrouble}, signal), signal);
}

export async function withdraw(desk: Desk, requests: readonly Grant[]): Work {
  const app = desk.app();
  if (app === undefined) return;
  const signal = desk.slots.begin(`withdraw ${app.newId()}`);
  await tellStory(desk, app, cancel(app, requests, signal), signal);
}

async function tellStory(desk: Desk, app: OpenApp, story: AsyncIterable<Story>, signal: AbortSignal): Work {
  for await (const told of story) {
    const now = app.server.now();
    if (signal.aborted) return;
    if (told.type === 'item') desk.tell({type: 'happened', item: told.item, event: told.event, now});
    else desk.tell({type: 'step-up-told', event: told, now});
  }
}
