import type {PastActivation, PastOutcome} from '../../core/history.ts';
import type {Instant} from '../../core/time.ts';
import {visible} from '../../core/untrusted.ts';
import {showMoment} from './moments.ts';
import {type Cell, type Column, type TableLook, table} from './table.ts';
import type {Tone} from './theme.ts';

/** As much of a request's id as tells it apart, and as `--again` takes. */
const SHORT = 8;

const INCIDENT: Column = {head: 'INCIDENT'};

const COLUMNS: readonly Column[] = [
  {head: 'ASKED'},
  {head: 'ROLE'},
  {head: 'SCOPE'},
  {head: 'CAME TO'},
  {head: 'UNTIL'},
  {head: 'BECAUSE', drop: 1},
  {head: 'REQUEST', drop: 2},
];

/** `stint history` for people. A column for incidents is there when one of the rows belongs to one. */
export function historyTable(
  rows: readonly PastActivation[],
  now: Instant,
  look: TableLook,
): Promise<string> {
  const hasIncident = rows.some(({incident}) => incident !== null);
  const cells = rows.map(row => (hasIncident ? [...cellsOf(row, now), incidentOf(row)] : cellsOf(row, now)));
  return table(hasIncident ? [...COLUMNS, INCIDENT] : COLUMNS, cells, look);
}

function cellsOf(row: PastActivation, now: Instant): readonly Cell[] {
  const {askedAt, startedAt, endsAt, endedAt, requestId} = row;
  return [
    {text: moment(askedAt ?? startedAt ?? endedAt, now)},
    {text: visible(row.name || '-')},
    {text: visible(row.scope?.name ?? '-')},
    outcomeOf(row),
    {text: moment(endedAt ?? endsAt, now)},
    {text: visible(row.justification ?? '')},
    {text: visible((requestId ?? '-').slice(0, SHORT)), tone: 'quiet'},
  ];
}

const moment = (at: Instant | null, now: Instant): string => (at === null ? '-' : showMoment(at, now));

const TONES: Partial<Record<PastOutcome, Tone>> = {
  active: 'steady',
  waiting: 'ending',
  denied: 'refused',
  failed: 'refused',
  unknown: 'refused',
};

function outcomeOf({outcome, problem, practice}: PastActivation): Cell {
  const why = problem === null || problem === outcome ? '' : `: ${problem}`;
  return {text: `${outcome}${why}${practice ? ' (practice)' : ''}`, tone: TONES[outcome]};
}

/** A drill is no alarm: it says so, and keeps the colour for what was real. */
function incidentOf({incident, isDrill}: PastActivation): Cell {
  if (incident === null) return {text: ''};
  return isDrill ? {text: `drill ${visible(incident)}`} : {text: visible(incident), tone: 'refused'};
}
