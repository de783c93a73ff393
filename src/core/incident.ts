import type {AuditEntry} from './audit.ts';
import type {EmergencyStep, Probe, Told} from './emergency.ts';
import {type EmergencyLine, emergencyLineIn} from './incident-lines.ts';
import type {Kind} from './kind.ts';
import type {ProblemCode} from './problem.ts';
import {readInstant} from './time.ts';

/** One emergency as the record tells it. Times are the server's, RFC 3339; texts are what people and clouds wrote. */
export interface IncidentRow {
  readonly id: string;
  readonly profile: string | null;
  /** Who it was, as the cloud calls them; `null`: nobody had signed in by the end. */
  readonly account: string | null;
  readonly drill: boolean;
  readonly practice: boolean;
  readonly reason: string;
  readonly openedAt: string;
  readonly closedAt: string | null;
  /** `open`: it was cut short before anything came of it. */
  readonly state: 'open' | 'granted' | 'waiting' | 'without' | 'closed';
  /** In the order in which they were first named. */
  readonly rungs: readonly RungRow[];
  readonly evidence: readonly Probe[];
  readonly told: readonly Told[];
  readonly cosignedBy: string | null;
  readonly cosignKey: string | null;
  /** `null`: it never came so far. */
  readonly singlePerson: Extract<EmergencyStep, {readonly step: 'single-person'}>['why'] | null;
  readonly settings: {readonly path: string; readonly sha256: string | null};
  /** Why the record before it did not verify. */
  readonly broken: string | null;
  readonly closing: {readonly done: string; readonly rotate: readonly string[]} | null;
  /** Numbers of its first and last line of its own; `beside`: how many lie beside the record, which could not take them. */
  readonly lines: {readonly first: number; readonly last: number; readonly beside: number};
}

/** What became of one role of the ladder. */
export interface RungRow {
  readonly rung: string;
  readonly state: 'not-tried' | 'tried' | 'passed' | 'waiting' | 'granted';
  readonly problem: ProblemCode | null;
  readonly kind: Kind | null;
  readonly name: string | null;
  readonly scope: AuditEntry['scope'];
  readonly eligibilityId: string | null;
  /** Every request that was made for it, ours and the cloud's name of it. */
  readonly requestIds: readonly string[];
  readonly grantId: string | null;
  readonly grantedAt: string | null;
  readonly endsAt: string | null;
  /** When it was given up, or ended before its time; `null`: nothing of the kind is on record. */
  readonly endedAt: string | null;
}

/** Lines beside the record (`seq` 0) come after all others: they are put where their time says. */
export function inTime(entries: Iterable<AuditEntry>): readonly AuditEntry[] {
  const all = [...entries];
  if (all.every(({seq}) => seq > 0)) return all;
  return all.sort((a, b) => (readInstant(a.time) ?? 0) - (readInstant(b.time) ?? 0));
}

/** Every emergency of the record, oldest first. Lines of other things may stand between. */
export function incidentsIn(entries: Iterable<AuditEntry>): readonly IncidentRow[] {
  const rows = new Map<string, IncidentRow>();
  for (const entry of inTime(entries)) {
    const line = emergencyLineIn(entry);
    if (line !== undefined) tell(rows, line);
    else for (const [id, row] of rows) rows.set(id, withOrdinary(row, entry));
  }
  return [...rows.values()];
}

function tell(rows: Map<string, IncidentRow>, line: EmergencyLine): void {
  const {incident} = line.fact;
  const before = rows.get(incident);
  const row = before ?? (line.fact.step === 'opened' ? begun(line) : undefined);
  if (row !== undefined) rows.set(incident, withLine(row, line));
}

function begun({entry, fact}: EmergencyLine): IncidentRow {
  const {profile, account, practice, justification, time: openedAt, seq} = entry;
  const {incident: id, drill} = fact;
  const base = {id, profile, account, drill, practice, reason: justification ?? '', openedAt};
  const cosign = {cosignedBy: null, cosignKey: null, singlePerson: null};
  return {
    ...{...base, ...cosign, closedAt: null, state: 'open', rungs: [], evidence: [], told: []},
    ...{
      settings: {path: '', sha256: null},
      broken: null,
      closing: null,
      lines: {first: seq, last: seq, beside: 0},
    },
  };
}

function withLine(row: IncidentRow, line: EmergencyLine): IncidentRow {
  const {entry} = line;
  const {first, last, beside} = row.lines;
  const lines =
    entry.seq === 0
      ? {first, last, beside: beside + 1}
      : {first: first === 0 ? entry.seq : first, last: Math.max(last, entry.seq), beside};
  return stepped({...row, account: row.account ?? entry.account, lines}, line);
}

function stepped(row: IncidentRow, {entry, fact}: EmergencyLine): IncidentRow {
  switch (fact.step) {
    case 'opened': {
      const rungs = fact.rungs.reduce((known, rung) => changed(known, rung, {}), row.rungs);
      return {...row, rungs, settings: fact.settings, broken: fact.broken, closedAt: null, state: 'open'};
    }
    case 'evidence':
      return {...row, evidence: fact.probes};
    case 'notice':
      return {...row, told: fact.told};
    case 'cosigned':
      return {...row, cosignedBy: fact.by, cosignKey: fact.key};
    case 'single-person':
      return {...row, singlePerson: fact.why};
    case 'tried':
    case 'passed':
    case 'waiting':
    case 'granted':
      return withRung(row, fact, entry);
    case 'without':
      return {...row, state: 'without'};
    case 'closed':
      return {
        ...{...row, state: 'closed', closedAt: entry.time},
        closing: {done: fact.done, rotate: fact.rotate},
      };
  }
}

type OfRung = Extract<EmergencyStep, {readonly rung: string}>;

function withRung(row: IncidentRow, fact: OfRung, entry: AuditEntry): IncidentRow {
  const {rung, step} = fact;
  const problem = fact.step === 'passed' ? fact.why : null;
  const grant =
    fact.step === 'granted'
      ? {grantId: fact.grantId, grantedAt: entry.time, endsAt: entry.endsAt, endedAt: null}
      : {};
  const rungs = changed(row.rungs, rung, {...of(entry), state: step, problem, ...grant}, entry.requestId);
  const state = step === 'granted' || (step === 'waiting' && row.state !== 'granted') ? step : row.state;
  return {...row, rungs, state};
}

const of = ({kind, name, scope, eligibilityId}: AuditEntry): Partial<RungRow> => ({
  ...(kind !== null && {kind}),
  ...(name !== null && {name}),
  ...(scope !== null && {scope}),
  ...(eligibilityId !== null && {eligibilityId}),
});

const UNTRIED: Omit<RungRow, 'rung'> = {
  ...{state: 'not-tried', problem: null, kind: null, name: null, scope: null, eligibilityId: null},
  ...{requestIds: [], grantId: null, grantedAt: null, endsAt: null, endedAt: null},
};

function changed(
  rungs: readonly RungRow[],
  rung: string,
  by: Partial<RungRow>,
  requestId: string | null = null,
): readonly RungRow[] {
  const before = rungs.find(one => one.rung === rung) ?? {...UNTRIED, rung};
  const ids = new Set([...before.requestIds, ...(requestId === null ? [] : [requestId])]);
  const after = {...before, ...by, requestIds: [...ids]};
  if (!rungs.some(one => one.rung === rung)) return [...rungs, after];
  return rungs.map(one => (one.rung === rung ? after : one));
}

/** Ends, and ends that were moved, of what an emergency gave. */
function withOrdinary(row: IncidentRow, entry: AuditEntry): IncidentRow {
  // What has come to its end by itself is not what a later line is about: the role was asked for anew since.
  const isOver = ({endsAt}: RungRow) => endsAt !== null && entry.time > endsAt;
  const isIt = (rung: RungRow) =>
    rung.grantedAt !== null &&
    rung.endedAt === null &&
    rung.eligibilityId === entry.eligibilityId &&
    !isOver(rung);
  if (!row.rungs.some(isIt)) return row;
  if (entry.type === 'end')
    return {...row, rungs: row.rungs.map(one => (isIt(one) ? {...one, endedAt: entry.time} : one))};
  if (entry.type !== 'active' || entry.endsAt === null) return row;
  return {...row, rungs: row.rungs.map(one => (isIt(one) ? {...one, endsAt: entry.endsAt} : one))};
}
