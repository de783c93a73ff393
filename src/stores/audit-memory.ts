import type {Database} from './database.ts';

/** A line of the record, and where the file ended behind it. */
export interface KeptHead {
  readonly seq: number;
  readonly head: string;
  /** The hash that this line names: tells whether it alone was changed. */
  readonly prev: string;
  readonly size: number;
}

/** How far the record was found to be good. */
export interface KeptCheck {
  readonly seq: number;
  readonly head: string;
  readonly size: number;
  /** SHA-256 of that many bytes from its start. */
  readonly digest: string;
  readonly key: {readonly key: string; readonly publicKey: string} | null;
}

/** What is kept of the record outside of it, so that a cut or a rewritten one shows. */
export interface AuditRemembered {
  /** The last line that was written here. */
  readonly head?: KeptHead | undefined;
  readonly checked?: KeptCheck | undefined;
  /** The fingerprint of the key that signs. */
  readonly key?: string | undefined;
  /** The last signed line, and when signing was last tried (wall clock). */
  readonly signedSeq?: number | undefined;
  readonly triedAt?: number | undefined;
  /** Why signing failed when it was last tried, in words. */
  readonly unsigned?: string | undefined;
}

export interface AuditMemory {
  recall(): Promise<AuditRemembered>;
  /** Members that are given replace the kept ones; `undefined` forgets. */
  keep(change: AuditRemembered): Promise<void>;
}

const NAME = 'audit';

/** In `state.db`. A power cut may undo the last change: what is kept is then older than the file, which is no fault. */
export function createAuditMemory(db: Database): AuditMemory {
  return {
    recall: () =>
      db.read(sql => parsed(sql.prepare('SELECT text FROM notes WHERE name = ?').get(NAME)?.text)),
    keep: change =>
      db.keep(sql => {
        const before = parsed(sql.prepare('SELECT text FROM notes WHERE name = ?').get(NAME)?.text);
        const text = JSON.stringify({...before, ...change});
        sql.prepare('INSERT OR REPLACE INTO notes (name, text) VALUES (?, ?)').run(NAME, text);
      }),
  };
}

/** What cannot be read is taken for nothing: then the file is all there is to go by. */
function parsed(text: unknown): AuditRemembered {
  if (typeof text !== 'string') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
