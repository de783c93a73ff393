import type {DatabaseSync} from 'node:sqlite';
import type {Eligibility} from '../core/eligibility.ts';
import type {Grant} from '../core/grant.ts';
import type {Kind} from '../core/kind.ts';
import type {Policy} from '../core/policy.ts';
import type {Cache, Cached} from '../core/ports.ts';
import type {Database} from './database.ts';
import {packed, unpacked} from './packed-rows.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * What was last read, for one identity (`authority`, tenant and `oid`, or the profile while nobody is known yet):
 * another identity's rows are never seen. A whole list is one row, so thousands come back in one parse.
 */
export function createCache(db: Database, identity: string): Cache {
  const list = <T>(kind: Kind, what: string): Promise<Cached<readonly T[]> | undefined> =>
    db.read(sql => readList<T>(sql, [identity, kind, what]));
  const keep = (kind: Kind, what: string, items: readonly unknown[], readAt: number): Promise<void> => {
    const body = packed(items);
    return db.keep(sql => {
      sql
        .prepare('INSERT OR REPLACE INTO lists (identity, kind, what, read_at, body) VALUES (?, ?, ?, ?, ?)')
        .run(identity, kind, what, readAt, body);
    });
  };
  return {
    eligibilities: kind => list<Eligibility>(kind, 'eligibilities'),
    keepEligibilities: (kind, items, readAt) => keep(kind, 'eligibilities', items, readAt),
    grants: kind => list<Grant>(kind, 'grants'),
    keepGrants: (kind, items, readAt) => keep(kind, 'grants', items, readAt),
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

function readList<T>(
  sql: DatabaseSync,
  key: readonly [string, string, string],
): Cached<readonly T[]> | undefined {
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
