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
  const {seq, time, type, practice, name, scope, account, justification, problem} = entry;
  return [
    {text: String(seq), tone: 'quiet'},
    {text: visible(time)},
    {text: `${type}${practice ? ' (practice)' : ''}`},
    {text: visible(name ?? '-')},
    {text: visible(scope?.name ?? '-')},
    {text: visible(account ?? '-')},
    problem === null ? {text: visible(justification ?? '')} : {text: problem, tone: 'refused'},
  ];
}
