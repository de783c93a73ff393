import type {Incident} from '../../core/emergency.ts';
import type {IncidentRow} from '../../core/incident.ts';
import {type Instant, readInstant, showInstant} from '../../core/time.ts';
import {visible} from '../../core/untrusted.ts';
import {showMoment} from '../output/moments.ts';
import {type Cell, type Column, type TableLook, table} from '../output/table.ts';

const COLUMNS: readonly Column[] = [
  {head: 'INCIDENT'},
  {head: 'STATE'},
  {head: 'OPENED'},
  {head: 'CLOSED', drop: 2},
  {head: 'ROLE', drop: 1},
  {head: 'WHY'},
];

type Row = Pick<IncidentRow, 'id' | 'drill' | 'openedAt' | 'closedAt' | 'reason' | 'rungs'>;

/** `stint break-glass list` for people. `now` is server time. */
export function incidentTable(
  rows: readonly IncidentRow[],
  unrecorded: readonly Incident[],
  now: Instant,
  look: TableLook,
): Promise<string> {
  const bare = unrecorded.map(one => ({...one, ...timesOf(one), rungs: []}));
  return table(
    COLUMNS,
    [...bare, ...rows].map(row => cells(row, now)),
    look,
  );
}

const timesOf = ({openedAt, closedAt}: Incident) => ({
  openedAt: showInstant(openedAt),
  closedAt: closedAt === null ? null : showInstant(closedAt),
});

function cells({id, drill, openedAt, closedAt, reason, rungs}: Row, now: Instant): readonly Cell[] {
  const held = rungs.filter(({state}) => state === 'granted').map(({rung}) => visible(rung));
  const state = closedAt === null ? 'open' : 'closed';
  return [
    {text: visible(id)},
    {text: drill ? `${state} drill` : state, tone: closedAt === null ? 'refused' : 'quiet'},
    {text: moment(openedAt, now)},
    {text: closedAt === null ? '-' : moment(closedAt, now)},
    {text: held.join(', ') || '-'},
    {text: visible(reason)},
  ];
}

/** The record may have been changed by anybody: what is no time is shown as it stands. */
function moment(text: string, now: Instant): string {
  const at = readInstant(text);
  return at === undefined ? visible(text) : showMoment(at, now);
}
