import type {DatabaseSync} from 'node:sqlite';
import type {Problem} from '../core/problem.ts';
import {OWED} from '../core/retry.ts';
import type {Taking} from '../core/sink.ts';
import {type Instant, minutes} from '../core/time.ts';

/** How far a sink is, and how it fares. */
export interface SinkRow {
  /** Everything up to here has arrived. */
  readonly place: number;
  readonly failures: number;
  readonly dueAt: Instant;
  readonly failingSince: Instant | null;
  readonly problem: Problem | null;
  readonly claimedUntil: Instant | null;
}

const LONGEST_LEASE = minutes(2);

export function sinkRow(sql: DatabaseSync, name: string): SinkRow | undefined {
  const row = sql.prepare('SELECT * FROM sinks WHERE name = ?').get(name);
  if (row === undefined) return undefined;
  return {
    place: Number(row.place),
    failures: Number(row.failures),
    dueAt: Number(row.due_at),
    failingSince: row.failing_since === null ? null : Number(row.failing_since),
    problem: row.problem === null ? null : (JSON.parse(String(row.problem)) as Problem),
    claimedUntil: row.claimed_until === null ? null : Number(row.claimed_until),
  };
}

export const unknownAmong = (sql: DatabaseSync, names: readonly string[]): readonly string[] =>
  names.filter(name => sinkRow(sql, name) === undefined);

/** A sink hears of what comes behind this place. */
export function addSink(sql: DatabaseSync, name: string, place: number): void {
  sql.prepare('INSERT OR IGNORE INTO sinks (name, place) VALUES (?, ?)').run(name, place);
}

/** Times that lie further ahead than any of ours come from a clock that was set back since: they do not count. */
export function mayTake({dueAt, claimedUntil}: SinkRow, {now, urgent = false}: Taking): boolean {
  if (urgent) return true;
  const pausing = dueAt > now && dueAt <= now + OWED.longestAsked;
  const claimed = claimedUntil !== null && claimedUntil > now && claimedUntil <= now + LONGEST_LEASE;
  return !pausing && !claimed;
}

export function claim(sql: DatabaseSync, name: string, by: string, {now, lease}: Taking): void {
  sql
    .prepare('UPDATE sinks SET claimed_by = ?, claimed_until = ? WHERE name = ?')
    .run(by, now + Math.min(lease, LONGEST_LEASE), name);
}

export function release(sql: DatabaseSync, name: string, by: string): void {
  sql
    .prepare('UPDATE sinks SET claimed_by = NULL, claimed_until = NULL WHERE name = ? AND claimed_by = ?')
    .run(name, by);
}

/** Never back: another process may have been quicker. */
export function advance(sql: DatabaseSync, name: string, place: number): void {
  sql
    .prepare(
      `UPDATE sinks SET place = max(place, ?), failures = 0, due_at = 0, failing_since = NULL, problem = NULL
       WHERE name = ?`,
    )
    .run(place, name);
}

export interface Failure {
  readonly at: Instant;
  readonly problem: Problem;
}

/** Counts only while the claim is ours: who has taken over since knows better. */
export function fail(
  sql: DatabaseSync,
  {sink, claim: by}: {readonly sink: string; readonly claim: string},
  {at, problem}: Failure,
  due: (failures: number) => Instant,
): void {
  const failures = (sinkRow(sql, sink)?.failures ?? 0) + 1;
  sql
    .prepare(
      `UPDATE sinks SET failures = ?, due_at = ?, failing_since = coalesce(failing_since, ?), problem = ?
       WHERE name = ? AND claimed_by = ?`,
    )
    .run(failures, due(failures), at, JSON.stringify(problem), sink, by);
}
