import {showDuration} from '../../core/duration.ts';
import type {PastOutcome} from '../../core/history.ts';
import {kindLabel} from '../../core/kind.ts';
import {type Instant, showInstant} from '../../core/time.ts';
import {chosenPast, type PastRow} from '../history-list.ts';
import type {Model} from '../model.ts';
import {say} from '../theme.ts';
import {dayAndTime} from '../times.ts';
import {wrapped} from './cell.ts';
import {type DetailLines, told} from './details.ts';
import {wasHeld} from './outcome-word.ts';
import {withoutName} from './past-row.ts';
import {dim, type Span} from './row.tsx';

/** What became of it, as one reads it; the times are told beside. */
const OUTCOMES: Readonly<Record<PastOutcome, string>> = {
  active: 'It is active, as far as the record knows.',
  ended: 'It was ended.',
  expired: 'It ran to its end.',
  denied: 'It was denied.',
  failed: 'It was refused.',
  cancelled: 'The request was withdrawn.',
  waiting: 'It waits for approval, as far as the record knows.',
  scheduled: 'It begins later.',
  unknown: 'The record does not tell what became of it: it may have taken effect.',
};

const outcomeOf = (row: PastRow): string =>
  wasHeld(row) ? 'It was active already, so nothing new was taken.' : OUTCOMES[row.outcome];

/** A past activation beside or below the list. */
export function pastDetails(model: Model, row: PastRow, width: number): DetailLines {
  const reason = withoutName(row.justification, row.incident);
  return [
    ...headedPast(model, row, width),
    ...told(model, [sentenceOf(model, row), outcomeOf(row), ...timesOf(model, row)], width),
    ...told(model, [reason === null ? '' : `“${say(model.look, reason)}”`], width),
    ...told(model, [ticketOf(row), problemOf(row)], width),
  ];
}

/** The same on a page of its own, with what only an auditor asks for. */
export function storyPage(model: Model): DetailLines {
  const row = chosenPast(model.history);
  if (row === undefined) return [[], [dim('  It is not in the record any more.')]];
  const width = model.size.columns - 4;
  const facts = factsOf(row).flatMap(([label, text]) => factLines(model, label, text));
  const lines = [...pastDetails(model, row, width), [], ...facts];
  return [[], ...lines.map((line): readonly Span[] => [{text: '  '}, ...line])];
}

function headedPast(model: Model, row: PastRow, width: number): DetailLines {
  const where = row.scope === null ? '' : ` on ${say(model.look, row.scope.name)}`;
  const kind = row.kind === null ? [] : [[dim(kindLabel(row.kind))]];
  return [
    ...wrapped(`${say(model.look, row.name)}${where}`, width).map(text => [{text, bold: true}]),
    ...kind,
  ];
}

/** On the practice cloud itself everything is practice, and the screen says so already. */
function sentenceOf({profile}: Model, {incident, isDrill, practice}: PastRow): string {
  const about = incident === null ? '' : `${isDrill ? 'A drill' : 'Break glass'}, ${incident}.`;
  return practice && profile?.practice !== true
    ? [about, 'On the practice cloud.'].filter(text => text !== '').join(' ')
    : about;
}

function timesOf({now}: Model, {askedAt, startedAt, endsAt, endedAt}: PastRow): readonly string[] {
  const at = (label: string, time: Instant | null) =>
    time === null ? '' : `${label} ${dayAndTime(time, now)}.`;
  const long = startedAt === null || endedAt === null ? '' : `Held for ${lengthOf(endedAt - startedAt)}.`;
  const ends = endedAt === null ? at('Ends', endsAt) : at('Over', endedAt);
  return [at('Asked for', askedAt), at('Active from', startedAt), ends, long];
}

/** Whole minutes are as much as anybody wants to know; less than one is said in seconds. */
function lengthOf(length: number): string {
  const seconds = Math.max(0, Math.round(length / 1000));
  return showDuration(seconds < 60 ? seconds : Math.round(seconds / 60) * 60);
}

function ticketOf({ticket}: PastRow): string {
  if (ticket === null) return '';
  return ticket.system === null ? `Ticket ${ticket.number}.` : `Ticket ${ticket.number} (${ticket.system}).`;
}

const problemOf = ({problem}: PastRow): string =>
  problem === null || problem === 'already-active' ? '' : `What went wrong: ${problem}.`;

type Fact = readonly [label: string, text: string | null];

const factsOf = (row: PastRow): readonly Fact[] => [
  ['who', row.account],
  ['profile', row.profile],
  ['asked', timeIn(row.askedAt)],
  ['active', timeIn(row.startedAt)],
  ['until', timeIn(row.endsAt)],
  ['over', timeIn(row.endedAt)],
  ['scope', row.scope?.id ?? null],
  ['request', row.requestId],
  ['role id', row.eligibilityId],
  ['line', `${row.seq} of the record: stint audit show`],
];

const timeIn = (at: Instant | null): string | null => (at === null ? null : showInstant(at));

const LABEL = 9;

function factLines(model: Model, label: string, text: string | null): DetailLines {
  if (text === null) return [];
  return wrapped(say(model.look, text), model.size.columns - 4 - LABEL).map((line, at) => [
    dim((at === 0 ? label : '').padEnd(LABEL)),
    {text: line},
  ]);
}
