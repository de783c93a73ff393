import {explain} from '../core/explain.ts';
import type {Finding} from '../core/finding.ts';
import type {Pending, SinkPreview} from '../core/sink.ts';
import {hours, showInstant} from '../core/time.ts';
import {visible} from '../core/untrusted.ts';
import type {App} from './app.ts';
import {fault, ok, unknown, warning} from './doctor-findings.ts';
import {troubleIn} from './trouble.ts';

/** One that takes nothing for so long is no hiccup. */
const FAULTY = hours(1);

/** Each sink of the settings: whether it can be reached at all, what waits, and, the first time, what it is sent. */
export async function sinkFindings(app: App, showsPayload: boolean): Promise<readonly Finding[]> {
  const set = (app.settings.sinks ?? []).length;
  if (app.sinks === undefined && set > 0) return [unknown('sinks', 'Nobody here can look at them.')];
  if (app.sinks === undefined) return [ok('sinks', 'None is set: the record lies on this machine only.')];
  const [pending, previews] = await Promise.all([app.sinks.pending(), app.sinks.previews()]);
  return Promise.all(
    previews.map(async preview => {
      const waits = pending.find(({sink}) => sink === preview.sink);
      const finding = sinkFinding(preview, waits, app.clock.now());
      const isNew = await isFirstLook(app, preview);
      return showsPayload || isNew ? {...finding, preview: preview.text} : finding;
    }),
  );
}

/** What goes out is shown once for each sink, without being asked for. Where that cannot be kept, it is shown again. */
async function isFirstLook({notes}: App, {sink, type}: SinkPreview): Promise<boolean> {
  const name = `sink shown ${sink}`;
  let isFirst = true;
  await troubleIn(async () => {
    isFirst = (await notes?.read(name)) !== type;
    if (isFirst) await notes?.write(name, type);
  });
  return isFirst;
}

function sinkFinding(
  {sink, type, isAddressed}: SinkPreview,
  waits: Pending | undefined,
  now: number,
): Finding {
  const name = `sink ${visible(sink)}`;
  if (isAddressed === false)
    return fault(name, `It has no address yet (${type}).${waiting(waits)}`, [
      `Set it with stint config set --secret sinks.${visible(sink)}.url`,
    ]);
  if (isAddressed === null)
    return unknown(
      name,
      `The token store does not open, so it is not known whether it has an address.${waiting(waits)}`,
    );
  if (waits === undefined || waits.failures === 0) return ok(name, `It is set (${type}).${waiting(waits)}`);
  return failing(name, waits, now);
}

const waiting = (waits: Pending | undefined): string =>
  waits === undefined || waits.waiting === 0 ? '' : ` Events that wait: ${waits.waiting}.`;

function failing(name: string, waits: Pending, now: number): Finding {
  const {failures, failingSince, problem} = waits;
  const since = failingSince === null ? '' : ` since ${showInstant(failingSince)}`;
  const {title, nextSteps} = explain(
    problem ?? {code: 'failed', reason: 'It is not known why.', nextSteps: []},
  );
  const words = `It takes nothing${since} (tries: ${failures}). ${title}${waiting(waits)}`;
  const isLong = failingSince !== null && now - failingSince >= FAULTY;
  return (isLong ? fault : warning)(name, words, [...nextSteps, 'See stint audit show --pending']);
}
