import type {AuditEntry} from '../core/audit.ts';
import type {SinkEvent} from '../core/sink.ts';
import {bounded, sanitised} from '../core/sink-text.ts';

export interface Column {
  readonly name: string;
  /** Types of a stream in a data collection rule. */
  readonly type: 'string' | 'long' | 'boolean' | 'datetime' | 'dynamic';
  readonly of: (event: SinkEvent) => unknown;
}

type Part = (entry: AuditEntry) => string | null | undefined;

const text = (name: string, part: Part): Column => ({
  ...{name, type: 'string'},
  of: ({entry}) => textOf(part(entry)),
});
const moment = (name: string, part: Part): Column => ({...text(name, part), type: 'datetime'});
const textOf = (value: string | null | undefined): string | null =>
  value === null || value === undefined ? null : bounded(value);

/** Parts of an entry that have columns of their own; what others there are goes into `Details`. */
const KNOWN: readonly string[] = [
  ...['seq', 'prev', 'type', 'time', 'localTime', 'profile', 'authority', 'tenantId', 'oid', 'account'],
  ...['eligibilityId', 'kind', 'name', 'scope', 'justification', 'ticket', 'requestId', 'endsAt', 'problem'],
  'practice',
];

/**
 * The table `Stint_CL` and its stream, `deploy/sentinel`, have exactly these columns. Azure may put the time of arrival in
 * place of a `TimeGenerated` that is too old, so the time of the event has a column of its own; `TenantId` is a name
 * that Azure keeps for itself.
 */
export const COLUMNS: readonly Column[] = [
  moment('TimeGenerated', entry => entry.time),
  moment('EventTime', entry => entry.time),
  moment('LocalTime', entry => entry.localTime),
  {name: 'EventId', type: 'string', of: event => event.id},
  {name: 'Sequence', type: 'long', of: ({entry}) => entry.seq},
  {name: 'LineHash', type: 'string', of: event => event.hash},
  text('PreviousHash', entry => entry.prev),
  text('EventType', entry => entry.type),
  {name: 'Practice', type: 'boolean', of: ({entry}) => entry.practice},
  text('Profile', entry => entry.profile),
  text('Authority', entry => entry.authority),
  text('EntraTenantId', entry => entry.tenantId),
  text('ActorObjectId', entry => entry.oid),
  text('Account', entry => entry.account),
  text('EligibilityId', entry => entry.eligibilityId),
  text('AccessKind', entry => entry.kind),
  text('RoleName', entry => entry.name),
  text('ScopeId', entry => entry.scope?.id),
  text('ScopeName', entry => entry.scope?.name),
  text('ScopeType', entry => entry.scope?.type),
  text('Justification', entry => entry.justification),
  text('TicketNumber', entry => entry.ticket?.number),
  text('TicketSystem', entry => entry.ticket?.system),
  text('RequestId', entry => entry.requestId),
  moment('EndsAt', entry => entry.endsAt),
  text('ProblemCode', entry => entry.problem),
  text('Incident', entry => entry.emergency?.incident),
  text('EmergencyStep', entry => entry.emergency?.step),
  {name: 'Drill', type: 'boolean', of: ({entry}) => entry.emergency?.drill === true},
  {name: 'Checkpoint', type: 'string', of: ({anchor}) => textOf(anchor?.hash)},
  {name: 'KeyFingerprint', type: 'string', of: ({anchor}) => textOf(anchor?.key)},
  {name: 'Details', type: 'dynamic', of: ({entry}) => detailsOf(entry)},
];

export const rowOf = (event: SinkEvent): Readonly<Record<string, unknown>> =>
  Object.fromEntries(COLUMNS.map(({name, of}) => [name, of(event)]));

function detailsOf(entry: AuditEntry): unknown {
  const others = Object.entries(entry).filter(([name, value]) => !KNOWN.includes(name) && value !== null);
  return others.length === 0 ? null : sanitised(Object.fromEntries(others));
}
