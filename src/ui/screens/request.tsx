import type {ReactNode} from 'react';
import {showDuration} from '../../core/duration.ts';
import {explain} from '../../core/explain.ts';
import {kindLabel} from '../../core/kind.ts';
import {
  askedBy,
  durationIn,
  type Field,
  type Form,
  fieldsOf,
  mostAllowed,
  policyFor,
  presets,
} from '../form.ts';
import {bodyHeight} from '../layout.ts';
import {isLendable, isLinked} from '../lending.ts';
import {textOf} from '../line.ts';
import type {Model, ScreenOf} from '../model.ts';
import {clip, padTo, widthOf, wrapped} from '../parts/cell.ts';
import {asksFor} from '../parts/details.ts';
import {field} from '../parts/field.ts';
import {Header, Rule} from '../parts/header.tsx';
import {longerLines} from '../parts/longer-words.ts';
import {placeOf} from '../parts/place.ts';
import {planLines, TITLE} from '../parts/plan.ts';
import {hintsFor} from '../parts/role-row.ts';
import {dim, Lines, type Span} from '../parts/row.tsx';
import {remedies} from '../remedies.ts';
import {startIn} from '../start-time.ts';
import {say} from '../theme.ts';
import {clockTime} from '../times.ts';

type FormLines = readonly (readonly Span[])[];

export function Request({
  model,
  screen,
}: {
  readonly model: Model;
  readonly screen: ScreenOf<'request'>;
}): ReactNode {
  const {form} = screen;
  const height = bodyHeight(model);
  // What the end is worth stays in sight where there is little room.
  const gap = model.size.rows < 20 ? [] : [[]];
  const asked = [...roleLines(model, form, height), [], ...fieldLines(model, form), ...gap];
  const lines = [...asked, ...refusalLines(model, form), ...planLines(model, form)].slice(0, height);
  return (
    <>
      <Header model={model} />
      <Rule model={model} />
      <Lines lines={lines.at(-1) === TITLE ? lines.slice(0, -1) : lines} height={height} />
    </>
  );
}

function roleLines(model: Model, form: Form, height: number): FormLines {
  const title = titleOf(form);
  const room = Math.max(1, height - fieldsOf(form, model.policies).length - 5);
  const more = form.roles.length - room;
  const kind = Math.max(6, ...form.roles.map(role => kindLabel(role.kind).length));
  const lines = form.roles.slice(0, room).map(role => oneRole(model, role, kind));
  return [
    [{text: `  ${form.sending ? 'Sending' : title}`, bold: true}],
    ...lines,
    ...(more > 0 ? [[dim(`   and ${more} more`)]] : []),
    ...(form.roles.length === 1 ? form.roles.flatMap(role => inWords(model, role)) : []),
    ...longerLines(model, form),
  ];
}

function titleOf({roles, extending}: Form): string {
  if (extending !== null)
    return extending.way === 'move' ? 'More time for this loan' : 'End it and ask for it again';
  return roles.length === 1 ? 'Ask for this role' : `Ask for ${roles.length} roles`;
}

/** What one role asks for, said whole where there is room: who has to approve, what has to be proved. */
function inWords(model: Model, role: Form['roles'][number]): FormLines {
  if (model.size.rows < 20) return [];
  const asks = asksFor(model, policyFor(role, model.policies), model.policies.has(role.id), role.kind);
  return wrapped(say(model.look, asks[0] ?? ''), model.size.columns - 6).map(text => [dim(`   ${text}`)]);
}

function oneRole(model: Model, role: Form['roles'][number], kind: number): readonly Span[] {
  const {look, size} = model;
  const policy = policyFor(role, model.policies);
  const most =
    policy.maxDuration === null ? 'maximum not known' : `up to ${showDuration(policy.maxDuration)}`;
  const lent = isLendable(role) && !isLinked(role) ? 'loan ' : '';
  const room = size.columns - 29 - kind;
  const name = Math.ceil(room * 0.55);
  return [
    {text: `   ${padTo(say(look, role.name), name, look.glyphs.more)} `},
    {text: `${padTo(placeOf(look, role, room - name - 1), room - name - 1, look.glyphs.more)} `},
    dim(`${padTo(kindLabel(role.kind), kind, '')} `),
    dim(padTo(`${lent}${most} ${hintsFor(role, policy)}`, 24, look.glyphs.more)),
  ];
}

const LABELS: Readonly<Record<Field, string>> = {
  duration: 'For',
  justification: 'Because',
  code: 'MFA code',
  ticket: 'Ticket',
  system: 'Ticket system',
  scope: 'Scope',
  start: 'Start',
  ends: 'Ends',
};

const fieldLines = (model: Model, form: Form): FormLines =>
  fieldsOf(form, model.policies).map(name =>
    name === 'ends' ? endsLine(model, form) : textLine(model, form, name),
  );

const textLine = (model: Model, form: Form, name: Field): readonly Span[] =>
  field(model.look, {
    label: LABELS[name],
    line: form.lines[name],
    isFocused: form.focus === name && !form.sending,
    width: model.size.columns,
    empty: emptyWords(name, form),
    hint: hintFor(model, form, name),
  });

/** `Ends          ◂ when I leave stint ▸   also when it is killed`: nothing is written here, the arrows choose. */
function endsLine(model: Model, form: Form): readonly Span[] {
  const {back, on, cursor} = model.look.glyphs;
  const isFocused = form.focus === 'ends' && !form.sending;
  const accent = isFocused ? model.look.colours.accent : undefined;
  const choice = `${back} ${form.untilExit ? 'when I leave stint' : 'by itself'} ${on}`;
  return [
    {text: ` ${isFocused ? cursor : ' '} ${LABELS.ends.padEnd(13)} `, colour: accent, bold: isFocused},
    {text: choice, colour: accent, bold: isFocused},
    dim(
      clip(`   ${endsHint(model, form)}`, model.size.columns - 18 - widthOf(choice), model.look.glyphs.more),
    ),
  ];
}

function emptyWords(name: Field, {extending}: Form): string {
  if (name === 'justification' && extending?.way === 'move' && extending.grant.justification !== null)
    return 'the reason it was taken for goes on';
  if (name === 'scope') return 'all of it, or the id of something below';
  if (name === 'start') return 'now, or 14:30';
  if (name === 'code') return 'six digits, good once';
  if (name === 'system') return 'where the ticket is kept, if asked for';
  return name === 'justification' ? 'say why' : '';
}

/** What is asked for is said beside its field until it is there. */
function hintFor(model: Model, form: Form, name: Field): string {
  if (name === 'duration') return durationHint(model, form);
  if (name !== 'ticket' && name !== 'justification') return '';
  if (form.extending?.way === 'move') return '';
  const asking = askedBy(form, model.policies, name);
  if (asking === 0 || textOf(form.lines[name]).trim() !== '') return '';
  return form.roles.length === 1 ? 'asked for' : `asked for by ${asking} of ${form.roles.length}`;
}

/** Who ends it if this app cannot: said before it is asked for. */
function endsHint({profile}: Model, {untilExit}: Form): string {
  if (!untilExit) return '';
  return profile?.staysBehind === true
    ? 'even if it is killed'
    : 'unless killed: then the next command ends it';
}

/** `ends 15:21   30 min  1 h  2 h`: when it would end, and the lengths the arrows step through. */
function durationHint(model: Model, form: Form): string {
  const length = durationIn(form);
  const start = startIn(form, model.now);
  if (length === undefined || start.type === 'unclear') return 'write 45m, 1h30m or 2h';
  const ends = `ends ${clockTime((start.at ?? model.now) + length * 1000, model.now)}`;
  const {back, on} = model.look.glyphs;
  const most = mostAllowed(form.roles, model.policies);
  if (most !== null && length > most) return `${showDuration(most)} is the most`;
  if (model.size.columns < 76) return ends;
  return `${ends}   ${back} ${presets(form.roles, model.policies).map(showDuration).join('  ')} ${on}`;
}

function refusalLines(model: Model, form: Form): FormLines {
  const {look, size} = model;
  return form.refusals.flatMap(problem => {
    const words = explain(problem);
    const role = form.roles.find(one => one.id === problem.eligibilityId);
    const whose = role === undefined ? '' : `${say(look, role.name)}: `;
    return [
      ...wrapped(`${whose}${say(look, words.title)}`, size.columns - 6).map((text, at) => [
        {text: at === 0 ? ` ${look.glyphs.refused} ` : '   ', colour: look.colours.refused},
        {text},
      ]),
      ...remedies(problem)
        .slice(0, 2)
        .map(step => [dim(`   ${say(look, step)}`)]),
    ];
  });
}
