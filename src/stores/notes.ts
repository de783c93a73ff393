import type {Database} from './database.ts';

/** Small texts a later start wants to know: the verdict on the settings file, the server's offset. */
export interface Notes {
  read(name: string): Promise<string | undefined>;
  write(name: string, text: string): Promise<void>;
}

export function createNotes(db: Database): Notes {
  return {
    read: name =>
      db.read(sql => {
        const row = sql.prepare('SELECT text FROM notes WHERE name = ?').get(name);
        return row === undefined ? undefined : String(row.text);
      }),
    write: (name, text) =>
      db.write(sql => {
        sql.prepare('INSERT OR REPLACE INTO notes (name, text) VALUES (?, ?)').run(name, text);
      }),
  };
}
