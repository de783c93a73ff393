import {explain} from '../../core/explain.ts';
import type {Pending} from '../../core/sink.ts';
import type {Instant} from '../../core/time.ts';
import {visible} from '../../core/untrusted.ts';
import {showMoment} from './moments.ts';
import {type Cell, type Column, type TableLook, table} from './table.ts';

const COLUMNS: readonly Column[] = [
  {head: 'SINK'},
  {head: 'WAITING'},
  {head: 'FROM LINE'},
  {head: 'TRIES', drop: 2},
  {head: 'FAILING SINCE', drop: 1},
  {head: 'NEXT'},
  {head: 'WHY'},
];

/** `stint audit show --pending` for people. `now` is the wall clock's. */
export const pendingTable = (rows: readonly Pending[], now: Instant, look: TableLook): Promise<string> =>
  table(
    COLUMNS,
    rows.map(row => cellsOf(row, now)),
    look,
  );

function cellsOf(row: Pending, now: Instant): readonly Cell[] {
  const {sink, waiting, first, failures, failingSince, dueAt, problem} = row;
  return [
    {text: visible(sink)},
    {text: String(waiting), tone: waiting === 0 ? 'steady' : 'ending'},
    {text: first === null ? '-' : String(first.seq)},
    {text: String(failures)},
    {text: moment(failingSince, now)},
    {text: waiting === 0 ? '-' : next(dueAt, now)},
    problem === null ? {text: ''} : {text: explain(problem).title, tone: 'refused'},
  ];
}

const moment = (at: Instant | null, now: Instant): string => (at === null ? '-' : showMoment(at, now));

const next = (dueAt: Instant | null, now: Instant): string =>
  dueAt === null || dueAt <= now ? 'now' : showMoment(dueAt, now);
