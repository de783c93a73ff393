import type {AuditEntry} from '../../core/audit.ts';
import {type IncidentRow, incidentsIn} from '../../core/incident.ts';
import {EmergencyLines} from '../../core/incident-lines.ts';
import {type Problem, problemOf} from '../../core/problem.ts';
import type {EmergencyLog} from './emergency-app.ts';

/** Of a record of any length, what emergencies are told from. `problem`: why it may not be all of it. */
export interface EmergencyRecord {
  readonly entries: readonly AuditEntry[];
  readonly problem: Problem | null;
}

/** Reads the whole record once. Never rejects: what could be read of a damaged record is still told. */
export async function emergencyRecord(audit: Pick<EmergencyLog, 'entries'>): Promise<EmergencyRecord> {
  const lines = new EmergencyLines();
  try {
    for await (const entry of audit.entries()) lines.add(entry);
    return {entries: lines.kept, problem: null};
  } catch (thrown) {
    return {entries: lines.kept, problem: problemOf(thrown)};
  }
}

/** Every emergency on record, oldest first. */
export async function listIncidents(
  audit: Pick<EmergencyLog, 'entries'>,
): Promise<{readonly incidents: readonly IncidentRow[]; readonly problem: Problem | null}> {
  const {entries, problem} = await emergencyRecord(audit);
  return {incidents: incidentsIn(entries), problem};
}
