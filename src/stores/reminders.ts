import type {DatabaseSync} from 'node:sqlite';
import type {Reminders} from '../core/ports.ts';
import {hours, type Instant, type Millis, minutes} from '../core/time.ts';
import type {Database} from './database.ts';

/** The same end, told by another answer of the cloud, may differ by this much; it is no new end to remind of. */
const SAME_END: Millis = minutes(1);
/** How long after the end of a grant nobody can ask about it any more, however wrong the clock is set. */
const KEPT: Millis = hours(48);

/**
 * Reminders in `state.db`, whatever process gives them. Who is first has written it down when the call resolves, so a
 * reminder is given once or, after a kill in between, not at all. Rows of grants that ended long before this one go at
 * the next new one. Rejects `state-unwritable`.
 */
export function createReminders(db: Database): Reminders {
  return {
    async firstTo(grantId, endsAt, mark) {
      const asked: Asked = {grantId, endsAt, mark};
      // Nearly always it has been given: then nothing needs to be written.
      if (await db.read(sql => isGiven(sql, asked))) return false;
      return db.write(sql => {
        if (isGiven(sql, asked)) return false;
        sql
          .prepare('INSERT INTO reminders (grant_id, ends_at, mark) VALUES (?, ?, ?)')
          .run(grantId, endsAt, mark);
        sql.prepare('DELETE FROM reminders WHERE ends_at < ?').run(endsAt - KEPT);
        return true;
      });
    },
  };
}

interface Asked {
  readonly grantId: string;
  readonly endsAt: Instant;
  readonly mark: number;
}

function isGiven(sql: DatabaseSync, {grantId, endsAt, mark}: Asked): boolean {
  const row = sql
    .prepare('SELECT 1 FROM reminders WHERE grant_id = ? AND mark = ? AND ends_at BETWEEN ? AND ?')
    .get(grantId, mark, endsAt - SAME_END, endsAt + SAME_END);
  return row !== undefined;
}
