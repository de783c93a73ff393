import type {AuditEntry} from '../../core/audit.ts';
import {cefLine} from '../../core/audit-cef.ts';
import {ocsfEvent} from '../../core/audit-ocsf.ts';
import {Trouble} from '../../core/problem.ts';
import {type Instant, readInstant} from '../../core/time.ts';
import {safeJson, visible} from '../../core/untrusted.ts';
import {auditItem} from '../documents/audit.ts';
import {COLUMNS} from '../documents/columns.ts';
import {type Call, textFlag} from '../flags.ts';
import {cellLine, valueAt} from '../output/cells.ts';
import type {Session} from '../session.ts';

interface Form {
  readonly head?: string;
  readonly line: (entry: AuditEntry, version: string) => string;
}

const cells = COLUMNS.audit ?? [];

const FORMS: Readonly<Record<string, Form>> = {
  jsonl: {line: entry => `${safeJson(auditItem(entry))}\n`},
  csv: {
    head: cellLine(cells, 'csv'),
    line: entry =>
      cellLine(
        cells.map(column => valueAt(auditItem(entry), column)),
        'csv',
      ),
  },
  ocsf: {line: (entry, version) => `${safeJson(ocsfEvent(entry, version))}\n`},
  cef: {line: cefLine},
};

/**
 * `stint audit export`: one line for each of the record's, oldest first, as they are read. Where a line of the record
 * is none, all others are written and 83 says so.
 */
export async function auditExport({host}: Session, call: Call): Promise<number> {
  const {head = '', line} = formAsked(call);
  const [since, until] = [instantFlag(call, 'since'), instantFlag(call, 'until')];
  const record = await host.record();
  host.stdout.write(head);
  for await (const entry of record.entries()) {
    const at = Date.parse(entry.time);
    if (at >= (since ?? at) && at < (until ?? Number.POSITIVE_INFINITY))
      host.stdout.write(line(entry, host.version));
  }
  return 0;
}

function formAsked(call: Call): Form {
  const form = FORMS[textFlag(call, 'format') ?? 'jsonl'];
  if (form === undefined) throw new Error('the parser lets only known formats through');
  return form;
}

function instantFlag(call: Call, name: string): Instant | undefined {
  const text = textFlag(call, name);
  if (text === undefined) return undefined;
  const at = readInstant(text);
  if (at !== undefined) return at;
  throw new Trouble({
    code: 'usage',
    reason: `--${name} takes a time like 2026-11-22T14:00:00Z, not “${visible(text)}”.`,
  });
}
