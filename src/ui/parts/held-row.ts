import {explain} from '../../core/explain.ts';
import {countdown, type Grant} from '../../core/grant.ts';
import {authorityOf, type Kind} from '../../core/kind.ts';
import type {Instant} from '../../core/time.ts';
import {incidentOf} from '../emergency.ts';
import type {HeldRow} from '../holdings.ts';
import type {Model} from '../model.ts';
import {isOver, type Run} from '../run.ts';
import {type Colour, say} from '../theme.ts';
import {clockSecond, clockTime, timeLeft, WARN_WITHIN} from '../times.ts';
import {roughly} from '../vague.ts';
import {bar} from './bar.ts';
import {padStartTo, padTo} from './cell.ts';
import {placeOf} from './place.ts';
import {ROOMY} from './role-row.ts';
import {dim, plain, type Span} from './row.tsx';
import {stateWord} from './state-word.ts';

export interface HeldColumns {
  readonly name: number;
  readonly scope: number;
  readonly bar: number;
  /** Width of the words at the right: the time left and the end, or the story so far. */
  readonly words: number;
}

/** The bar goes first when there is little room. */
export function heldColumns(columns: number): HeldColumns {
  const barCells = columns >= ROOMY ? 12 : 0;
  const words = columns >= ROOMY ? 27 : 23;
  const room = columns - 4 - words - barCells - 3;
  const name = Math.ceil(room * 0.55);
  return {name, scope: room - name, bar: barCells, words};
}

/** ` ▸● Contributor   prod-payments   ━━━━╌╌╌╌   47 min  ends 15:08`. */
export function heldRow(model: Model, row: HeldRow, isChosen: boolean, width: HeldColumns): readonly Span[] {
  const subject = row.grant ?? row.run;
  if (subject === null) return [];
  const {glyphs, colours} = model.look;
  const accent = isChosen ? colours.accent : undefined;
  const {glyph, colour} = signOf(model, row);
  return [
    {text: isChosen ? ` ${glyphs.cursor}` : '  ', colour: accent, bold: isChosen},
    {text: `${glyph} `, colour},
    {
      text: `${padTo(say(model.look, subject.name), width.name, glyphs.more)} `,
      colour: accent,
      bold: isChosen,
    },
    {text: `${padTo(placeOf(model.look, subject, width.scope), width.scope, glyphs.more)} `, colour: accent},
    ...wordsOf(model, row, colour, width),
  ];
}

interface Sign {
  readonly glyph: string;
  readonly colour: Colour;
}

function signOf(model: Model, {grant, run}: HeldRow): Sign {
  const {glyphs, colours} = model.look;
  if (run !== null && isOver(run)) return {glyph: glyphs.refused, colour: colours.refused};
  if (run !== null || grant === null || grant.state !== 'active' || isOwed(model, grant))
    return {glyph: glyphs.underWay, colour: colours.accent};
  if (grant.assignment === 'standing') return {glyph: glyphs.standing, colour: colours.ending};
  if (incidentOf(model, grant) !== undefined) return {glyph: glyphs.attention, colour: colours.refused};
  const ending = countdown(grant.endsAt, model.now, WARN_WITHIN) !== 'steady';
  return {glyph: glyphs.active, colour: ending && grant.endsAt !== null ? colours.ending : colours.steady};
}

function wordsOf(model: Model, row: HeldRow, colour: Colour, width: HeldColumns): readonly Span[] {
  const more = model.look.glyphs.more;
  const wide = width.bar + (width.bar > 0 ? 1 : 0) + width.words;
  const story = storyOf(model, row);
  if (story !== undefined) return [{text: padTo(inShort(story, row, wide), wide, more), colour}];
  const {grant} = row;
  if (grant === null || grant.endsAt === null) return [dim(padTo(standingWords(grant), wide, more))];
  const left =
    countdown(grant.endsAt, model.now, WARN_WITHIN) === 'ended'
      ? 'ended'
      : roughly(model, timeLeft(grant.endsAt, model.now));
  return [
    ...(width.bar === 0 ? [] : [{text: `${bar(model.look, grant, model.now, width.bar)} `, colour}]),
    {text: endWords(model, grant, width.words - 12), dim: true},
    {text: padStartTo(left, 12, more), colour, bold: colour === model.look.colours.ending},
  ];
}

/** What is waited for, without what is known of the waiting: the details tell that. */
function inShort(story: string, {run}: HeldRow, width: number): string {
  if (story.endsWith(NOT_BEFORE) && story.length > width) return story.slice(0, -NOT_BEFORE.length);
  return run?.detail == null || isOver(run) ? story : story.replace(/[,;] .*$/s, '');
}

/** `ends 15:08`, or with whom it ends before that; where there is little room the time alone. */
function endWords(model: Model, grant: Grant, width: number): string {
  const {id, endsAt} = grant;
  const at = endsAt === null ? '' : roughly(model, clockTime(endsAt, model.now));
  const [words, brief] = emergencyOf(model, grant) ?? endsWithWords(model, id) ?? [`ends ${at}`, at];
  return padTo(words.length <= width ? words : brief, width, '');
}

/** The time that is left stands beside it; the details have the end. */
function emergencyOf(model: Model, grant: Grant): readonly [string, string] | undefined {
  const incident = incidentOf(model, grant);
  return incident && (incident.drill ? ['drill', 'drill'] : ['break glass', 'break glass']);
}

function endsWithWords({endsWith}: Model, id: string): readonly [string, string] | undefined {
  const whom = endsWith.get(id);
  if (whom === undefined) return undefined;
  return whom === 'us' ? ['ends with stint', 'with stint'] : ['ends elsewhere', 'elsewhere'];
}

const standingWords = (grant: Grant | null): string =>
  grant === null ? '' : grant.assignment === 'standing' ? 'standing: should be eligible' : grant.assignment;

/** What is under way, in words; `undefined` when it simply is active. */
export function storyOf(model: Model, {grant, run}: HeldRow): string | undefined {
  if (run !== null) return runStory(model, run);
  const wish = grant === null ? undefined : model.wishes.get(grant.id);
  if (wish !== undefined && grant !== null)
    return wish > model.now ? endsItself(wish, grant.kind) : `${ENDING.deactivate}${model.look.glyphs.more}`;
  if (grant === null || grant.state === 'active') return undefined;
  if (grant.state === 'pending-approval') return 'waiting for approval';
  if (grant.state === 'scheduled' && grant.startsAt !== null)
    return `starts ${clockTime(grant.startsAt, model.now)}`;
  return stateWord(grant.state);
}

export function runStory(model: Model, run: Run): string {
  const {state, approvers, endsEarlyAt, problem} = run.activation;
  if (isOver(run)) return problem === null ? stateWord(state) : say(model.look, explain(problem).title);
  if (endsEarlyAt !== null) return endsItself(endsEarlyAt, run.kind);
  if (state === 'pending-approval')
    return `waiting for ${approversIn(model, approvers)}, asked ${clockTime(run.since, model.now)}`;
  if (state === 'step-up') return 'asks who you are';
  if (run.detail !== null) return say(model.look, run.detail);
  return run.verb === 'activate'
    ? `${stateWord(state)}${model.look.glyphs.more}`
    : `${ENDING[run.verb]}${model.look.glyphs.more}`;
}

/** An earlier run has promised its end. */
const isOwed = (model: Model, grant: Grant): boolean => model.wishes.has(grant.id);

/** PIM ends nothing in its first five minutes (reference azure-pim 5.1): the second is PIM's. */
const endsItself = (at: Instant, kind: Kind): string =>
  `ends itself at ${clockSecond(at)}${authorityOf(kind) === 'entra' ? NOT_BEFORE : ''}`;

const NOT_BEFORE = ' (PIM: no sooner)';

const ENDING = {deactivate: 'ending', cancel: 'withdrawing', extend: 'asking for more time'} as const;

function approversIn(model: Model, approvers: Run['activation']['approvers']): string {
  if (approvers.length === 0) return 'approval';
  return approvers.map(name => say(model.look, name)).join(' or ');
}

export const nothingHeld = (text: string): readonly Span[] => [plain('   '), dim(text)];
