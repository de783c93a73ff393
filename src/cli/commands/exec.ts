import type {Eligibility} from '../../core/eligibility.ts';
import {authorityOf} from '../../core/kind.ts';
import {Trouble} from '../../core/problem.ts';
import type {App} from '../../usecases/app.ts';
import type {Wanted} from '../../usecases/order.ts';
import {resolveRoles} from '../../usecases/resolve.ts';
import {usage} from '../argv.ts';
import {askFor, isHeld, sayBefore, takenBy} from '../ask-for.ts';
import type {Outcome} from '../documents/activations.ts';
import type {EventStream} from '../events.ts';
import {type Call, isOn} from '../flags.ts';
import {behindOf} from '../hand-over/behind.ts';
import {withEventsAside} from '../hand-over/events-aside.ts';
import {giveUp} from '../hand-over/give-up.ts';
import {runWith} from '../hand-over/run-with.ts';
import {sayLater} from '../hand-over/say-later.ts';
import {type MfaAsked, mfaAsked} from '../mfa-code.ts';
import {exitCodeOfBatch, sayOutcomes} from '../outcomes.ts';
import {patienceOf, wasWaitedFor} from '../patience.ts';
import {rolesAsked} from '../roles-asked.ts';
import {sayCatchUp} from '../say-catch-up.ts';
import {type Session, withApp} from '../session.ts';
import {askedOrders, wantedOf} from '../wanted.ts';

/** `stint exec`: becomes it, runs the command, gives up what it took. The command's own exit code is the answer. */
export async function exec(session: Session, call: Call): Promise<number> {
  if ((call.after ?? []).length === 0) throw usage('Name the command to run after “--”.');
  if (isOn(call, 'no-wait')) throw usage(NO_WAIT);
  const errand = {call, wanted: wantedOf(call), asked: rolesAsked(call), events: null};
  if (errand.wanted.startAt !== null) throw usage(NOT_LATER);
  if (!isOn(call, 'events')) return withApp(session, {}, app => run(session, app, errand));
  if (isOn(call, 'dry-run')) throw usage('--events and --dry-run cannot both be had.');
  return withEventsAside(session, (aside, {stream, follow}) =>
    withApp(aside, {}, async app => {
      follow(app);
      const code = await run(aside, app, {...errand, events: stream});
      stream.done(code);
      return code;
    }),
  );
}

const NO_WAIT = 'The command runs with what is there: it waits until it is, so leave --no-wait out.';
const NOT_LATER = 'The command runs now, and what it runs with cannot begin later: leave --start out.';

interface Errand {
  readonly call: Call;
  readonly wanted: Wanted;
  readonly asked: readonly string[];
  readonly events: EventStream | null;
}

async function run(session: Session, app: App, {call, wanted, asked, events}: Errand): Promise<number> {
  await sayCatchUp(session, app);
  const roles = await rolesMeant(session, app, asked);
  const orders = await askedOrders(session, app, roles, wanted);
  sayBefore(session, app, orders);
  if (isOn(call, 'dry-run')) return (await import('../dry-run.ts')).dryRun(session, app, orders, []);
  return hold(session, app, {call, events}, await mfaAsked(session, call, orders));
}

/** Every role must be clear before any is asked for: half of what a command needs is of no use to it. */
async function rolesMeant(
  session: Session,
  app: App,
  asked: readonly string[],
): Promise<readonly Eligibility[]> {
  const {items, problems} = await session.deadline.answer(resolveRoles(app, asked, session.signal));
  const [problem, ...others] = problems;
  for (const other of others) session.notes.problem(other);
  if (problem !== undefined) throw new Trouble(problem);
  if (items.length === 0) throw usage('There is no role in that bundle.');
  const lent = items.filter(({kind}) => authorityOf(kind) === 'aws');
  if (lent.length < 2) return items;
  session.notes.tell('A command can hold the credentials of one AWS role only.');
  const candidates = lent.map(({id, kind, name, scope}) => ({id, kind, name, scope: scope.name}));
  throw new Trouble({code: 'ambiguous', asked: 'AWS_ACCESS_KEY_ID', candidates});
}

/** Runs the command with everything or not at all; what was taken is given up either way, however it stops. */
async function hold(
  session: Session,
  app: App,
  {call, events}: Pick<Errand, 'call' | 'events'>,
  {fit, mfaCode}: MfaAsked,
): Promise<number> {
  const patience = patienceOf(session, call);
  const behind = behindOf(session, app);
  const asking = {patience, mfaCode, events, onTrouble: behind.onTrouble};
  let outcomes: readonly Outcome[] = [];
  try {
    outcomes = await askFor(session, app, fit, {...asking, untilExit: true, untilUsable: true});
    if (outcomes.every(isHeld)) return await runWith(session, app, outcomes, call.after ?? []);
    const batch = {outcomes, problems: [], waited: wasWaitedFor(patience)};
    if (events === null) sayOutcomes(session, app, batch, null);
    sayLater(session, outcomes);
    return exitCodeOfBatch(session, batch);
  } finally {
    const isAlone = behind.isAlone();
    await giveUp(session, app, takenBy(outcomes), {wait: isOn(call, 'wait-end') || isAlone, isAlone, events});
  }
}
