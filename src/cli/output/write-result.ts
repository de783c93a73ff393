import {explain, sourceLabel} from '../../core/explain.ts';
import type {Problem} from '../../core/problem.ts';
import {safeJson} from '../../core/untrusted.ts';
import {COLUMNS} from '../documents/columns.ts';
import type {ResultDocument} from '../documents/document.ts';
import type {Format} from '../flags.ts';
import type {Session} from '../session.ts';
import {cellLine, pathsOf, valueAt} from './cells.ts';
import type {Cell} from './table.ts';

/** A result in all its forms: the document is the value, `text` the same for people. Only the one asked for is made. */
export interface Result {
  readonly document: () => ResultDocument;
  readonly text: () => string | Promise<string>;
  /** The document's problems again, for stderr where the form on stdout does not carry them. */
  readonly problems: readonly Problem[];
}

/** Writes the result on stdout as `--output` and `--query` have it, and what that form leaves out on stderr. */
export async function writeResult(session: Session, result: Result): Promise<void> {
  const {format, query} = session.globals;
  if (query !== null) await writePicked(session, query.pick(result.document()));
  else session.host.stdout.write(await whole(session, result));
  if (format !== 'json' || query !== null) sayProblems(session, result.problems);
}

async function whole(session: Session, result: Result): Promise<string> {
  if (session.globals.format === 'table') return result.text();
  return wholeDocument(session, session.globals.format, result.document());
}

function wholeDocument(session: Session, format: Exclude<Format, 'table'>, document: ResultDocument): string {
  const columns = COLUMNS[document.kind] ?? [];
  const lines = (format: 'tsv' | 'csv') =>
    document.items
      .map(item =>
        cellLine(
          columns.map(column => valueAt(item, column)),
          format,
        ),
      )
      .join('');
  switch (format) {
    case 'json':
      return json(session, document);
    case 'ndjson':
      return document.items.map(item => `${safeJson(item)}\n`).join('');
    case 'tsv':
      return lines('tsv');
    case 'csv':
      return cellLine(columns, 'csv') + lines('csv');
  }
}

/** Indented for people, one line for pipes. */
function json(session: Session, value: unknown): string {
  return `${safeJson(value, session.host.stdout.isTty ? 2 : undefined)}\n`;
}

async function writePicked(session: Session, picked: unknown): Promise<void> {
  const rows = Array.isArray(picked) ? picked : [picked];
  const write = (text: string) => session.host.stdout.write(text);
  switch (session.globals.format) {
    case 'json':
      return write(json(session, picked));
    case 'ndjson':
      return write(rows.map(row => `${safeJson(row)}\n`).join(''));
    case 'table':
      return write(await pickedTable(session, rows));
    default:
      return write(pickedLines(rows, session.globals.format));
  }
}

function pickedLines(rows: readonly unknown[], format: 'tsv' | 'csv'): string {
  const columns = pathsOf(rows[0]);
  const head = format === 'csv' && columns.length > 0 ? cellLine(columns, format) : '';
  return head + rows.map(row => cellLine(valuesOf(row, columns), format)).join('');
}

function valuesOf(row: unknown, columns: readonly string[]): readonly unknown[] {
  if (Array.isArray(row)) return row;
  return columns.length > 0 ? columns.map(column => valueAt(row, column)) : [row];
}

async function pickedTable(session: Session, rows: readonly unknown[]): Promise<string> {
  const {table} = await import('./table.ts');
  const columns = pathsOf(rows[0]);
  const cells = rows.map(row => valuesOf(row, columns).map(pickedCell));
  const width = Math.max(0, ...cells.map(row => row.length));
  const heads = columns.length > 0 ? columns : Array.from({length: width}, () => '');
  return table(
    heads.map(head => ({head: head.toUpperCase()})),
    cells,
    session.look,
  );
}

/** As a tab-separated cell, without the tab. */
const pickedCell = (value: unknown): Cell => ({text: cellLine([value], 'tsv').slice(0, -1)});

/** Each thing once: three sources of one sign-in would say the same three times. */
export function sayProblems(session: Session, problems: readonly Problem[]): void {
  const said = new Set<string>();
  for (const problem of problems) {
    const {title} = explain(problem);
    if (said.has(title)) continue;
    said.add(title);
    session.notes.problem(
      problem,
      problem.provider === undefined ? undefined : sourceLabel(problem.provider),
    );
  }
}
