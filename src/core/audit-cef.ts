import type {AuditEntry} from './audit.ts';
import {visible} from './untrusted.ts';

/**
 * One line of the record in ArcSight's Common Event Format, version 0 (CEF Implementation Standard 25): pipes and
 * backslashes are escaped in the header, equal signs, backslashes and line ends in the extension, and nothing else.
 */
export function cefLine(entry: AuditEntry, version: string): string {
  const head = ['stint', 'stint', version, entry.type, entry.type.replaceAll('-', ' '), severityOf(entry)];
  const extension = partsOf(entry)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key}=${inExtension(String(value))}`);
  return `CEF:0|${head.map(inHeader).join('|')}|${extension.join(' ')}\n`;
}

/** From 0 to 10. */
function severityOf({type, problem}: AuditEntry): string {
  if (type === 'break-glass') return '8';
  if (type === 'acknowledged') return '6';
  return problem === null ? '3' : '5';
}

type Part = readonly [key: string, value: string | number | null];

function partsOf(entry: AuditEntry): readonly Part[] {
  const {seq, time, endsAt, account, oid, justification, problem, name, scope, requestId} = entry;
  return [
    ['rt', Date.parse(time)],
    ['externalId', seq],
    ['suser', account],
    ['suid', oid],
    ['msg', justification],
    ['outcome', problem === null ? 'success' : 'failure'],
    ['reason', problem],
    ['end', endsAt === null ? null : Date.parse(endsAt)],
    ...labelled(1, 'role', name),
    ...labelled(2, 'scope', scope?.id ?? null),
    ...labelled(3, 'request', requestId),
    ...labelled(4, 'previous line', entry.prev),
    ...labelled(5, 'tenant', entry.tenantId),
    ...labelled(6, 'ticket', entry.ticket?.number ?? null),
    ...labelledFlag('practice', entry.practice),
  ];
}

const labelled = (place: number, label: string, value: string | null): readonly Part[] =>
  value === null
    ? []
    : [
        [`cs${place}Label`, label],
        [`cs${place}`, value],
      ];

const labelledFlag = (label: string, value: boolean): readonly Part[] =>
  value
    ? [
        ['cn1Label', label],
        ['cn1', 1],
      ]
    : [];

/** A header has one line. */
const inHeader = (text: string): string => visible(text).replaceAll(/[\\|]/g, '\\$&');

/** Line ends are kept, as `\n` and `\r`; what a terminal would obey is shown in visible form. */
const inExtension = (text: string): string =>
  text
    .split(/(\r\n|\r|\n)/)
    .map(part => LINE_ENDS[part] ?? visible(part).replaceAll(/[\\=]/g, '\\$&'))
    .join('');

const LINE_ENDS: Readonly<Record<string, string>> = {'\r\n': '\\r\\n', '\r': '\\r', '\n': '\\n'};
