import stringWidth from 'string-width';
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

type Rows = readonly (readonly Cell[])[];

const GAP = 2;
const NARROWEST = 8;

/** A calm table: two spaces before and between columns, no lines; the widest column gives way on a narrow terminal. */
export function table(columns: readonly Column[], rows: Rows, look: TableLook): string {
  const shown = fittingColumns(columns, rows, look.width);
  const widths = narrowed(
    shown.map(at => widthOf(columns, rows, at)),
    look.width,
  );
  const head = columns.map(column => ({text: column.head, tone: 'quiet' as const}));
  return [head, ...rows].map(row => `${line(row, shown, widths, look)}\n`).join('');
}

function widthOf(columns: readonly Column[], rows: Rows, at: number): number {
  let widest = stringWidth(columns[at]?.head ?? '');
  for (const row of rows) widest = Math.max(widest, stringWidth(row[at]?.text ?? ''));
  return widest;
}

const total = (widths: readonly number[]): number => widths.reduce((sum, width) => sum + width + GAP, 0);

/** Columns that may go do so, one by one, until the rest has room. */
function fittingColumns(columns: readonly Column[], rows: Rows, width: number | null): readonly number[] {
  let shown = columns.map((_, at) => at);
  if (width === null) return shown;
  const order = [...shown].sort((a, b) => (columns[b]?.drop ?? 0) - (columns[a]?.drop ?? 0));
  for (const at of order) {
    if (columns[at]?.drop === undefined || total(shown.map(one => widthOf(columns, rows, one))) <= width)
      break;
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

function line(
  row: readonly Cell[],
  shown: readonly number[],
  widths: readonly number[],
  look: TableLook,
): string {
  const cells = shown.map((at, place) => {
    const cell = row[at] ?? {text: ''};
    const text = clip(cell.text, widths[place] ?? 0, look.ellipsis);
    const pad = ' '.repeat(Math.max(0, (widths[place] ?? 0) - stringWidth(text)));
    return {painted: look.paint(cell.tone ?? 'plain', text), pad, empty: text === ''};
  });
  const last = cells.findLastIndex(cell => !cell.empty);
  const words = cells
    .slice(0, last + 1)
    .map((cell, at) => (at === last ? cell.painted : cell.painted + cell.pad));
  return `${' '.repeat(GAP)}${words.join(' '.repeat(GAP))}`;
}

/** The text in at most this many cells, the end given up for an ellipsis; never half a wide character. */
export function clip(text: string, width: number, ellipsis: string): string {
  if (text.length <= width && /^[\x20-\x7e]*$/.test(text)) return text;
  if (stringWidth(text) <= width) return text;
  let out = '';
  for (const character of text) {
    if (stringWidth(out + character) > width - ellipsis.length) break;
    out += character;
  }
  return out + ellipsis;
}
