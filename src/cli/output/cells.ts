import {safeJson, visible} from '../../core/untrusted.ts';

/** What is at `scope.id` in an item; `undefined` and `null` alike are an empty cell. */
export function valueAt(item: unknown, path: string): unknown {
  let here: unknown = item;
  for (const part of path.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, part)) return null;
    here = (here as Readonly<Record<string, unknown>>)[part];
  }
  return here;
}

/** One line of cells for tsv or csv: visible text, what a spreadsheet would run quoted inert (contract 4). */
export function cellLine(values: readonly unknown[], format: 'tsv' | 'csv'): string {
  const cells = values.map(value => inert(cellText(value)));
  return `${format === 'tsv' ? cells.join('\t') : cells.map(quoted).join(',')}\n`;
}

interface Text {
  readonly text: string;
  /** Numbers and booleans of ours cannot be a formula. */
  readonly ours: boolean;
}

function cellText(value: unknown): Text {
  if (value === null || value === undefined) return {text: '', ours: true};
  if (typeof value === 'string') return {text: value, ours: false};
  const ours = typeof value === 'number' || typeof value === 'boolean';
  return {text: ours ? String(value) : safeJson(value), ours};
}

/** `=`, `+`, `-`, `@`, tab and CR at the start make a spreadsheet run the cell; an apostrophe before them does not. */
function inert({text, ours}: Text): string {
  return !ours && /^[=+\-@\t\r]/.test(text) ? `'${visible(text)}` : visible(text);
}

const quoted = (cell: string): string => (/[",\n]|^'/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** The dotted names of an item's values, in its own order; lists are one cell. */
export function pathsOf(item: unknown, prefix = ''): readonly string[] {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return prefix === '' ? [] : [prefix];
  const parts = Object.entries(item as Readonly<Record<string, unknown>>);
  return parts.flatMap(([name, value]) => pathsOf(value, prefix === '' ? name : `${prefix}.${name}`));
}
