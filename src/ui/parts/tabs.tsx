import type {ReactNode} from 'react';
import {countIn, freshness} from '../freshness.ts';
import {underWay} from '../holdings.ts';
import {textOf} from '../line.ts';
import type {Model} from '../model.ts';
import {type Look, say} from '../theme.ts';
import {clockTime} from '../times.ts';
import {caretSpans} from './caret.ts';
import {clip, widthOf} from './cell.ts';
import {ROOMY} from './role-row.ts';
import {dim, Row, type Span} from './row.tsx';

type Tab = 'roles' | 'active' | 'history';

/** ` 1 Roles 41   2 Active 3, 1 under way      / prod            read 12:21`. */
export function Tabs({model, open}: {readonly model: Model; readonly open: Tab}): ReactNode {
  const left = [
    {text: ' '},
    ...rolesTab(model, open),
    ...activeTab(model, open),
    ...historyTab(model, open),
    ...marks(model),
  ];
  const fresh = freshOf(model, open);
  const taken = left.reduce((sum, span) => sum + widthOf(span.text), 0);
  const filter = filterOf(model, open, model.size.columns - taken - 2);
  const used = filter.reduce((sum, span) => sum + widthOf(span.text), taken);
  const gap = model.size.columns - used - widthOf(fresh) - 1;
  const right = gap < 1 ? [] : [dim(' '.repeat(gap) + fresh)];
  return <Row spans={[...left, ...filter, ...right]} />;
}

const tab = (name: string, count: string, isOpen: boolean): readonly Span[] => [
  {text: ` ${name} `, bold: isOpen, inverse: isOpen},
  {text: `${count}  `, dim: !isOpen},
];

function rolesTab(model: Model, open: Tab): readonly Span[] {
  const {rows, shown, sources} = model.roles;
  const fits = shown.length === rows.length ? '' : `${shown.length} of `;
  return tab('1 Roles', `${fits}${countIn(model, sources, rows.length)}`, open === 'roles');
}

function activeTab(model: Model, open: Tab): readonly Span[] {
  const {holdings, runs, look} = model;
  const held = holdings.grants.filter(
    grant => grant.state === 'active' && grant.assignment !== 'standing',
  ).length;
  const waiting = underWay(holdings, runs);
  const more = waiting === 0 ? '' : ` ${look.glyphs.underWay}${waiting}`;
  return tab('2 Active', `${countIn(model, holdings.sources, held)}${more}`, open === 'active');
}

/** Where there is little room a filter takes the place of the tab that is not looked at. */
function historyTab({history, roles, size}: Model, open: Tab): readonly Span[] {
  const isFiltered = roles.filtering || textOf(roles.filter) !== '' || roles.marked.size > 0;
  if (open === 'roles' && isFiltered && size.columns < ROOMY) return [];
  const {rows, shown} = history;
  const fits = shown.length === rows.length ? '' : `${shown.length} of `;
  return tab(
    '3 History',
    open === 'history' && rows.length > 0 ? `${fits}${rows.length}` : '',
    open === 'history',
  );
}

function freshOf(model: Model, open: Tab): string {
  if (open !== 'history') return freshness(model, (open === 'roles' ? model.roles : model.holdings).sources);
  const {state, readAt} = model.history;
  if (state === 'reading') return `reading${model.look.glyphs.more}`;
  return readAt === null ? '' : `read ${clockTime(readAt, model.now)}`;
}

function marks({roles, look}: Model): readonly Span[] {
  if (roles.marked.size === 0) return [];
  return [{text: `${look.glyphs.mark}${roles.marked.size} marked  `, colour: look.colours.accent}];
}

function filterOf(model: Model, open: Tab, room: number): readonly Span[] {
  if (open === 'active') return [];
  return filterSpans(model.look, open === 'roles' ? model.roles : model.history, room);
}

/** The end of a long filter stays in sight: that is where it is being written. */
function filterSpans(
  look: Look,
  {filter, filtering}: Pick<Model['roles'], 'filter' | 'filtering'>,
  room: number,
): readonly Span[] {
  const {before, after} = filter;
  if (!filtering && before + after === '') return [];
  const lead: Span = {text: '/ ', colour: look.colours.accent};
  if (!filtering) return [lead, {text: clip(say(look, before + after), room - 2, look.glyphs.more)}];
  return [lead, ...caretSpans(before, after, room - 2)];
}
