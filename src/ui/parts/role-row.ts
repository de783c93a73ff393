import {showDuration} from '../../core/duration.ts';
import type {Eligibility} from '../../core/eligibility.ts';
import {kindLabel} from '../../core/kind.ts';
import type {Policy, Requirements} from '../../core/policy.ts';
import {policyFor} from '../form.ts';
import {isLendable, isLinked} from '../lending.ts';
import type {Model} from '../model.ts';
import {isOver, type Run} from '../run.ts';
import {type Colour, say} from '../theme.ts';
import {timeLeft} from '../times.ts';
import {roughly} from '../vague.ts';
import {padTo} from './cell.ts';
import {placeOf} from './place.ts';
import {dim, plain, type Span} from './row.tsx';
import {stateWord} from './state-word.ts';

/** Widths of the columns of the list for this much room: the kind goes first, then the hints. */
export interface RoleColumns {
  readonly name: number;
  readonly scope: number;
  readonly kind: number;
  readonly state: number;
}

/** From here on there is room for what can be done without. */
export const ROOMY = 72;

/** `hasAccounts`: the places are wider where numbers of accounts stand beside their names. */
export function roleColumns(columns: number, hasAccounts: boolean): RoleColumns {
  const kind = columns >= ROOMY ? 9 : 0;
  const state = columns >= ROOMY ? 24 : 12;
  const room = columns - 6 - kind - state - 3;
  const name = Math.ceil(room * (hasAccounts ? 0.45 : 0.55));
  return {name, scope: room - name, kind, state};
}

interface Standing {
  readonly glyph: string;
  readonly colour: Colour;
  readonly text: string;
  readonly hints: string;
}

/** ` ▸+● Contributor   prod-payments   Azure   47 min left`. */
export function roleRow(
  model: Model,
  role: Eligibility,
  isChosen: boolean,
  width: RoleColumns,
): readonly Span[] {
  const {glyphs, colours} = model.look;
  const {glyph, colour, text, hints} = standingOf(model, role);
  const accent = isChosen ? colours.accent : undefined;
  const cell = (what: string, cells: number) => `${padTo(what, cells, glyphs.more)} `;
  return [
    {text: isChosen ? ` ${glyphs.cursor}` : '  ', colour: accent, bold: isChosen},
    {text: model.roles.marked.has(role.id) ? `${glyphs.mark} ` : '  ', colour: colours.accent, bold: true},
    {text: `${glyph} `, colour},
    {text: cell(say(model.look, role.name), width.name), colour: accent, bold: isChosen},
    {text: cell(placeOf(model.look, role, width.scope), width.scope), colour: accent},
    ...(width.kind === 0 ? [] : [dim(cell(kindLabel(role.kind), width.kind - 1))]),
    ...stateSpans(model, {glyph, colour, text, hints}, width.state),
  ];
}

/** What it is worth in twelve cells, or as many as it takes, and the hints in what is left. */
function stateSpans(model: Model, {text, colour, hints}: Standing, width: number): readonly Span[] {
  const {more} = model.look.glyphs;
  if (width <= 12) return [{text: padTo(text.replace('loan up to', 'loan'), width, more), colour}];
  const cells = text.length < 12 ? 12 : Math.min(width, text.length + 1);
  return [
    {text: padTo(text, cells, more), colour},
    ...(hints === '' || cells >= width ? [] : [dim(padTo(hints, width - cells, more))]),
  ];
}

function standingOf(model: Model, role: Eligibility): Standing {
  const {glyphs, colours} = model.look;
  const run = model.runs.get(role.id);
  if (run !== undefined && !isOver(run))
    return {glyph: glyphs.underWay, colour: colours.accent, text: stateWord(run.activation.state), hints: ''};
  const held = model.holdings.byEligibility.get(role.id);
  if (held?.state === 'active')
    return {glyph: glyphs.active, colour: colours.steady, text: leftOf(model, held.endsAt), hints: ''};
  if (held !== undefined)
    return {glyph: glyphs.underWay, colour: colours.accent, text: stateWord(held.state), hints: ''};
  if (role.entitlement === 'standing' && (run === undefined || !isLendable(role)))
    return standing(model, role);
  return eligible(model, role, run);
}

/** An AWS permission set stands, and its credentials are lent for a while: both are said. */
function standing(model: Model, role: Eligibility): Standing {
  const look = {glyph: model.look.glyphs.standing, colour: model.look.colours.ending};
  const most = isLendable(role) ? upTo(policyFor(role, model.policies)) : '';
  if (most === '') return {...look, text: 'standing', hints: ''};
  return {...look, text: `loan ${most}`, hints: 'standing'};
}

function eligible(model: Model, role: Eligibility, run: Run | undefined): Standing {
  const {glyphs, colours} = model.look;
  const policy = policyFor(role, model.policies);
  const most = upTo(policy);
  const text = role.kind === 'aws-role' && most !== '' ? `loan ${most}` : most;
  const hints = hintsFor(role, policy);
  if (run === undefined) return {glyph: glyphs.eligible, colour: undefined, text, hints};
  return {glyph: glyphs.refused, colour: colours.refused, text: stateWord(run.activation.state), hints};
}

const leftOf = (model: Model, endsAt: number | null): string =>
  endsAt === null ? 'active' : roughly(model, timeLeft(endsAt, model.now));

const upTo = ({maxDuration}: Policy): string =>
  maxDuration === null ? '' : `up to ${showDuration(maxDuration)}`;

export const hintsFor = (role: Eligibility, {requires}: Policy): string =>
  isLinked(role) ? 'via group' : hintsOf(requires);

/** `mfa appr tkt`: what it will ask for, as far as that is known; the details say it in full. */
export function hintsOf(requires: Requirements): string {
  const asks = [
    requires.mfa === true || typeof requires.authContext === 'string' ? 'mfa' : '',
    requires.approval === true ? 'appr' : '',
    requires.ticket === true ? 'tkt' : '',
  ];
  return asks.filter(word => word !== '').join(' ');
}

export const emptyRow = (text: string): readonly Span[] => [plain('   '), dim(text)];
