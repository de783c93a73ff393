import {clip, type Measure, measureFor} from './cell-width.ts';
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

interface MeasuredCell extends Cell {
  readonly size: number;
}

const NOTHING: MeasuredCell = {text: '', size: 0};

type Rows = readonly (readonly Cell[])[];

const GAP = 2;
const NARROWEST = 8;

/** A calm table: two spaces before and between columns, no lines; the widest column gives way on a narrow terminal. */
export async function table(columns: readonly Column[], rows: Rows, look: TableLook): Promise<string> {
  const measure = await measureFor(textsOf(rows));
  const head = columns.map(column => ({text: column.head, tone: 'quiet' as const}));
  const measured = [head, ...rows].map(row => row.map(cell => ({...cell, size: measure(cell.text)})));
  const widths = columns.map((_, at) =>
    measured.reduce((most, row) => Math.max(most, row[at]?.size ?? 0), 0),
  );
  const shown = fittingColumns(columns, widths, look.width);
  const fitted = narrowed(
    shown.map(at => widths[at] ?? 0),
    look.width,
  );
  const ruled = {...look, measure};
  return measured.map(row => `${line(row, shown, fitted, ruled)}\n`).join('');
}

function* textsOf(rows: Rows): Generator<string> {
  for (const row of rows) for (const cell of row) yield cell.text;
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

/** Padding is written only before a cell that follows: no line ends in spaces. */
function line(
  row: readonly MeasuredCell[],
  shown: readonly number[],
  widths: readonly number[],
  look: TableLook & {readonly measure: Measure},
): string {
  let out = '';
  let padding = GAP;
  for (const [place, at] of shown.entries()) {
    const cell = row[at] ?? NOTHING;
    const width = widths[place] ?? 0;
    const isLong = cell.size > width;
    const text = isLong ? clip(cell.text, width, look.ellipsis, look.measure) : cell.text;
    if (text !== '') {
      out += ' '.repeat(padding) + look.paint(cell.tone ?? 'plain', text);
      padding = 0;
    }
    padding += Math.max(0, width - (isLong ? look.measure(text) : cell.size)) + GAP;
  }
  return out;
}
