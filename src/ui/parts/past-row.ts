import type {PastOutcome} from '../../core/history.ts';
import {type PastRow, timeOf} from '../history-list.ts';
import type {Model} from '../model.ts';
import {type Colour, type Look, say} from '../theme.ts';
import {clockTime} from '../times.ts';
import {padTo} from './cell.ts';
import {outcomeWord, wasHeld} from './outcome-word.ts';
import {ROOMY} from './role-row.ts';
import {dim, type Span} from './row.tsx';

export interface PastColumns {
  readonly name: number;
  readonly scope: number;
  /** What it was for; none where there is little room. */
  readonly reason: number;
}

/** `22 Nov 2025` */
const TIME = 11;
/** `withdrawn` */
const OUTCOME = 9;

export function pastColumns(columns: number): PastColumns {
  const room = columns - 4 - TIME - 1 - OUTCOME - 2;
  const reason = columns >= ROOMY ? Math.floor(room * 0.4) : 0;
  const left = room - reason - 1;
  const name = Math.ceil(left * 0.55);
  return {name, scope: left - name, reason};
}

/** ` ▸○ Tue 14:02   Contributor   prod-payments   ended   rotate the webhook secret`. */
export function pastRow(model: Model, row: PastRow, isChosen: boolean, width: PastColumns): readonly Span[] {
  const {look, now} = model;
  const {glyphs, colours} = look;
  const accent = isChosen ? colours.accent : undefined;
  const [glyph, colour] = signOf(look, row);
  const cell = (what: string, cells: number) => `${padTo(what, cells, glyphs.more)} `;
  const asked = timeOf(row);
  return [
    {text: isChosen ? ` ${glyphs.cursor}` : '  ', colour: accent, bold: isChosen},
    {text: `${glyph} `, colour},
    dim(cell(asked === 0 ? '' : clockTime(asked, now), TIME)),
    {text: cell(say(look, row.name), width.name), colour: accent, bold: isChosen},
    {text: cell(say(look, row.scope?.name ?? ''), width.scope), colour: accent},
    {text: cell(outcomeWord(row), OUTCOME), colour},
    ...(width.reason === 0 ? [] : [dim(padTo(reasonOf(look, row), width.reason, glyphs.more))]),
  ];
}

/** An emergency is told by its name before its reason. */
function reasonOf(look: Look, {incident, isDrill, justification}: PastRow): string {
  const name = isDrill ? `drill ${incident}` : incident;
  return say(look, [name, withoutName(justification, incident)].filter(text => text !== null).join(': '));
}

/** What is sent in an emergency begins with its name already. */
export function withoutName(justification: string | null, incident: string | null): string | null {
  if (justification === null || incident === null) return justification;
  return justification.startsWith(`${incident}: `) ? justification.slice(incident.length + 2) : justification;
}

type Sign = readonly [glyph: string, colour: Colour];

function signOf({glyphs, colours}: Look, row: PastRow): Sign {
  const {outcome, incident, isDrill} = row;
  const signs: Readonly<Record<PastOutcome, Sign>> = {
    active: [glyphs.active, colours.steady],
    ended: [glyphs.eligible, undefined],
    expired: [glyphs.eligible, undefined],
    denied: [glyphs.refused, colours.refused],
    failed: [glyphs.refused, colours.refused],
    cancelled: [glyphs.eligible, undefined],
    waiting: [glyphs.underWay, colours.accent],
    scheduled: [glyphs.underWay, colours.accent],
    unknown: [glyphs.underWay, colours.ending],
  };
  if (incident !== null && !isDrill) return [glyphs.attention, colours.refused];
  return wasHeld(row) ? signs.ended : signs[outcome];
}
