import type {DatabaseSync} from 'node:sqlite';
import type {Incident} from '../core/emergency.ts';
import type {Incidents} from '../core/ports.ts';
import type {Database} from './database.ts';

/**
 * Emergencies that are open, in `state.db`: a row each, gone when it is closed. The same incident may be opened again
 * while it is open, for another role: it keeps its first time and reason, and once it was no drill it stays none.
 * All reject `state-unwritable`.
 */
export function createIncidents(db: Database): Incidents {
  return {
    open: incident => db.write(sql => insert(sql, beside(find(sql, incident.id), incident))),
    opened: () => db.read(openIncidents),
    close: id => db.write(sql => sql.prepare('DELETE FROM incidents WHERE id = ?').run(id).changes > 0),
  };
}

function beside(before: Incident | undefined, {id, ...now}: Incident): Incident {
  if (before === undefined || (before.drill && !now.drill)) return {id, ...now};
  return before;
}

function find(sql: DatabaseSync, id: string): Incident | undefined {
  const row = sql.prepare('SELECT body FROM incidents WHERE id = ?').get(id);
  return row === undefined ? undefined : incidentIn(row);
}

function insert(sql: DatabaseSync, incident: Incident): void {
  sql
    .prepare('INSERT OR REPLACE INTO incidents (id, opened_at, body) VALUES (?, ?, ?)')
    .run(incident.id, incident.openedAt, JSON.stringify(incident));
}

const openIncidents = (sql: DatabaseSync): readonly Incident[] =>
  sql.prepare('SELECT body FROM incidents ORDER BY opened_at, id').all().map(incidentIn);

const incidentIn = (row: Readonly<Record<string, unknown>>): Incident =>
  JSON.parse(String(row.body)) as Incident;
