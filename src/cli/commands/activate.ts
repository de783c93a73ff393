import {type Problem, Trouble} from '../../core/problem.ts';
import type {App} from '../../usecases/app.ts';
import type {Wanted} from '../../usecases/order.ts';
import {resolveRoles} from '../../usecases/resolve.ts';
import type {Patience} from '../../usecases/story.ts';
import {usage} from '../argv.ts';
import {askFor, sayBefore} from '../ask-for.ts';
import type {EventStream} from '../events.ts';
import {type Call, isOn} from '../flags.ts';
import {type MfaAsked, mfaAsked} from '../mfa-code.ts';
import {answerBatch} from '../outcomes.ts';
import {patienceOf, wasWaitedFor} from '../patience.ts';
import {rolesAsked} from '../roles-asked.ts';
import {sayCatchUp} from '../say-catch-up.ts';
import {type Session, withApp} from '../session.ts';
import {askedOrders, wantedOf} from '../wanted.ts';
import {withEvents} from '../with-events.ts';

interface Errand {
  readonly call: Call;
  readonly wanted: Wanted;
  readonly patience: Patience;
  readonly isDryRun: boolean;
  readonly events: EventStream | null;
}

/** `stint activate`. */
export async function activateRoles(session: Session, call: Call): Promise<number> {
  const isDryRun = isOn(call, 'dry-run');
  const asked = rolesAsked(call);
  const errand = {call, wanted: wantedOf(call), patience: patienceOf(session, call), isDryRun};
  if (isOn(call, 'until-exit') && errand.wanted.startAt !== null)
    throw usage('What ends with this command cannot begin after it: leave --start out, or --until-exit.');
  if (!isOn(call, 'events'))
    return withApp(session, {}, app => ask(session, app, asked, {...errand, events: null}));
  if (isDryRun) throw usage('--events and --dry-run cannot both be had.');
  return withEvents(session, ({stream, follow}) =>
    withApp(session, {}, app => {
      follow(app);
      return ask(session, app, asked, {...errand, events: stream});
    }),
  );
}

async function ask(session: Session, app: App, asked: readonly string[], errand: Errand): Promise<number> {
  await sayCatchUp(session, app);
  const resolved = await session.deadline.answer(resolveRoles(app, asked, session.signal));
  const {items, problems} = resolved;
  const [only] = problems;
  if (only !== undefined && items.length === 0 && problems.length === 1) throw new Trouble(only);
  if (items.length + problems.length === 0) throw usage('There is no role in that bundle.');
  const orders = await askedOrders(session, app, items, errand.wanted);
  sayBefore(session, app, orders);
  if (!errand.isDryRun)
    return send(session, app, await mfaAsked(session, errand.call, orders), problems, errand);
  return (await import('../dry-run.ts')).dryRun(session, app, orders, problems);
}

async function send(
  session: Session,
  app: App,
  {fit, mfaCode}: MfaAsked,
  problems: readonly Problem[],
  {call, patience, events}: Errand,
): Promise<number> {
  const asking = {patience, mfaCode, events};
  const waited = wasWaitedFor(patience);
  if (isOn(call, 'until-exit') || isOn(call, 'rollback-on-failure')) {
    const {sendHeld} = await import('../send-held.ts');
    return sendHeld(session, app, {call, orders: fit, problems, asking, waited});
  }
  const outcomes = await askFor(session, app, fit, asking);
  return answerBatch(session, app, {outcomes, problems, waited}, events);
}
