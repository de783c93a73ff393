import {NOT_SENT} from '../../core/activation.ts';
import {askedScope} from '../../core/asked-scope.ts';
import {showDuration} from '../../core/duration.ts';
import {type Problem, Trouble} from '../../core/problem.ts';
import {activate} from '../../usecases/activate.ts';
import type {App} from '../../usecases/app.ts';
import {isRefusedOrder, type PreparedOrder, type RefusedOrder, type Wanted} from '../../usecases/order.ts';
import {resolveRoles} from '../../usecases/resolve.ts';
import type {Patience} from '../../usecases/story.ts';
import {usage} from '../argv.ts';
import type {Outcome} from '../documents/activations.ts';
import type {EventStream} from '../events.ts';
import {type Call, isOn} from '../flags.ts';
import {answerBatch} from '../outcomes.ts';
import {patienceOf, wasWaitedFor} from '../patience.ts';
import {sayCatchUp} from '../say-catch-up.ts';
import {type Session, withApp} from '../session.ts';
import {type Subject, tellStory} from '../tell-story.ts';
import {titleOf} from '../title.ts';
import {askedOrders, type Order, wantedOf} from '../wanted.ts';
import {withEvents} from '../with-events.ts';

interface Errand {
  readonly wanted: Wanted;
  readonly patience: Patience;
  readonly isDryRun: boolean;
  readonly events: EventStream | null;
}

/** `stint activate`. */
export async function activateRoles(session: Session, call: Call): Promise<number> {
  const isDryRun = isOn(call, 'dry-run');
  const errand = {wanted: wantedOf(call), patience: patienceOf(session, call), isDryRun};
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
  for (const order of orders) if (!isRefusedOrder(order)) sayShortened(session, order);
  if (!errand.isDryRun) return send(session, app, orders, problems, errand);
  return (await import('../dry-run.ts')).dryRun(session, app, orders, problems);
}

async function send(
  session: Session,
  app: App,
  orders: readonly Order[],
  problems: readonly Problem[],
  {patience, events}: Errand,
): Promise<number> {
  const accepted = orders.flatMap(order => (isRefusedOrder(order) ? [] : [order]));
  const stepUp = session.globals.noInput ? 'never' : flowOf(app);
  const story = activate(app, accepted, {patience, stepUp}, session.signal);
  const subjects = accepted.map(subjectOf);
  const told = await tellStory(session, app, subjects, story, events);
  const refused = orders.flatMap(order => (isRefusedOrder(order) ? [order] : []));
  for (const {problem} of refused) events?.failed(problem);
  const outcomes = [...told, ...refused.map(refusedOutcome)];
  return answerBatch(session, app, {outcomes, problems, waited: wasWaitedFor(patience)}, events);
}

function subjectOf({eligibility, request}: PreparedOrder): Subject {
  const {id, name, scope} = eligibility;
  return {item: id, eligibilityId: id, name, scope: askedScope(scope, request.narrowerScope)};
}

function refusedOutcome({eligibility, problem}: RefusedOrder): Outcome {
  const {id: eligibilityId, name, scope} = eligibility;
  return {eligibilityId, name, scope, activation: {...NOT_SENT, state: 'failed', problem}};
}

const flowOf = (app: App) => app.settings.profiles?.[app.profile]?.entra?.flow ?? 'device';

/** A default that is too long is shortened and said; an explicit duration never is (contract 3). */
function sayShortened(session: Session, {eligibility, request, shortenedFrom}: PreparedOrder): void {
  if (shortenedFrom === null) return;
  const most = showDuration(request.duration);
  session.notes.note(
    `${titleOf(eligibility)} allows ${most} at most: asking for that instead of ${showDuration(shortenedFrom)}.`,
  );
}
