import {canEnd, countdown, type Grant} from '../../core/grant.ts';
import type {Wish} from '../../core/intent.ts';
import {Trouble} from '../../core/problem.ts';
import type {Instant} from '../../core/time.ts';
import type {App} from '../../usecases/app.ts';
import {status} from '../../usecases/status.ts';
import type {Reading} from '../../usecases/story.ts';
import {stillOpen} from '../alarm.ts';
import {grantsDocument} from '../documents/grants.ts';
import {type Call, isOn} from '../flags.ts';
import {grantsInOrder} from '../order-rows.ts';
import {clockLines, grantTable, guaranteeLines} from '../output/grant-table.ts';
import {doubt, showLeft} from '../output/moments.ts';
import {writeResult} from '../output/write-result.ts';
import {exitCodeOfReading, readSources} from '../read-sources.ts';
import {sayAge} from '../say-age.ts';
import {type Session, withApp} from '../session.ts';

/** `stint status`. `--short` is for a prompt: one line from what was last read about what you activated, nothing when that is none. */
export async function showStatus(session: Session, call: Call): Promise<number> {
  const isCached = isOn(call, 'cached') || isOn(call, 'short');
  if (isOn(call, 'watch')) return (await import('../watch/watch.ts')).watchStatus(session, isCached);
  return withApp(session, {}, async app => {
    const source = isCached ? 'cached' : 'fresh';
    const kinds = app.providers.map(provider => provider.kind);
    const read = () => readSources(session, kinds, status(app, {source}, session.signal));
    // Side by side: what an earlier command left at a cloud that is silent now must not use up everybody's time.
    const [first, changed] = await Promise.all([read(), isCached ? false : caughtUp(session, app)]);
    // Reading has told the server's time: a wish may turn out to be due, and what was read is then out of date.
    const isOld = (!isCached && (await caughtUp(session, app))) || changed;
    const reading = isOld ? await read() : first;
    const now = app.server.now();
    const grants = grantsInOrder(
      isCached ? reading.items.filter(grant => isStill(grant, now)) : reading.items,
    );
    if (isOn(call, 'short') && session.globals.format === 'table')
      return short(session, app, {...reading, items: grants});
    return answer(session, app, {...reading, items: grants}, isCached);
  });
}

async function caughtUp(session: Session, app: App): Promise<boolean> {
  return (await import('../say-catch-up.ts')).sayCatchUp(session, app);
}

/** A copy does not know of ends that came after it was made; the times in it do. */
const isStill = ({endsAt}: Grant, now: Instant): boolean => countdown(endsAt, now, 0) !== 'ended';

async function short(session: Session, app: App, reading: Reading<Grant>): Promise<number> {
  const code = exitCodeOfReading(reading);
  const now = app.server.now();
  const active = reading.items.filter(
    grant => grant.state === 'active' && grant.endsAt !== null && canEnd(grant),
  );
  const next = active[0]?.endsAt ?? null;
  const words: string[] = [];
  const open = await stillOpen(app.incidents);
  if (open.length > 0) words.push((await import('../open-incidents.ts')).openMark(open));
  if (next !== null) {
    const left = `${doubt(app.server)}${showLeft(Math.ceil((next - now) / 1000))}`;
    words.push(`${active.length} active, next ends in ${left}`);
  }
  if (words.length > 0) session.host.stdout.write(`${words.join('  ')}\n`);
  return code;
}

async function answer(
  session: Session,
  app: App,
  reading: Reading<Grant>,
  isCached: boolean,
): Promise<number> {
  const code = exitCodeOfReading(reading);
  const {items, problems} = reading;
  const now = app.server.now();
  const look = {...session.look, doubt: doubt(app.server)};
  const text = () => (items.length === 0 ? '' : grantTable(items, now, look));
  await writeResult(session, {document: () => grantsDocument(items, problems, now), text, problems});
  if (session.globals.format !== 'table') return code;
  if (items.length === 0)
    session.notes.note(
      problems.length === 0 ? 'Nothing is active.' : 'Nothing is active where we could look.',
    );
  for (const line of [...clockLines(items, now), ...guaranteeLines(items)]) session.notes.note(line);
  for (const line of await wishesOwed(app)) session.notes.note(line);
  if (isCached) sayAge(session, app, reading.oldest);
  return code;
}

/** Ends that we owe are shown by every face (design 8). Nearly always there is none: then nothing more is loaded. */
async function wishesOwed(app: App): Promise<readonly string[]> {
  const wishes = await app.journal.wishes().catch(saidElsewhere);
  return wishes.length === 0 ? [] : (await import('../wish-lines.ts')).wishLines(app, wishes);
}

/** A journal that cannot be read is met by the reading, too. */
function saidElsewhere(thrown: unknown): readonly Wish[] {
  if (thrown instanceof Trouble) return [];
  throw thrown;
}
