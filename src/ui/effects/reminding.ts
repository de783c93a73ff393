import type {Grant} from '../../core/grant.ts';
import {problemOf} from '../../core/problem.ts';
import {dueMark, remindersOf} from '../../core/reminders.ts';
import {dueReminders, type Reminder} from '../../usecases/reminders.ts';
import type {OpenApp} from '../host.ts';
import {reminderWords} from '../reminding.ts';
import {lookOf} from '../theme.ts';
import type {Desk, Work} from './desk.ts';

/** In the app, by the bell, and on the desktop where the terminal can: each mark once, whichever process comes first. */
export async function remind(desk: Desk, grants: readonly Grant[]): Work {
  const app = desk.app();
  if (app === undefined) return;
  const reminders = await due(app, grants);
  if (reminders.length === 0) return;
  desk.tell({type: 'reminded', reminders});
  await ring(desk, app, reminders);
}

/** Nobody else's having been told counts here, and the bell rings for each mark. */
export async function alarm(desk: Desk, grants: readonly Grant[]): Work {
  const app = desk.app();
  if (app === undefined) return;
  const reminders = passed(app, grants);
  if (reminders.length === 0) return;
  desk.tell({type: 'reminded', reminders, loud: true});
  await ring(desk, app, reminders);
}

async function ring(desk: Desk, app: OpenApp, reminders: readonly Reminder[]): Work {
  const look = lookOf(desk.host.env, app.settings.ui);
  const now = app.server.now();
  const isKnown = app.server.isSure?.() ?? true;
  await desk.host.notify('stint', reminders.map(one => reminderWords(look, one, now, isKnown)).join(' '));
}

/** Where it cannot be kept who was told, telling twice is better than not at all. */
async function due(app: OpenApp, grants: readonly Grant[]): Promise<readonly Reminder[]> {
  const now = app.server.now();
  const marks = remindersOf(app.settings);
  try {
    return await dueReminders(grants, now, marks, app.reminders);
  } catch (thrown) {
    if (problemOf(thrown).code === 'bug') throw thrown;
    return passed(app, grants);
  }
}

function passed(app: OpenApp, grants: readonly Grant[]): readonly Reminder[] {
  const marks = remindersOf(app.settings);
  return grants.flatMap(grant => {
    const mark = dueMark(grant, app.server.now(), marks);
    return mark === undefined ? [] : [{grant, mark}];
  });
}
