import type {Grant} from '../core/grant.ts';
import {secondsLeft} from '../core/grant.ts';
import {Trouble} from '../core/problem.ts';
import type {Instant} from '../core/time.ts';
import {visible} from '../core/untrusted.ts';
import type {App} from '../usecases/app.ts';
import {gather} from '../usecases/reading.ts';
import {dueReminders, remindersOf} from '../usecases/reminders.ts';
import {status} from '../usecases/status.ts';
import {doubt, showLeft, showMoment} from './output/moments.ts';
import type {Notes} from './output/notes.ts';
import type {Session} from './session.ts';
import {titleOf} from './title.ts';

/** `Contributor on prod-payments ends in 4 min (14:32).` `now` is server time. */
export function reminderWords(grant: Grant, now: Instant, about = ''): string {
  const {endsAt} = grant;
  const left = secondsLeft(endsAt, now);
  if (endsAt === null || left === null) return `${titleOf(grant)} does not end.`;
  return `${titleOf(grant)} ends in ${about}${showLeft(left)} (${showMoment(endsAt, now)}).`;
}

/**
 * Reminds on stderr, once per mark whichever process does it; on a terminal with its bell and, where it is known to take
 * one, a desktop notice. Tells what was reminded of.
 */
export async function createReminding(session: Session, app: App, notes: Notes = session.notes) {
  const {host, globals} = session;
  // Whoever wants to hear nothing must not take the reminder from others.
  const isDeaf = globals.quiet && !['json', 'ndjson'].includes(globals.format);
  const notices = host.stderr.isTty && !globals.quiet ? await host.notices() : undefined;
  const marks = remindersOf(app.settings);
  return async (grants: readonly Grant[]): Promise<readonly Grant[]> => {
    const due = isDeaf
      ? []
      : await dueReminders(grants, app.server.now(), marks, app.reminders).catch(unkept);
    for (const {grant} of due) {
      const words = reminderWords(grant, app.server.now(), doubt(app.server));
      notes.note(words);
      notices?.bell();
      notices?.desktop('stint', visible(words));
    }
    return due.map(({grant}) => grant);
  };
}

/** A line for what is due now, by what was last read: for a command on a terminal that has done its own. */
export async function remindAfter(session: Session, app: App): Promise<void> {
  if (app.reminders === undefined || session.signal.aborted) return;
  try {
    const {items} = await gather(status(app, {source: 'cached'}, session.signal));
    const due = await dueReminders(items, app.server.now(), remindersOf(app.settings), app.reminders);
    for (const {grant} of due) session.notes.note(reminderWords(grant, app.server.now(), doubt(app.server)));
  } catch (thrown) {
    unkept(thrown);
  }
}

/** Where it cannot be kept that somebody was told, nobody is told over and over. */
function unkept(thrown: unknown): readonly [] {
  if (thrown instanceof Trouble) return [];
  throw thrown;
}
