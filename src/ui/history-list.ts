import type {PastActivation} from '../core/history.ts';
import {kindLabel} from '../core/kind.ts';
import type {Problem} from '../core/problem.ts';
import type {Instant} from '../core/time.ts';
import {AT_TOP, type Cursor, found, movedTo} from './cursor.ts';
import {fuzzy} from './fuzzy.ts';
import {EMPTY, type Line, textOf} from './line.ts';
import {outcomeWord} from './parts/outcome-word.ts';

/** A past activation as a row: no two share a `seq`. */
export type PastRow = PastActivation & {readonly id: string};

/** What was asked for before, as the record tells it and as it is looked at. */
export interface HistoryList {
  /** `unread`: not yet, or something has happened since; the old rows stay meanwhile. */
  readonly state: 'unread' | 'reading' | 'read';
  /** Newest first. */
  readonly rows: readonly PastRow[];
  /** Why the record could not be read, or is damaged: then what is shown may not be all. */
  readonly problems: readonly Problem[];
  /** Wall clock; `null` while nothing was read. */
  readonly readAt: Instant | null;
  readonly filter: Line;
  /** True while keys go into the filter. */
  readonly filtering: boolean;
  readonly shown: readonly PastRow[];
  readonly cursor: Cursor;
}

export const NO_HISTORY: HistoryList = {
  state: 'unread',
  rows: [],
  problems: [],
  readAt: null,
  filter: EMPTY,
  filtering: false,
  shown: [],
  cursor: AT_TOP,
};

export interface PastTold {
  readonly rows: readonly PastActivation[];
  readonly problems: readonly Problem[];
  readonly readAt: Instant;
}

/** Where nothing could be read at all, what was known before stays. */
export function withPast(list: HistoryList, {rows: past, problems, readAt}: PastTold): HistoryList {
  const isLost = problems.length > 0 && past.length === 0;
  const rows = isLost ? list.rows : past.map(one => ({...one, id: `${one.seq}`}));
  const shown = fitting(rows, list.filter);
  const cursor = list.cursor.id === null ? list.cursor : found(list.cursor, shown);
  return {...list, state: 'read', rows, problems, readAt, shown, cursor};
}

export function withPastFilter(list: HistoryList, filter: Line): HistoryList {
  if (textOf(filter) === textOf(list.filter)) return {...list, filter};
  const shown = fitting(list.rows, filter);
  return {...list, filter, shown, cursor: movedTo(AT_TOP, shown, 0)};
}

export const chosenPast = (list: HistoryList): PastRow | undefined => list.shown[list.cursor.at];

/** What fits stays in the order of time: that is how a history is read. */
function fitting(rows: readonly PastRow[], filter: Line): readonly PastRow[] {
  const fits = fuzzy(rows, textOf(filter), searchText);
  if (fits === rows) return rows;
  const fitting = new Set(fits);
  return rows.filter(row => fitting.has(row));
}

export const timeOf = (row: PastActivation): Instant => row.askedAt ?? row.startedAt ?? row.endedAt ?? 0;

const searchText = (row: PastRow): string =>
  [
    row.name,
    row.scope?.name,
    row.kind === null ? undefined : kindLabel(row.kind),
    row.justification,
    row.ticket?.number,
    row.isDrill ? 'drill' : undefined,
    row.incident,
    outcomeWord(row),
  ]
    .filter(text => text != null)
    .join(' ');
