import type {ReactNode} from 'react';
import {accountOf, needsSignIn} from '../abilities.ts';
import {counting} from '../holdings.ts';
import type {Model} from '../model.ts';
import {say} from '../theme.ts';
import {timeLeft} from '../times.ts';
import {clip, widthOf} from './cell.ts';
import {dim, Row, type Span} from './row.tsx';

/** `stint   ada@contoso.com · contoso (usgov)         3 active, next ends in 12 min`. */
export function Header({model}: {readonly model: Model}): ReactNode {
  const right = summary(model);
  const room = model.size.columns - widthOf(right) - 12;
  const left = clip(whoAndWhere(model), Math.max(0, room), model.look.glyphs.more);
  const gap = ' '.repeat(Math.max(1, model.size.columns - 11 - widthOf(left) - widthOf(right)));
  return <Row spans={[{text: '  stint   ', bold: true}, dim(left), {text: gap + right}]} />;
}

function whoAndWhere(model: Model): string {
  const {profile} = model;
  if (profile === null) return model.version;
  const who = needsSignIn(model) ? 'not signed in' : accountOf(model);
  const profileName =
    profile.name === 'default' ? '' : ` ${model.look.glyphs.dot} ${say(model.look, profile.name)}`;
  const cloud =
    profile.cloud === 'public' ? '' : ` ${model.look.glyphs.dot} cloud ${say(model.look, profile.cloud)}`;
  return who + profileName + cloud;
}

function summary(model: Model): string {
  const running = counting(model.holdings);
  if (running.length === 0 || model.holdings.doubted) return '';
  const next = Math.min(...running.map(grant => grant.endsAt ?? Number.MAX_SAFE_INTEGER));
  return `${running.length} active, next ends in ${timeLeft(next, model.now)}`;
}

/** Said on every screen while nothing is real. */
export function Banner({model}: {readonly model: Model}): ReactNode {
  if (model.profile?.practice !== true) return null;
  const text = '  Practice cloud: nothing here is real. ';
  const spans: readonly Span[] = [{text: clip(text, model.size.columns, ''), inverse: true}];
  return <Row spans={spans} />;
}

export function Tabs({model, open}: {readonly model: Model; readonly open: 'roles' | 'active'}): ReactNode {
  const {roles, look, holdings} = model;
  const fits = roles.shown.length === roles.rows.length ? '' : `${roles.shown.length} of `;
  const tab = (name: string, count: string, isOpen: boolean): readonly Span[] => [
    {text: ` ${name} `, bold: isOpen, inverse: isOpen},
    {text: `${count}  `, dim: !isOpen},
  ];
  const held = holdings.grants.filter(
    grant => grant.state === 'active' && grant.assignment !== 'standing',
  ).length;
  const marks = roles.marked.size === 0 ? '' : `${look.glyphs.mark}${roles.marked.size} marked  `;
  return (
    <Row
      spans={[
        {text: ' '},
        ...tab('1 Roles', `${fits}${roles.rows.length}`, open === 'roles'),
        ...tab('2 Active', `${held}`, open === 'active'),
        {text: marks, colour: look.colours.accent},
        ...(open === 'roles' ? filterSpans(model) : []),
      ]}
    />
  );
}

function filterSpans({roles, look}: Model): readonly Span[] {
  const {before, after} = roles.filter;
  if (!roles.filtering && before + after === '') return [];
  const caret: readonly Span[] = roles.filtering ? [{text: after.slice(0, 1) || ' ', inverse: true}] : [];
  const rest = roles.filtering ? after.slice(1) : after;
  return [{text: '/ ', colour: look.colours.accent}, {text: before}, ...caret, {text: rest}];
}

export function Rule({model}: {readonly model: Model}): ReactNode {
  return <Row spans={[dim(model.look.glyphs.rule.repeat(model.size.columns))]} />;
}
