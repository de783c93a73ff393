import type {DatabaseSync} from 'node:sqlite';
import type {AccountBook, KeptAccount} from '../core/ports.ts';
import type {Database} from './database.ts';

/**
 * What each AWS account was last seen to offer, for one identity (as the cache's): one small row an account, so that a
 * reading of hundreds keeps each as it comes. A row that cannot be read is as good as none: it is read again.
 * Rejects `state-unwritable`.
 */
export function createAccountBook(db: Database, identity: string): AccountBook {
  return {
    read: session => db.read(sql => accountsOf(sql, identity, session)),
    keep: (session, {accountId, readAt, permissionSets}) =>
      db.keep(sql => {
        sql
          .prepare(`INSERT OR REPLACE INTO accounts (identity, session, account_id, read_at, body)
                    VALUES (?, ?, ?, ?, ?)`)
          .run(identity, session, accountId, readAt, JSON.stringify(permissionSets));
      }),
  };
}

function accountsOf(sql: DatabaseSync, identity: string, session: string): ReadonlyMap<string, KeptAccount> {
  const rows = sql
    .prepare('SELECT account_id, read_at, body FROM accounts WHERE identity = ? AND session = ?')
    .all(identity, session);
  const accounts = new Map<string, KeptAccount>();
  for (const row of rows) {
    const accountId = String(row.account_id);
    const permissionSets = namesIn(String(row.body));
    if (permissionSets !== undefined)
      accounts.set(accountId, {accountId, permissionSets, readAt: Number(row.read_at)});
  }
  return accounts;
}

function namesIn(body: string): readonly string[] | undefined {
  try {
    const names: unknown = JSON.parse(body);
    return Array.isArray(names) && names.every(name => typeof name === 'string') ? names : undefined;
  } catch {
    return undefined;
  }
}
