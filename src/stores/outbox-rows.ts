import type {DatabaseSync} from 'node:sqlite';
import type {AuditAnchor, AuditEntry} from '../core/audit.ts';
import type {SinkEvent} from '../core/sink.ts';
import {hashOf, lineOf} from './audit-line.ts';

/** The newest row tells how far the outbox is, and always stays. `body` NULL: nothing to send. */
export interface Head {
  readonly place: number;
  readonly seq: number;
}

export function headIn(sql: DatabaseSync): Head | undefined {
  const row = sql.prepare('SELECT place, seq FROM outbox ORDER BY place DESC LIMIT 1').get();
  return row === undefined ? undefined : {place: Number(row.place), seq: Number(row.seq)};
}

/** Number and hash of the line: nothing else decides on the id. */
export function eventOf(entry: AuditEntry, anchor: AuditAnchor | null): SinkEvent {
  const hash = hashOf(lineOf(entry));
  return {id: `${entry.seq}-${hash.slice(0, 32)}`, hash, entry, anchor};
}

export function insert(sql: DatabaseSync, event: SinkEvent): void {
  sql
    .prepare('INSERT OR IGNORE INTO outbox (id, seq, body) VALUES (?, ?, ?)')
    .run(event.id, event.entry.seq, JSON.stringify(event));
}

/** The outbox begins behind this line. */
export function beginBehind(sql: DatabaseSync, seq: number): void {
  sql.prepare('INSERT INTO outbox (id, seq, body) VALUES (?, ?, NULL)').run(`start-${seq}`, seq);
}

export function waitingBehind(sql: DatabaseSync, place: number, most: number): readonly SinkEvent[] {
  const rows = sql
    .prepare('SELECT body FROM outbox WHERE place > ? AND body IS NOT NULL ORDER BY place LIMIT ?')
    .all(place, most);
  return rows.map(row => JSON.parse(String(row.body)) as SinkEvent);
}

export function countBehind(sql: DatabaseSync, place: number): number {
  const sum = 'SELECT count(*) AS n FROM outbox WHERE place > ? AND body IS NOT NULL';
  return Number(sql.prepare(sum).get(place)?.n ?? 0);
}

export function placeOf(sql: DatabaseSync, id: string): number | undefined {
  const row = sql.prepare('SELECT place FROM outbox WHERE id = ?').get(id);
  return row === undefined ? undefined : Number(row.place);
}

/** A process that was held up may still bring a line that has long been delivered: its row tells that it is no new one. */
const KEPT = 200;

/** Rows that every one of these sinks has go, but for the newest ones. */
export function forgetDelivered(sql: DatabaseSync, sinks: readonly string[]): void {
  const all = JSON.stringify(sinks);
  sql
    .prepare(
      `DELETE FROM outbox WHERE place <= (SELECT max(place) FROM outbox) - ${KEPT}
         AND place <= (SELECT min(place) FROM sinks WHERE name IN (SELECT value FROM json_each(?)))`,
    )
    .run(all);
}
