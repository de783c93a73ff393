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
  const errand = {call, wanted: wantedOf(call), patience: patienceOf(session, call), isDryRun};
  if (!isOn(call, 'events'))
    return withApp(session, {}, app => ask(session, app, call.operands, {...errand, events: null}));
  if (isDryRun) throw usage('--events and --dry-run cannot both be had.');
  return withEvents(session, ({stream, follow}) =>
    withApp(session, {}, app => {
      follow(app);
      return ask(session, app, call.operands, {...errand, events: stream});
    }),
  );
}

async function ask(session: Session, app: App, asked: readonly string[], errand: Errand): Promise<number> {
  await sayCatchUp(session, app);
  const resolved = await session.deadline.answer(resolveRoles(app, asked, session.signal));
  const {items, problems} = resolved;
  const [only] = problems;
  if (only !== undefined && items.length === 0 && problems.length === 1) throw new Trouble(only);
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
  {patience, events}: Errand,
): Promise<number> {
  const outcomes = await askFor(session, app, fit, {patience, mfaCode, events});
  return answerBatch(session, app, {outcomes, problems, waited: wasWaitedFor(patience)}, events);
}
