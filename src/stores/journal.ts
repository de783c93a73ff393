import type {DatabaseSync} from 'node:sqlite';
import type {Intent, IntentRow, ProcessMark, Wish} from '../core/intent.ts';
import type {Journal} from '../core/ports.ts';
import {type ActivationState, isFinal} from '../core/state.ts';
import {type Instant, type Millis, minutes} from '../core/time.ts';
import type {Database} from './database.ts';

/** After these the outcome of the sending is known; the grant's own end is the cloud's affair. */
const REACHED: readonly ActivationState[] = ['active', 'scheduled'];

/** Which process we are, and whether another one still is: a killed one holds no claim, and nothing ends with it. */
export interface Processes {
  readonly own: ProcessMark;
  isAlive(mark: ProcessMark): boolean;
}

/** Every claim counts until its lease is over, and who holds a wish is there for ever. */
const ONLY_US: Processes = {own: {pid: process.pid, since: ''}, isAlive: () => true};

/**
 * Intents and wishes in `state.db` (design 8). An intent is settled by a final state, by `active` or by `scheduled`;
 * any other state is noted and leaves it unsettled, so that the next start looks again. What is settled shrugs off
 * late news. Every write is durable when its call returns; all reject `state-unwritable`.
 */
export function createJournal(db: Database, processes: Processes = ONLY_US): Journal {
  return {
    open: intent => db.write(sql => insertIntent(sql, intent)),
    named: (intentId, requestId) =>
      db.write(sql => {
        sql.prepare('UPDATE intents SET request_id = ? WHERE id = ?').run(requestId, intentId);
      }),
    settle: (intentId, state, at) =>
      db.write(sql => {
        const settledAt = isFinal(state) || REACHED.includes(state) ? at : null;
        sql
          .prepare(`UPDATE intents SET state = ?, settled_at = ?
                    WHERE id = ? AND state NOT IN ('ended', 'denied', 'cancelled', 'failed')
                    AND (settled_at IS NULL OR ? IS NOT NULL)`)
          .run(state, settledAt, intentId, settledAt);
      }),
    progressed: (intentId, state, at) =>
      db.write(sql => {
        const open = sql
          .prepare('UPDATE intents SET state = ? WHERE id = ? AND settled_at IS NULL')
          .run(state, intentId);
        if (open.changes > 0)
          sql.prepare('INSERT INTO states (intent_id, at, state) VALUES (?, ?, ?)').run(intentId, at, state);
      }),
    unwant: intentId =>
      db.write(sql => {
        sql
          .prepare(`UPDATE intents SET body = json_set(body, '$.isUnwanted', json('true'))
                    WHERE id = ? AND settled_at IS NULL`)
          .run(intentId);
      }),
    unsettled: () => db.read(unsettledIntents),
    wish: wish => db.write(sql => insertWish(sql, wish)),
    wishes: () => db.read(openWishes),
    claim: (wishId, now, lease) => db.write(sql => claimWish(sql, {wishId, now, lease}, processes)),
    postpone: (wishId, dueAt) =>
      db.write(sql => {
        sql
          .prepare('UPDATE wishes SET due_at = ?, attempts = attempts + 1, claimed_until = NULL WHERE id = ?')
          .run(dueAt, wishId);
      }),
    fulfil: wishId =>
      db.write(sql => {
        sql.prepare('UPDATE wishes SET fulfilled = 1, claimed_until = NULL WHERE id = ?').run(wishId);
      }),
    isHolderGone: holder => !processes.isAlive(holder),
    batches: {
      keep: (batch, at) => db.write(sql => keepBatch(sql, batch, at)),
      unwant: batch => db.write(sql => unwantBatch(sql, batch)),
    },
  };
}

/** A claim that lasts longer was made by a clock that has been set back since: an end must not wait for that. */
const LONGEST_LEASE: Millis = minutes(10);

interface Claim {
  readonly wishId: string;
  readonly now: Instant;
  readonly lease: Millis;
}

/** In one transaction: whoever holds the wish, or has claimed it, cannot do so between our look and our claim. */
function claimWish(sql: DatabaseSync, {wishId, now, lease}: Claim, processes: Processes): boolean {
  const row = sql
    .prepare(
      'SELECT claimed_until, claimed_by, claimed_since, body FROM wishes WHERE id = ? AND fulfilled = 0',
    )
    .get(wishId);
  if (row === undefined || isHeld(JSON.parse(String(row.body)) as Wish, processes)) return false;
  const left = row.claimed_until === null ? 0 : Number(row.claimed_until) - now;
  if (left > 0 && left <= LONGEST_LEASE && processes.isAlive(claimant(row))) return false;
  const {pid, since} = processes.own;
  sql
    .prepare('UPDATE wishes SET claimed_until = ?, claimed_by = ?, claimed_since = ? WHERE id = ?')
    .run(now + lease, pid, since, wishId);
  return true;
}

/** By another process that is still alive. Its own process may take what ends with it. */
function isHeld({holder}: Wish, {own, isAlive}: Processes): boolean {
  if (holder === undefined) return false;
  const isOurs = holder.pid === own.pid && holder.since === own.since;
  return !isOurs && isAlive(holder);
}

/** Claims of older versions carry the pid alone. */
const claimant = (row: Readonly<Record<string, unknown>>): ProcessMark => ({
  pid: Number(row.claimed_by),
  since: String(row.claimed_since),
});

function insertIntent(sql: DatabaseSync, intent: Intent): void {
  sql
    .prepare(`INSERT INTO intents (id, opened_at, body, state) VALUES (?, ?, ?, 'submitted')`)
    .run(intent.id, intent.openedAt, JSON.stringify(intent));
}

function unwantBatch(sql: DatabaseSync, batch: string): void {
  sql
    .prepare(`UPDATE intents SET body = json_set(body, '$.isUnwanted', json('true'))
              WHERE settled_at IS NULL AND json_extract(body, '$.batch.id') = ?`)
    .run(batch);
}

/** One that is scheduled was left open for the batch alone. */
function keepBatch(sql: DatabaseSync, batch: string, at: Instant): void {
  sql
    .prepare(`UPDATE intents SET body = json_remove(body, '$.batch'),
              settled_at = CASE state WHEN 'scheduled' THEN ? END
              WHERE settled_at IS NULL AND json_extract(body, '$.batch.id') = ?`)
    .run(at, batch);
  sql
    .prepare(`UPDATE wishes SET fulfilled = 1, claimed_until = NULL
              WHERE fulfilled = 0 AND json_extract(body, '$.batch') = ?`)
    .run(batch);
}

function unsettledIntents(sql: DatabaseSync): readonly IntentRow[] {
  const rows = sql
    .prepare('SELECT body, request_id, state FROM intents WHERE settled_at IS NULL ORDER BY opened_at, rowid')
    .all();
  return rows.map(row => ({
    intent: JSON.parse(String(row.body)) as Intent,
    requestId: row.request_id === null ? null : String(row.request_id),
    state: row.state as ActivationState,
    settledAt: null,
  }));
}

/** The same wish again takes the new time; one that was carried out stays so. */
function insertWish(sql: DatabaseSync, wish: Wish): void {
  sql
    .prepare(`INSERT INTO wishes (id, due_at, attempts, body) VALUES (?, ?, ?, ?)
              ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at, body = excluded.body`)
    .run(wish.id, wish.dueAt, wish.attempts, JSON.stringify(wish));
}

function openWishes(sql: DatabaseSync): readonly Wish[] {
  const rows = sql
    .prepare('SELECT body, due_at, attempts FROM wishes WHERE fulfilled = 0 ORDER BY due_at, rowid')
    .all();
  return rows.map(row => ({
    ...(JSON.parse(String(row.body)) as Wish),
    dueAt: Number(row.due_at),
    attempts: Number(row.attempts),
  }));
}
