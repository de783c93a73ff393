import {clip, isPlain, type Measure, measureWhere} from './cell-width.ts';
import type {Paint, Tone} from './theme.ts';

/** A cell holds text in visible form; the tone colours it and says nothing that the text does not. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone | undefined;
}

export interface Column {
  readonly head: string;
  /** Left out first when the terminal is narrow: the highest number goes first; absent: always there. */
  readonly drop?: number | undefined;
}

export interface TableLook {
  readonly paint: Paint;
  /** `null`: not a terminal, nothing is shortened. */
  readonly width: number | null;
  readonly ellipsis: string;
}

interface Ruled extends TableLook {
  readonly measure: Measure;
  /** The columns that are shown, and how wide each of these is. */
  readonly shown: readonly number[];
  readonly widths: readonly number[];
}

const NOTHING: Cell = {text: ''};

type Rows = readonly (readonly Cell[])[];

const GAP = 2;
const NARROWEST = 8;

/** A calm table: two spaces before and between columns, no lines; the widest column gives way on a narrow terminal. */
export async function table(columns: readonly Column[], rows: Rows, look: TableLook): Promise<string> {
  const head = columns.map(column => ({text: column.head, tone: 'quiet' as const}));
  const all = [head, ...rows];
  const {plain, longest} = survey(all, columns.length);
  const measure = await measureWhere(plain);
  const natural = plain ? longest : columns.map((_, at) => widest(all, at, measure));
  const shown = fittingColumns(columns, natural, look.width);
  const wanted = shown.map(at => natural[at] ?? 0);
  const ruled: Ruled = {...look, measure, shown, widths: narrowed(wanted, look.width)};
  return all.map(row => `${line(row, ruled)}\n`).join('');
}

function widest(rows: Rows, at: number, measure: Measure): number {
  let most = 0;
  for (const row of rows) {
    const width = measure(row[at]?.text ?? '');
    if (width > most) most = width;
  }
  return most;
}

/** Whether plain characters are all there is, and the longest text of each column in them. One look: rows are many. */
function survey(rows: Rows, columns: number): {readonly plain: boolean; readonly longest: readonly number[]} {
  const longest = Array.from({length: columns}, () => 0);
  const above = Array.from({length: columns}, () => '');
  let plain = true;
  for (const row of rows) {
    for (let at = 0; at < columns; at += 1) {
      const text = row[at]?.text ?? '';
      if (text === above[at]) continue;
      above[at] = text;
      plain &&= isPlain(text);
      if (text.length > (longest[at] ?? 0)) longest[at] = text.length;
    }
  }
  return {plain, longest};
}

const total = (widths: readonly number[]): number => widths.reduce((sum, width) => sum + width + GAP, 0);

/** Columns that may go do so, one by one, until the rest has room. */
function fittingColumns(
  columns: readonly Column[],
  widths: readonly number[],
  width: number | null,
): readonly number[] {
  let shown = columns.map((_, at) => at);
  if (width === null) return shown;
  const order = [...shown].sort((a, b) => (columns[b]?.drop ?? 0) - (columns[a]?.drop ?? 0));
  for (const at of order) {
    if (columns[at]?.drop === undefined || total(shown.map(one => widths[one] ?? 0)) <= width) break;
    shown = shown.filter(one => one !== at);
  }
  return shown;
}

function narrowed(widths: readonly number[], width: number | null): readonly number[] {
  const out = [...widths];
  while (width !== null && total(out) > width) {
    const widest = out.indexOf(Math.max(...out));
    const now = out[widest] ?? 0;
    if (now <= NARROWEST) break;
    out[widest] = now - 1;
  }
  return out;
}

const SPACES: string[] = [];

/** The same few lengths all over again. */
function spaces(count: number): string {
  const known = SPACES[count] ?? ' '.repeat(count);
  SPACES[count] = known;
  return known;
}

/** Padding is written only before a cell that follows: no line ends in spaces. */
function line(row: readonly Cell[], {shown, widths, measure, paint, ellipsis}: Ruled): string {
  let out = '';
  let padding = GAP;
  for (let place = 0; place < shown.length; place += 1) {
    const cell = row[shown[place] ?? 0] ?? NOTHING;
    const width = widths[place] ?? 0;
    const whole = measure(cell.text);
    const text = whole <= width ? cell.text : clip(cell.text, width, ellipsis, measure);
    if (text !== '') {
      out += spaces(padding) + (cell.tone === undefined ? text : paint(cell.tone, text));
      padding = 0;
    }
    padding += Math.max(0, width - (whole <= width ? whole : measure(text))) + GAP;
  }
  return out;
}
