import {GAVE_UP_WAITING} from '../../../core/exit-code.ts';
import {breakGlass} from '../../../usecases/break-glass/break-glass.ts';
import type {EmergencyOrder} from '../../../usecases/break-glass/emergency-story.ts';
import {usage} from '../../argv.ts';
import {emergencyDocument} from '../../documents/incidents.ts';
import {sayAfterwards} from '../../emergency/afterwards.ts';
import {sayBanner, withTitle} from '../../emergency/banner.ts';
import {handOver} from '../../emergency/hand-over.ts';
import {orderOf, refuseMissing} from '../../emergency/order.ts';
import {peopleOf} from '../../emergency/people.ts';
import {type EmergencyRun, exitCodeOfEmergency, grantedRung} from '../../emergency/run.ts';
import {tellEmergency} from '../../emergency/tell.ts';
import {withEmergency} from '../../emergency/with-emergency.ts';
import type {EventStream} from '../../events.ts';
import {type Call, isOn} from '../../flags.ts';
import type {OpenedEmergency} from '../../host.ts';
import {codeOfInterruption} from '../../interruption.ts';
import {grantTable} from '../../output/grant-table.ts';
import {writeResult} from '../../output/write-result.ts';
import type {Session} from '../../session.ts';
import {withEvents} from '../../with-events.ts';

/** `stint break-glass`. */
export const breakGlassNow = (session: Session, call: Call): Promise<number> => begun(session, call, false);

/** `stint break-glass drill`: the same, and every line says that nothing is wrong. */
export const drill = (session: Session, call: Call): Promise<number> => begun(session, call, true);

async function begun(session: Session, call: Call, isDrill: boolean): Promise<number> {
  if (!session.mayAsk) refuseMissing(call);
  if (!isOn(call, 'events'))
    return withEmergency(session, isDrill, app => go({session, call, app, isDrill}, null));
  if ((call.after ?? []).length > 0)
    throw usage('--events and a command to run cannot both be had.', {name: call.command});
  return withEvents(session, ({stream, follow}) =>
    withEmergency(session, isDrill, app => {
      follow(app);
      return go({session, call, app, isDrill}, stream);
    }),
  );
}

interface Emergency {
  readonly session: Session;
  readonly call: Call;
  readonly app: OpenedEmergency;
  readonly isDrill: boolean;
}

async function go(emergency: Emergency, events: EventStream | null): Promise<number> {
  const {session, call, app, isDrill} = emergency;
  sayBanner(session, app, isDrill);
  const asked = await orderOf(session, call, app, isDrill);
  const order = {...asked, stepUp: stepUpWay(session, app)};
  const title = `${isDrill ? 'DRILL' : 'BREAK GLASS'} ${order.incident} - stint`;
  return withTitle(session.host, title, () => climb(emergency, order, events));
}

/** `--no-input` forbids a device code, too (contract 2). */
const stepUpWay = ({globals}: Session, {settings, profile}: OpenedEmergency): EmergencyOrder['stepUp'] =>
  globals.noInput ? 'never' : (settings.profiles?.[profile]?.entra?.flow ?? 'device');

async function climb(
  emergency: Emergency,
  order: EmergencyOrder,
  events: EventStream | null,
): Promise<number> {
  const {session, call, app} = emergency;
  const stopping = new AbortController();
  const stop = () => stopping.abort(new DOMException('stopped', 'AbortError'));
  const people = await peopleOf(session, call, {rungs: order.rungs, clock: app.clock, stop});
  const story = breakGlass(app, order, people, AbortSignal.any([session.signal, stopping.signal]));
  const {run, thrown} = await tellEmergency(session, app, order, story, events);
  if (thrown !== undefined) {
    sayAfterwards(session, app, run);
    throw thrown.cause;
  }
  return ended(emergency, run, events);
}

async function ended(emergency: Emergency, run: EmergencyRun, events: EventStream | null): Promise<number> {
  const {session, call, app} = emergency;
  const code = codeOf(session, run);
  const held = grantedRung(run);
  const command = call.after ?? [];
  const isRun = held !== undefined && command.length > 0;
  if (!isRun || events !== null) await answer(emergency, run, code, events);
  sayAfterwards(session, app, run);
  const ran = held === undefined ? undefined : await handOver(session, app, held, command);
  return ran ?? code;
}

/** Ctrl-C stops the watching, not a request that is on its way (contract 3). */
function codeOf({host, deadline}: Session, run: EmergencyRun): number {
  const isCut = deadline.interrupted() && run.state !== 'granted';
  if (run.state !== 'open' && !isCut) return exitCodeOfEmergency(run);
  return deadline.timedOut() ? GAVE_UP_WAITING : codeOfInterruption(host.interrupted);
}

/** What was taken, on stdout; a command that is run has stdout for itself. */
async function answer(
  {session, app}: Emergency,
  run: EmergencyRun,
  code: number,
  events: EventStream | null,
): Promise<void> {
  const now = app.server.now();
  const anchor = (await app.audit.anchor?.().catch(() => undefined)) ?? null;
  const document = () => emergencyDocument(run, {now, anchor, settings: app.settingsFile});
  if (events !== null) {
    events.done(code, session.globals.format === 'json' ? document() : undefined);
    return;
  }
  const grant = grantedRung(run)?.grant ?? null;
  const text = () => (grant === null ? '' : grantTable([grant], now, session.look));
  // What could not be written has been told where it happened.
  await writeResult(session, {document, text, problems: []});
}
