import type {AuditEntry} from '../../core/audit.ts';
import {visible} from '../../core/untrusted.ts';
import {type Cell, type Column, type TableLook, table} from './table.ts';

const COLUMNS: readonly Column[] = [
  {head: 'SEQ'},
  {head: 'TIME'},
  {head: 'WHAT'},
  {head: 'ROLE'},
  {head: 'SCOPE'},
  {head: 'ACCOUNT', drop: 2},
  {head: 'BECAUSE', drop: 1},
];

/** `stint audit show` for people. */
export const auditTable = (entries: readonly AuditEntry[], look: TableLook): Promise<string> =>
  table(COLUMNS, entries.map(row), look);

function row(entry: AuditEntry): readonly Cell[] {
  const {seq, time, practice, name, scope, account, justification, problem, emergency} = entry;
  return [
    {text: String(seq), tone: 'quiet'},
    {text: visible(time)},
    {text: `${whatIs(entry)}${practice ? ' (practice)' : ''}`},
    {text: visible(name ?? rungOf(entry) ?? '-')},
    {text: visible(scope?.name ?? '-')},
    {text: visible(account ?? '-')},
    problem === null
      ? {text: visible(justification ?? emergency?.incident ?? '')}
      : {text: problem, tone: 'refused'},
  ];
}

/** `break-glass granted`, `break-glass drill opened`. */
function whatIs({type, emergency}: AuditEntry): string {
  if (emergency === undefined) return type;
  return `${type} ${emergency.drill ? 'drill ' : ''}${emergency.step}`;
}

const rungOf = ({emergency}: AuditEntry): string | undefined =>
  emergency !== undefined && 'rung' in emergency ? emergency.rung : undefined;
