import type {IncidentRow} from '../../core/incident.ts';
import type {Problem} from '../../core/problem.ts';
import type {EmergencyApp} from '../../usecases/break-glass/emergency-app.ts';
import {listIncidents} from '../../usecases/break-glass/emergency-record.ts';

export interface Recorded {
  /** Open ones first, then the latest first. */
  readonly rows: readonly IncidentRow[];
  /** Why this may not be all of it. */
  readonly problems: readonly Problem[];
}

/** Every incident of the record. Never rejects. */
export async function recordedIncidents(audit: Pick<EmergencyApp['audit'], 'entries'>): Promise<Recorded> {
  const {incidents, problem} = await listIncidents(audit);
  const latest = incidents.toReversed();
  const isOpen = ({closedAt}: IncidentRow) => closedAt === null;
  const rows = [...latest.filter(isOpen), ...latest.filter(row => !isOpen(row))];
  return {rows, problems: problem === null ? [] : [problem]};
}
