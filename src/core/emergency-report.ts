import type {AuditEntry, AuditType, Signed} from './audit.ts';
import type {EmergencyFact} from './emergency.ts';
import {type IncidentRow, incidentsIn, inTime, type RungRow} from './incident.ts';
import {heldFor, isHeld} from './incident-held.ts';
import {emergencyLineIn} from './incident-lines.ts';
import {type Instant, readInstant, type Seconds, showInstant} from './time.ts';

export {markdownOf} from './emergency-markdown.ts';

/** Everything the record tells of one emergency. */
export interface EmergencyReport extends IncidentRow {
  /** When the report was made: server time, RFC 3339. */
  readonly at: string;
  /** From the first line to the closing; `null`: it is open. */
  readonly openSeconds: Seconds | null;
  readonly timeline: readonly TimelineRow[];
  readonly roles: readonly ReportedRole[];
  /** The first signature that covers it all; `null`: none does yet. */
  readonly checkpoint: Signed | null;
}

export interface TimelineRow {
  /** The line of the record. */
  readonly seq: number;
  readonly time: string;
  /** One sentence; it holds texts of people and clouds as they were written. */
  readonly words: string;
}

export interface ReportedRole extends RungRow {
  /** `null`: it was never held. */
  readonly heldSeconds: Seconds | null;
  readonly isHeld: boolean;
}

export interface ReportAt {
  readonly now: Instant;
  /** What `verify` says was signed last, where it was asked. */
  readonly signed?: Signed | undefined;
}

/** `undefined`: the record tells of no such incident. Whether the record is whole is for `verify` to say. */
export function reportOf(
  entries: readonly AuditEntry[],
  id: string,
  {now, signed}: ReportAt,
): EmergencyReport | undefined {
  const all = incidentsIn(entries);
  const row = all.find(one => one.id === id);
  if (row === undefined) return undefined;
  const others = all.filter(one => one !== row);
  return {
    ...row,
    at: showInstant(now),
    openSeconds: between(row.openedAt, row.closedAt),
    timeline: timelineOf(inTime(entries), row, others),
    roles: row.rungs.map(rung => ({...rung, heldSeconds: heldFor(rung, now), isHeld: isHeld(rung, now)})),
    checkpoint: checkpointOf(entries, row, signed),
  };
}

function between(from: string, to: string | null): Seconds | null {
  const [since, until] = [readInstant(from), to === null ? undefined : readInstant(to)];
  return since === undefined || until === undefined ? null : Math.round((until - since) / 1000);
}

/** The first seal behind the last line; its hash is what the line after it names, else what `verify` found. */
function checkpointOf(
  entries: readonly AuditEntry[],
  {lines}: IncidentRow,
  signed: Signed | undefined,
): Signed | null {
  if (lines.beside > 0) return null;
  for (const [at, {seq, seal}] of entries.entries()) {
    const next = entries[at + 1];
    if (seal !== undefined && seq > lines.last && next?.seq === seq + 1)
      return {key: seal.key, seq, hash: next.prev};
  }
  return signed !== undefined && signed.seq > lines.last ? signed : null;
}

function timelineOf(
  entries: readonly AuditEntry[],
  row: IncidentRow,
  others: readonly IncidentRow[],
): readonly TimelineRow[] {
  return entries.flatMap(entry => {
    const words = wordsOf(entry, row, others);
    return words === undefined ? [] : [{seq: entry.seq, time: entry.time, words}];
  });
}

function wordsOf(entry: AuditEntry, row: IncidentRow, others: readonly IncidentRow[]): string | undefined {
  const line = emergencyLineIn(entry);
  if (line !== undefined) return line.fact.incident === row.id ? stepWords(line.fact, entry) : undefined;
  const words = ORDINARY[entry.type];
  if (words === undefined) return undefined;
  const isNews = () => isNewsOf(entry, row) && !others.some(other => belongs(entry, other));
  if (!belongs(entry, row) && !isNews()) return undefined;
  return `${words}: ${placed(entry)}${entry.problem === null ? '' : ` (${entry.problem})`}`;
}

/** By the names of its own requests and grants, or by the reason that was sent with it. */
function belongs({requestId, justification}: AuditEntry, {id, rungs}: IncidentRow): boolean {
  if (justification?.startsWith(`${id}: `)) return true;
  return requestId !== null && rungs.some(rung => [...rung.requestIds, rung.grantId].includes(requestId));
}

const NEWS: readonly AuditType[] = ['lend', 'exec', 'end-requested', 'end-queued', 'end'];

/**
 * What befell a role while this emergency held it: an end has a name of its own in some clouds, and what they list has
 * none of ours. A request is never known by its role alone: the next emergency may ask for the same one.
 */
function isNewsOf({type, eligibilityId, time}: AuditEntry, {rungs}: IncidentRow): boolean {
  if (eligibilityId === null || !NEWS.includes(type)) return false;
  return rungs.some(
    ({grantedAt, endsAt, endedAt, ...rung}) =>
      rung.eligibilityId === eligibilityId &&
      grantedAt !== null &&
      time >= grantedAt &&
      [endsAt, endedAt].every(end => end === null || time <= end),
  );
}

/** What else can be on record of a request; the step that says the same in an emergency's words is left out. */
const ORDINARY: Partial<Record<AuditType, string>> = {
  request: 'Request sent',
  'approval-pending': 'Waits for approval',
  'lost-answer': 'The answer was lost',
  'read-back': 'Read back',
  lend: 'Credentials handed out',
  exec: 'Command run with it',
  'end-requested': 'End asked for',
  'end-queued': 'End queued',
  end: 'Ended',
  cancel: 'Withdrawn',
};

function placed({name, scope}: AuditEntry): string {
  return scope === null ? (name ?? 'unnamed') : `${name ?? 'unnamed'} on ${scope.name}`;
}

const WHY_ALONE = {
  'not-asked': 'the settings ask for no second person',
  'no-answer': 'nobody answered in time',
  'not-valid': 'no answer was valid',
} as const;

function stepWords(fact: EmergencyFact, entry: AuditEntry): string {
  switch (fact.step) {
    case 'opened':
      return `${fact.drill ? 'Drill' : 'Emergency'} opened${by(entry)}: ${entry.justification ?? ''}`;
    case 'evidence':
      return `Evidence: ${fact.probes.map(({label, isUp}) => `${label} ${isUp ? 'answers' : 'does not answer'}`).join(', ') || 'nothing could be asked'}`;
    case 'notice':
      return `Told: ${fact.told.map(({sink, isTold}) => `${sink} ${isTold ? 'yes' : 'no'}`).join(', ') || 'nobody, no sink is set'}`;
    case 'cosigned':
      return `Second person: ${fact.by} (key ${fact.key.slice(0, 16)})`;
    case 'single-person':
      return `One person alone: ${WHY_ALONE[fact.why] ?? fact.why}`;
    case 'tried':
      return `Tried ${fact.rung}`;
    case 'passed':
      return `${fact.rung} gave nothing (${fact.why})`;
    case 'waiting':
      return `${fact.rung} is asked for and on its way`;
    case 'granted':
      return `${fact.rung} granted${entry.endsAt === null ? '' : ` until ${entry.endsAt}`}`;
    case 'without':
      return 'No role of the ladder could be had';
    case 'closed':
      return `Closed${by(entry)}: ${fact.done}`;
  }
}

const by = ({account}: AuditEntry): string => (account === null ? '' : ` by ${account}`);
