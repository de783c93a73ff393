import type {Grant} from '../core/grant.ts';
import type {Reminders} from '../core/ports.ts';
import {dueMark} from '../core/reminders.ts';
import type {Instant, Seconds} from '../core/time.ts';

export {remindersOf} from '../core/reminders.ts';

/** Time is short: `mark` seconds are left at most. */
export interface Reminder {
  readonly grant: Grant;
  readonly mark: Seconds;
}

/**
 * What people are to be reminded of now (server time): each mark of each grant and end once, whichever process or
 * restart asks. Without `reminders` nobody remembers, and nothing is told. Rejects `state-unwritable` where it could not
 * be kept that somebody was told.
 */
export async function dueReminders(
  grants: readonly Grant[],
  now: Instant,
  marks: readonly Seconds[],
  reminders: Reminders | undefined,
): Promise<readonly Reminder[]> {
  const due: Reminder[] = [];
  for (const grant of grants) {
    const mark = dueMark(grant, now, marks);
    if (mark === undefined || grant.endsAt === null) continue;
    if (await reminders?.firstTo(grant.id, grant.endsAt, mark)) due.push({grant, mark});
  }
  return due;
}
