import {incidentWord} from '../../../core/emergency.ts';
import {PARTLY_DONE} from '../../../core/exit-code.ts';
import {Trouble} from '../../../core/problem.ts';
import {readInstant} from '../../../core/time.ts';
import {visible} from '../../../core/untrusted.ts';
import {
  type ClosedIncident,
  type Closing,
  closeIncident,
  whatIsMissing,
} from '../../../usecases/break-glass/close.ts';
import {stillOpen} from '../../alarm.ts';
import {usage} from '../../argv.ts';
import {incidentsDocument} from '../../documents/incidents.ts';
import {recordedIncidents} from '../../emergency/recorded.ts';
import {withEmergency} from '../../emergency/with-emergency.ts';
import {type Call, listFlag, textFlag} from '../../flags.ts';
import type {OpenedEmergency} from '../../host.ts';
import {showLeft, showMoment} from '../../output/moments.ts';
import {writeResult} from '../../output/write-result.ts';
import type {Session} from '../../session.ts';

/** `stint break-glass close`: on record with what was done and what must be changed now. Nothing is ended by it. */
export async function close(session: Session, call: Call): Promise<number> {
  const [id = ''] = call.operands;
  if (!session.mayAsk) refuseMissing(call);
  return withEmergency(session, false, async app => {
    if (session.mayAsk) await refuseUnknown(app, id);
    const closing = {done: await doneOf(session, call), rotate: await rotationOf(session, call)};
    const closed = await closeIncident(app, id, closing);
    await answer(session, app, closed);
    sayWhatIsLeft(session, app, closed, closing);
    return closed.problems.length === 0 ? 0 : PARTLY_DONE;
  });
}

/** Before anything is opened. Nothing to be changed must be said, too: nobody forgets it by saying nothing. */
function refuseMissing(call: Call): void {
  const isDone = (textFlag(call, 'done') ?? '').trim() !== '';
  const isRotated = listFlag(call, 'rotate').length > 0;
  if (isDone && isRotated) return;
  const missing = [...(isDone ? [] : ['--done TEXT']), ...(isRotated ? [] : ['--rotate TEXT (or none)'])];
  throw usage(`Nobody can be asked here: ${missing.join(' and ')} missing.`);
}

/** Before anybody is asked about an incident that there is not. */
async function refuseUnknown(app: OpenedEmergency, id: string): Promise<void> {
  const [{rows, problems}, marked] = await Promise.all([
    recordedIncidents(app.audit),
    stillOpen(app.incidents),
  ]);
  const open = new Set([...marked, ...rows.filter(({closedAt}) => closedAt === null)].map(one => one.id));
  if (open.has(id) || problems.length > 0) return;
  throw new Trouble({code: 'not-found', what: whatIsMissing(rows, id), asked: id, near: [...open]});
}

async function doneOf({host}: Session, call: Call): Promise<string> {
  const given = (textFlag(call, 'done') ?? '').trim();
  return given === '' ? (await host.askLine('What was done? ')).trim() : given;
}

const NONE = 'none';

async function rotationOf(session: Session, call: Call): Promise<readonly string[]> {
  const given = listFlag(call, 'rotate').map(one => one.trim());
  const all = given.length > 0 ? given : await rotationAsked(session);
  const named = all.filter(one => one !== '' && one.toLowerCase() !== NONE);
  if (named.length > 0 && named.length < all.length)
    throw usage('Say none, or what must be changed: not both.');
  return named;
}

async function rotationAsked({host}: Session): Promise<readonly string[]> {
  const first = (await host.askLine('What must be changed now: a password, a key (none: nothing)? ')).trim();
  if (first === '') throw usage('Say what must be changed now, or none: --rotate.');
  const all = [first];
  while (first.toLowerCase() !== NONE) {
    const more = (await host.askLine('And (enter: that is all)? ')).trim();
    if (more === '') break;
    all.push(more);
  }
  return all;
}

async function answer(session: Session, app: OpenedEmergency, {id, problems}: ClosedIncident): Promise<void> {
  const {rows} = await recordedIncidents(app.audit);
  const row = rows.filter(one => one.id === id);
  await writeResult(session, {
    document: () => incidentsDocument(row, [], problems),
    text: () => '',
    problems,
  });
}

function sayWhatIsLeft(
  {notes}: Session,
  {server}: OpenedEmergency,
  {id, openedAt, held, unsettled}: ClosedIncident,
  {rotate}: Closing,
): void {
  const now = server.now();
  const lasted =
    openedAt === null ? '' : ` It was open for ${showLeft(Math.round((now - openedAt) / 1000))}.`;
  notes.note(`${visible(id)} is closed.${lasted}`);
  for (const one of rotate) notes.note(`To be changed now: ${visible(one)}`);
  for (const {rung, grantId, endsAt} of held) {
    const at = readInstant(endsAt ?? '');
    const until = at === undefined ? '' : ` until ${showMoment(at, now)}`;
    notes.note(
      `Still held: ${visible(rung)}${until}. End it with stint deactivate ${visible(grantId ?? '')}`,
    );
  }
  for (const {rung} of unsettled)
    notes.note(`What came of ${visible(rung)} is not on record: it may be held. Look with stint status`);
  notes.note(`The whole story: stint break-glass report ${incidentWord(id)}`);
}
