import type {AuditEntry} from './audit.ts';
import {visible} from './untrusted.ts';

/**
 * One line of the record in ArcSight's Common Event Format, version 0 (CEF Implementation Standard 25): pipes and
 * backslashes are escaped in the header, equal signs, backslashes and line ends in the extension, and nothing else.
 */
export function cefLine(entry: AuditEntry, version: string): string {
  const head = ['stint', 'stint', version, entry.type, nameOf(entry), severityOf(entry)];
  const extension = partsOf(entry)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key}=${inExtension(String(value))}`);
  return `CEF:0|${head.map(inHeader).join('|')}|${extension.join(' ')}\n`;
}

function nameOf({type, emergency}: AuditEntry): string {
  const words = type.replaceAll('-', ' ');
  return emergency === undefined ? words : `${words}${emergency.drill ? ' drill' : ''}: ${emergency.step}`;
}

/** From 0 to 10. A drill is nothing that anybody is to be woken for. */
function severityOf({type, problem, emergency, practice}: AuditEntry): string {
  if (type === 'break-glass') return emergency?.drill === true || practice ? '3' : '10';
  if (type === 'acknowledged') return '6';
  return problem === null ? '3' : '5';
}

type Part = readonly [key: string, value: string | number | null];

function partsOf(entry: AuditEntry): readonly Part[] {
  const {seq, time, endsAt, account, oid, justification, problem, name, scope, requestId, emergency} = entry;
  return [
    ['rt', Date.parse(time)],
    ['externalId', seq],
    ['suser', account],
    ['suid', oid],
    ['msg', justification],
    ['outcome', problem === null ? 'success' : 'failure'],
    ['reason', problem],
    ['end', endsAt === null ? null : Date.parse(endsAt)],
    ...labelled(1, 'role', name ?? rungOf(entry)),
    ...labelled(2, 'scope', scope?.id ?? null),
    ...labelled(3, 'request', requestId),
    ...labelled(4, 'previous line', entry.prev),
    ...labelled(5, 'tenant', entry.tenantId),
    ...(emergency === undefined
      ? labelled(6, 'ticket', entry.ticket?.number ?? null)
      : labelled(6, 'incident', emergency.incident)),
    ...labelledFlag(1, 'practice', entry.practice),
    ...labelledFlag(2, 'drill', emergency?.drill === true),
    ['act', emergency?.step ?? null],
  ];
}

const rungOf = ({emergency}: AuditEntry): string | null =>
  emergency !== undefined && 'rung' in emergency ? emergency.rung : null;

const labelled = (place: number, label: string, value: string | null): readonly Part[] =>
  value === null
    ? []
    : [
        [`cs${place}Label`, label],
        [`cs${place}`, value],
      ];

const labelledFlag = (place: number, label: string, value: boolean): readonly Part[] =>
  value
    ? [
        [`cn${place}Label`, label],
        [`cn${place}`, 1],
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
