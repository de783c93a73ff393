/**
 * Where a person is in a list. The row is found by its id, because lists are refreshed while you look at them;
 * `at` is where it was last seen, `top` the first row in the window.
 */
export interface Cursor {
  readonly id: string | null;
  readonly at: number;
  readonly top: number;
}

export const AT_TOP: Cursor = {id: null, at: 0, top: 0};

interface Row {
  readonly id: string;
}

export function movedTo(cursor: Cursor, rows: readonly Row[], to: number): Cursor {
  const at = clamp(to, 0, rows.length - 1);
  return {...cursor, at, id: rows[at]?.id ?? null};
}

/** After the rows changed: the same row where it is now, else the row that took its place. */
export function found(cursor: Cursor, rows: readonly Row[]): Cursor {
  if (cursor.id === null || rows[cursor.at]?.id === cursor.id)
    return cursor.id === null ? movedTo(cursor, rows, cursor.at) : cursor;
  const at = rows.findIndex(row => row.id === cursor.id);
  return movedTo(cursor, rows, at === -1 ? cursor.at : at);
}

/** Scrolls only as far as it takes to keep the cursor in a window of `height` rows. */
export function inWindow(cursor: Cursor, height: number, count: number): Cursor {
  const most = Math.max(0, count - height);
  const top = clamp(clamp(cursor.top, cursor.at - height + 1, cursor.at), 0, most);
  return top === cursor.top ? cursor : {...cursor, top};
}

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most));
