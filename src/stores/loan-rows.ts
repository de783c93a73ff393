import type {DatabaseSync} from 'node:sqlite';
import type {Loan} from '../core/loan.ts';
import {type Instant, type Millis, minutes} from '../core/time.ts';

/** A beginning that lasts longer was left by a killed process. */
const LONGEST_BEGINNING: Millis = minutes(10);

/**
 * Rows of loans in `state.db`. A row is `beginning` before its credentials lie in the vault, `open` while the loan can
 * be lent from, and `ended` until its credentials are known to be gone. Only `open` rows are loans.
 */
export function insertBeginning(sql: DatabaseSync, profile: string, {grant}: Loan): undefined {
  sql
    .prepare(`INSERT INTO loans (profile, id, state, begun_at, ends_at) VALUES (?, ?, 'beginning', ?, ?)
              ON CONFLICT (profile, id) DO NOTHING`)
    .run(profile, grant.id, grant.startsAt, grant.endsAt);
}

/** Also where the beginning has been swept away meanwhile: new credentials can be had for an open loan. */
export function insertOpen(
  sql: DatabaseSync,
  profile: string,
  loan: Loan,
  credentialsEndAt: Instant,
): undefined {
  const {id, startsAt, endsAt} = loan.grant;
  sql
    .prepare(`INSERT OR REPLACE INTO loans (profile, id, state, begun_at, ends_at, credentials_end_at, body)
              VALUES (?, ?, 'open', ?, ?, ?, ?)`)
    .run(profile, id, startsAt, endsAt, credentialsEndAt, JSON.stringify(loan));
}

export function openLoans(sql: DatabaseSync, profile: string, now: Instant): readonly Loan[] {
  const rows = sql
    .prepare(`SELECT body, credentials_end_at FROM loans
              WHERE profile = ? AND state = 'open' AND (ends_at IS NULL OR ends_at > ?)
              ORDER BY ends_at IS NULL, ends_at, rowid`)
    .all(profile, now);
  return rows.map(row => {
    const loan = JSON.parse(String(row.body)) as Loan;
    return {...loan, grant: {...loan.grant, credentialsEndAt: Number(row.credentials_end_at)}};
  });
}

/** Another open loan of the same eligibility, from another intent. */
export function otherLoan(sql: DatabaseSync, profile: string, {grant, intentId}: Loan): Loan | undefined {
  return openLoans(sql, profile, grant.startsAt ?? Number.NEGATIVE_INFINITY).find(
    other => other.grant.eligibilityId === grant.eligibilityId && other.intentId !== intentId,
  );
}

export function isOpen(sql: DatabaseSync, profile: string, id: string): boolean {
  const row = sql
    .prepare(`SELECT 1 FROM loans WHERE profile = ? AND id = ? AND state = 'open'`)
    .get(profile, id);
  return row !== undefined;
}

/** False: the loan is not open (any more). */
export function noteRenewal(sql: DatabaseSync, profile: string, id: string, endsAt: Instant): boolean {
  const {changes} = sql
    .prepare(`UPDATE loans SET credentials_end_at = ? WHERE profile = ? AND id = ? AND state = 'open'`)
    .run(endsAt, profile, id);
  return changes > 0;
}

interface Later {
  readonly loan: Loan;
  /** Of new credentials; `null`: the kept ones stay. */
  readonly credentialsEndAt: Instant | null;
  readonly now: Instant;
}

/** False: the loan is not open any more, or is over at `now`. */
export function moveEnd(sql: DatabaseSync, profile: string, {loan, credentialsEndAt, now}: Later): boolean {
  const {id, endsAt} = loan.grant;
  const {changes} = sql
    .prepare(`UPDATE loans SET ends_at = ?, body = ?, credentials_end_at = coalesce(?, credentials_end_at)
              WHERE profile = ? AND id = ? AND state = 'open' AND (ends_at IS NULL OR ends_at > ?)`)
    .run(endsAt, JSON.stringify(loan), credentialsEndAt, profile, id, now);
  return changes > 0;
}

/** False: the loan was not open. */
export function closeLoan(sql: DatabaseSync, profile: string, id: string): boolean {
  const {changes} = sql
    .prepare(`UPDATE loans SET state = 'ended' WHERE profile = ? AND id = ? AND state = 'open'`)
    .run(profile, id);
  return changes > 0;
}

/** Whose credentials are to go: loans that were ended, that are over at `now`, or whose beginning came to nothing. */
export function overLoans(sql: DatabaseSync, profile: string, now: Instant): readonly string[] {
  const rows = sql
    .prepare(`SELECT id FROM loans WHERE profile = ?
              AND (state = 'ended' OR ends_at <= ? OR (state = 'beginning' AND begun_at <= ?)) ORDER BY rowid`)
    .all(profile, now, now - LONGEST_BEGINNING);
  return rows.map(row => String(row.id));
}

/** Only once its credentials are gone. A loan of the same id that is open and not over stays. */
export function removeRow(sql: DatabaseSync, profile: string, id: string, now: Instant): void {
  sql
    .prepare(`DELETE FROM loans WHERE profile = ? AND id = ? AND (state <> 'open' OR ends_at <= ?)`)
    .run(profile, id, now);
}
