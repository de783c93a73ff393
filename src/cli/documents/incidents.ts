import type {AuditAnchor} from '../../core/audit.ts';
import type {Incident} from '../../core/emergency.ts';
import {explain} from '../../core/explain.ts';
import type {IncidentRow, RungRow} from '../../core/incident.ts';
import type {Problem} from '../../core/problem.ts';
import type {Instant} from '../../core/time.ts';
import type {EmergencyRun, RungRun} from '../emergency/run.ts';
import {document, time} from './document.ts';
import {grantItem} from './grants.ts';

export interface RunAt {
  /** Server time. */
  readonly now: Instant;
  readonly anchor: AuditAnchor | null;
  readonly settings: {readonly path: string; readonly sha256: string | null};
}

/** `break-glass`, `break-glass drill`: the incident that was opened; none where nothing took it. */
export function emergencyDocument(run: EmergencyRun, {now, anchor, settings}: RunAt) {
  const {incident, probes, told, cosignedBy, state, rungs, unwritten} = run;
  const met = state === 'granted' ? [] : rungs.flatMap(({problem}) => problem ?? []);
  if (incident === null) return document('incidents', [], [...unwritten, ...met]);
  const item = {
    ...headOf(incident),
    state,
    rungs: rungs.map(rung => runItem(rung, now)),
    evidence: probes,
    told,
    cosignedBy,
    settings: {path: settings.path, sha256: settings.sha256},
    record: anchor === null ? null : {seq: null, hash: anchor.hash, key: anchor.key},
  };
  return document('incidents', [item], [...unwritten, ...met]);
}

const headOf = ({id, profile, drill, practice, reason, openedAt, closedAt}: Incident) => ({
  ...{id, profile, drill, practice, reason},
  openedAt: time(openedAt),
  closedAt: time(closedAt),
});

/** `problem` is a code here as in the record; the document's `problems` have the words and what to do. */
function runItem({rung, state, problem, grant}: RungRun, now: Instant) {
  return {
    name: rung.name,
    state,
    problem: problem?.code ?? null,
    message: problem === null ? null : explain(problem).title,
    grantId: grant?.id ?? null,
    endsAt: time(grant?.endsAt ?? null),
    endedAt: null,
    grant: grant === null ? null : grantItem(grant, now),
  };
}

/** `break-glass list`, `close`: what the record tells, and of what it does not tell, that it is open. */
export const incidentsDocument = (
  rows: readonly IncidentRow[],
  unrecorded: readonly Incident[],
  problems: readonly Problem[] = [],
) => document('incidents', [...unrecorded.map(bareItem), ...rows.map(rowItem)], problems);

const bareItem = (incident: Incident) => ({
  ...headOf(incident),
  state: incident.closedAt === null ? 'open' : 'closed',
  ...{rungs: [], evidence: [], told: [], cosignedBy: null, settings: null, record: null},
});

function rowItem(row: IncidentRow) {
  const {id, profile, drill, practice, reason, openedAt, closedAt, state, evidence, told, cosignedBy} = row;
  return {
    ...{id, profile, drill, practice, reason, openedAt, closedAt, state},
    rungs: row.rungs.map(rungItem),
    ...{evidence, told, cosignedBy, settings: row.settings},
    record: {seq: row.lines.last, hash: null, key: null},
  };
}

const rungItem = ({rung: name, state, problem, grantId, endsAt, endedAt}: RungRow) => ({
  ...{name, state, problem, message: null, grantId, endsAt, endedAt, grant: null},
});
