import type {ReactNode} from 'react';
import {accountOf} from '../abilities.ts';
import {counting} from '../holdings.ts';
import type {Model} from '../model.ts';
import {needsSignIn} from '../sign-in-target.ts';
import {say} from '../theme.ts';
import {timeLeft} from '../times.ts';
import {roughly} from '../vague.ts';
import {clip, widthOf} from './cell.ts';
import {dim, Row, type Span} from './row.tsx';

/** `stint   ada@contoso.com · contoso (usgov)         3 active, next ends in 12 min`. */
export function Header({model}: {readonly model: Model}): ReactNode {
  const right = summary(model);
  const room = Math.max(0, model.size.columns - widthOf(right) - 12);
  const left = clip(asMuchAsFits(whoAndWhere(model), model, room), room, model.look.glyphs.more);
  const gap = ' '.repeat(Math.max(1, model.size.columns - 11 - widthOf(left) - widthOf(right)));
  return <Row spans={[{text: '  stint   ', bold: true}, dim(left), {text: gap + right}]} />;
}

/** Who it is, and as many whole parts of where as there is room for: half a name helps nobody. */
function asMuchAsFits([who = '', ...where]: readonly string[], {look}: Model, room: number): string {
  return where.reduce((text, part) => {
    const longer = `${text} ${look.glyphs.dot} ${part}`;
    return widthOf(longer) <= room ? longer : text;
  }, who);
}

function whoAndWhere(model: Model): readonly string[] {
  const {profile, look} = model;
  if (profile === null) return [model.version];
  const who = needsSignIn(model) ? 'not signed in' : accountOf(model);
  const cloud = profile.cloud === 'public' ? [] : [`cloud ${say(look, profile.cloud)}`];
  return [who, ...cloud, ...(profile.name === 'default' ? [] : [say(look, profile.name)])];
}

function summary(model: Model): string {
  const ends = counting(model.holdings).flatMap(({endsAt}) => endsAt ?? []);
  const running = ends.filter(endsAt => endsAt > model.now);
  if (running.length === 0) return '';
  const left = roughly(model, timeLeft(Math.min(...running), model.now));
  return `${running.length} active, next ends in ${left}`;
}

/** Said on every screen while nothing is real. */
export function Banner({model}: {readonly model: Model}): ReactNode {
  if (model.profile?.practice !== true) return null;
  const text = '  Practice cloud: nothing here is real. ';
  const spans: readonly Span[] = [{text: clip(text, model.size.columns, ''), inverse: true}];
  return <Row spans={spans} />;
}

export function Rule({model}: {readonly model: Model}): ReactNode {
  return <Row spans={[dim(model.look.glyphs.rule.repeat(model.size.columns))]} />;
}
