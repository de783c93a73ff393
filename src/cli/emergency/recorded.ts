import type {AuditEntry} from '../../core/audit.ts';
import {type IncidentRow, incidentsIn} from '../../core/incident.ts';
import {EmergencyLines} from '../../core/incident-lines.ts';
import type {AuditLog} from '../../core/ports.ts';
import {type Problem, problemOf, Trouble} from '../../core/problem.ts';

/** What a record of any length tells of emergencies. */
export async function emergencyLines(record: Pick<AuditLog, 'entries'>): Promise<readonly AuditEntry[]> {
  const lines = new EmergencyLines();
  for await (const entry of record.entries()) lines.add(entry);
  return lines.kept;
}

export interface Recorded {
  /** Open ones first, then the latest first. */
  readonly rows: readonly IncidentRow[];
  /** Why the record could not be read. */
  readonly problems: readonly Problem[];
}

/** Every incident of the record. Rejects never for what can happen to a file. */
export async function recordedIncidents(record: Pick<AuditLog, 'entries'>): Promise<Recorded> {
  try {
    return {rows: inOrder(incidentsIn(await emergencyLines(record))), problems: []};
  } catch (thrown) {
    if (!(thrown instanceof Trouble)) throw thrown;
    return {rows: [], problems: [problemOf(thrown)]};
  }
}

function inOrder(rows: readonly IncidentRow[]): readonly IncidentRow[] {
  const latest = rows.toReversed();
  const isOpen = ({closedAt}: IncidentRow) => closedAt === null;
  return [...latest.filter(isOpen), ...latest.filter(row => !isOpen(row))];
}
