import type {DatabaseSync} from 'node:sqlite';
import type {Eligibility} from '../core/eligibility.ts';
import type {Grant} from '../core/grant.ts';
import type {Kind} from '../core/kind.ts';
import type {Policy} from '../core/policy.ts';
import type {Cache, Cached} from '../core/ports.ts';
import type {Problem} from '../core/problem.ts';
import type {Database} from './database.ts';
import {packed, unpacked} from './packed-rows.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * What was last read, for one identity (`authority`, tenant and `oid`, or the profile while nobody is known yet):
 * another identity's rows are never seen. A whole list is one row, so thousands come back in one parse; what it lacks
 * is another.
 */
export function createCache(db: Database, identity: string): Cache {
  const keep = (kind: Kind, lists: Lists, readAt: number): Promise<void> => {
    const bodies = Object.entries(lists).map(([what, rows]) => [what, packed(rows)] as const);
    return db.keep(sql => {
      for (const [what, body] of bodies) putList(sql, [identity, kind, what], readAt, body);
    });
  };
  return {
    eligibilities: kind => db.read(sql => withGaps(sql, identity, kind)),
    keepEligibilities: (kind, eligibilities, readAt, gaps = []) => keep(kind, {eligibilities, gaps}, readAt),
    grants: kind => db.read(sql => readList<Grant>(sql, [identity, kind, 'grants'])),
    keepGrants: (kind, grants, readAt) => keep(kind, {grants}, readAt),
    policies: kind => db.read(sql => readPolicies(sql, identity, kind)),
    keepPolicy: (kind, eligibilityId, policy, readAt) =>
      db.keep(sql => {
        sql
          .prepare(`INSERT OR REPLACE INTO policies (identity, kind, eligibility_id, read_at, body)
                    VALUES (?, ?, ?, ?, ?)`)
          .run(identity, kind, eligibilityId, readAt, JSON.stringify(policy));
      }),
  };
}

type Lists = Readonly<Record<string, readonly unknown[]>>;
type Key = readonly [identity: string, kind: string, what: string];

function putList(sql: DatabaseSync, key: Key, readAt: number, body: string): void {
  sql
    .prepare('INSERT OR REPLACE INTO lists (identity, kind, what, read_at, body) VALUES (?, ?, ?, ?, ?)')
    .run(...key, readAt, body);
}

function withGaps(
  sql: DatabaseSync,
  identity: string,
  kind: Kind,
): Cached<readonly Eligibility[]> | undefined {
  const copy = readList<Eligibility>(sql, [identity, kind, 'eligibilities']);
  const gaps = readList<Problem>(sql, [identity, kind, 'gaps'])?.value ?? [];
  return copy === undefined || gaps.length === 0 ? copy : {...copy, gaps};
}

function readList<T>(sql: DatabaseSync, key: Key): Cached<readonly T[]> | undefined {
  const row = sql
    .prepare('SELECT body, read_at FROM lists WHERE identity = ? AND kind = ? AND what = ?')
    .get(...key);
  return row === undefined ? undefined : cachedOf(row, body => unpacked(body) as readonly T[]);
}

function readPolicies(sql: DatabaseSync, identity: string, kind: Kind): ReadonlyMap<string, Cached<Policy>> {
  const rows = sql
    .prepare('SELECT eligibility_id, body, read_at FROM policies WHERE identity = ? AND kind = ?')
    .all(identity, kind);
  const policies = new Map<string, Cached<Policy>>();
  for (const row of rows) {
    const policy = cachedOf(row, body => JSON.parse(body) as Policy);
    if (policy !== undefined) policies.set(String(row.eligibility_id), policy);
  }
  return policies;
}

/** A copy that cannot be read is as good as none: the next reading replaces it. */
function cachedOf<T>(row: Row, read: (body: string) => T): Cached<T> | undefined {
  try {
    return {value: read(String(row.body)), readAt: Number(row.read_at)};
  } catch (thrown) {
    if (thrown instanceof SyntaxError || thrown instanceof TypeError) return undefined;
    throw thrown;
  }
}
