/**
 * The tables of `state.db`, one step per released shape; `user_version` counts the steps that have been taken. A step
 * is never changed once it has been released. When the shape of a cached value changes, a new step empties its table.
 * Times are milliseconds since 1970; `body` is JSON.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE intents (
     id TEXT PRIMARY KEY, opened_at INTEGER NOT NULL, body TEXT NOT NULL,
     request_id TEXT, state TEXT NOT NULL, settled_at INTEGER
   ) STRICT;
   CREATE INDEX intents_unsettled ON intents (opened_at) WHERE settled_at IS NULL;
   CREATE TABLE wishes (
     id TEXT PRIMARY KEY, due_at INTEGER NOT NULL, attempts INTEGER NOT NULL,
     claimed_until INTEGER, claimed_by INTEGER, fulfilled INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL
   ) STRICT;
   CREATE TABLE lists (
     identity TEXT NOT NULL, kind TEXT NOT NULL, what TEXT NOT NULL,
     read_at INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (identity, kind, what)
   ) STRICT;
   CREATE TABLE policies (
     identity TEXT NOT NULL, kind TEXT NOT NULL, eligibility_id TEXT NOT NULL,
     read_at INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (identity, kind, eligibility_id)
   ) STRICT;
   CREATE TABLE notes (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;`,
  // Lists are packed from here on.
  'DELETE FROM lists;',
  `CREATE TABLE loans (
     profile TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL, begun_at INTEGER, ends_at INTEGER,
     credentials_end_at INTEGER, body TEXT, PRIMARY KEY (profile, id)
   ) STRICT;
   CREATE TABLE accounts (
     identity TEXT NOT NULL, session TEXT NOT NULL, account_id TEXT NOT NULL,
     read_at INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (identity, session, account_id)
   ) STRICT;`,
  // The way of an intent, state by state.
  'CREATE TABLE states (intent_id TEXT NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL) STRICT;',
  // Claims tell since when their process runs, and reminders that have been given.
  `ALTER TABLE wishes ADD COLUMN claimed_since TEXT NOT NULL DEFAULT '';
   CREATE TABLE reminders (
     grant_id TEXT NOT NULL, ends_at INTEGER NOT NULL, mark INTEGER NOT NULL, PRIMARY KEY (grant_id, ends_at, mark)
   ) STRICT;`,
  // Who stays behind, for which wishes.
  `CREATE TABLE guards (
     pid INTEGER NOT NULL, since TEXT NOT NULL, wish_ids TEXT NOT NULL, PRIMARY KEY (pid, since)
   ) STRICT;`,
  // What sinks are still to be told, and how far each one is.
  `CREATE TABLE outbox (
     place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, seq INTEGER NOT NULL, body TEXT
   ) STRICT;
   CREATE TABLE sinks (
     name TEXT PRIMARY KEY, place INTEGER NOT NULL, failures INTEGER NOT NULL DEFAULT 0,
     due_at INTEGER NOT NULL DEFAULT 0, failing_since INTEGER, problem TEXT,
     claimed_by TEXT, claimed_until INTEGER
   ) STRICT;`,
  // Emergencies that are open.
  'CREATE TABLE incidents (id TEXT PRIMARY KEY, opened_at INTEGER NOT NULL, body TEXT NOT NULL) STRICT;',
];
