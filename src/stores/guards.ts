import type {DatabaseSync} from 'node:sqlite';
import type {ProcessMark} from '../core/intent.ts';
import type {GuardList} from '../core/ports.ts';
import type {Database} from './database.ts';

type IsAlive = (mark: ProcessMark) => boolean;

/** Who stays behind, in `state.db` (design 8): a row each, by pid and beginning. Rejects `state-unwritable`. */
export function createGuardList(db: Database, isAlive: IsAlive): GuardList {
  return {
    note: ({pid, since}, wishIds) =>
      db.write(sql => {
        forgetGone(sql, isAlive);
        sql
          .prepare('INSERT OR REPLACE INTO guards (pid, since, wish_ids) VALUES (?, ?, ?)')
          .run(pid, since, JSON.stringify(wishIds));
      }),
    living: async () => {
      const noted = await db.read(notedGuards);
      if (noted.every(({guard}) => isAlive(guard))) return noted;
      return db.write(sql => {
        forgetGone(sql, isAlive);
        return notedGuards(sql);
      });
    },
  };
}

function forgetGone(sql: DatabaseSync, isAlive: IsAlive): void {
  const forget = sql.prepare('DELETE FROM guards WHERE pid = ? AND since = ?');
  for (const {guard} of notedGuards(sql)) if (!isAlive(guard)) forget.run(guard.pid, guard.since);
}

function notedGuards(sql: DatabaseSync) {
  const rows = sql.prepare('SELECT pid, since, wish_ids FROM guards ORDER BY rowid').all();
  return rows.map(row => ({
    guard: {pid: Number(row.pid), since: String(row.since)},
    wishIds: JSON.parse(String(row.wish_ids)) as readonly string[],
  }));
}
