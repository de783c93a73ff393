import type {IncidentRow, RungRow} from '../../core/incident.ts';
import {isHeld} from '../../core/incident-held.ts';
import {type Problem, problemOf, Trouble} from '../../core/problem.ts';
import {type Instant, readInstant} from '../../core/time.ts';
import {record} from '../record.ts';
import type {EmergencyApp} from './emergency-app.ts';
import {listIncidents} from './emergency-record.ts';

export interface Closing {
  readonly done: string;
  /** What must be changed now; empty: nothing. */
  readonly rotate: readonly string[];
}

export interface ClosedIncident {
  readonly id: string;
  readonly openedAt: Instant | null;
  /** Roles of the incident that, as far as the record tells, are held still: they are not ended by closing. */
  readonly held: readonly RungRow[];
  /** Roles that were asked for, and the record does not tell what came of it. */
  readonly unsettled: readonly RungRow[];
  /** What could not be written or read on the way; the incident is closed all the same. */
  readonly problems: readonly Problem[];
}

type Desk = Pick<EmergencyApp, 'audit' | 'incidents' | 'clock' | 'server' | 'profile' | 'practice'>;

/**
 * The line of the record first, then the mark that every face sees. Rejects `not-found` for an incident that is not open,
 * with those that are, `usage` where it is not said what was done, `state-unwritable` where no line can be written.
 */
export async function closeIncident(app: Desk, id: string, closing: Closing): Promise<ClosedIncident> {
  if (closing.done.trim() === '') throw new Trouble(UNSAID);
  const {incidents, problem} = await listIncidents(app.audit);
  const [opened, unread] = await openIn(app);
  const mark = opened.find(one => one.id === id);
  const row = incidents.find(one => one.id === id);
  if (mark === undefined && (row === undefined || row.closedAt !== null))
    throw new Trouble(notOpen(id, incidents, opened));
  const drill = mark?.drill ?? row?.drill ?? false;
  const emergency = {step: 'closed', ...closing, incident: id, drill} as const;
  if (row?.closedAt == null)
    await record(app, 'break-glass', {emergency, ticket: {number: id, system: null}});
  const unmarked = await marked(app, id);
  const now = app.server.now();
  const problems = [problem, unread, unmarked].filter(one => one !== undefined && one !== null);
  const openedAt = mark?.openedAt ?? readInstant(row?.openedAt ?? '') ?? null;
  const rungs = row?.rungs ?? [];
  const held = rungs.filter(rung => isHeld(rung, now));
  return {id, openedAt, held, unsettled: rungs.filter(isUnsettled), problems};
}

const isUnsettled = ({state}: RungRow): boolean => state === 'tried' || state === 'waiting';

async function openIn({incidents}: Desk) {
  try {
    return [await incidents.opened(), undefined] as const;
  } catch (thrown) {
    return [[], problemOf(thrown)] as const;
  }
}

async function marked({incidents}: Desk, id: string): Promise<Problem | undefined> {
  try {
    await incidents.close(id);
    return undefined;
  } catch (thrown) {
    return problemOf(thrown);
  }
}

/** A few to choose from: open ones, those that look alike first. */
function notOpen(
  asked: string,
  rows: readonly IncidentRow[],
  opened: readonly {readonly id: string}[],
): Problem {
  const open = [...opened, ...rows.filter(({closedAt}) => closedAt === null)].map(({id}) => id);
  const start = asked.slice(0, 3).toLowerCase();
  const alike = (id: string) => (id.toLowerCase().startsWith(start) ? 0 : 1);
  const near = [...new Set(open)].sort((a, b) => alike(a) - alike(b)).slice(0, 5);
  return {code: 'not-found', what: whatIsMissing(rows, asked), asked, near};
}

/** Nobody is told that there is no incident where it was closed before. */
export const whatIsMissing = (rows: readonly Pick<IncidentRow, 'id'>[], asked: string) =>
  rows.some(({id}) => id === asked) ? 'open incident' : 'incident';

const UNSAID: Problem = {
  code: 'usage',
  reason: 'Closing an incident takes what was done.',
  nextSteps: ['Say it in a sentence or two: --done "…"'],
};
