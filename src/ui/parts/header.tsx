import type {ReactNode} from 'react';
import {accountOf} from '../abilities.ts';
import {emergencyWords} from '../emergency.ts';
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
  if (model.incidents.length > 0) return <EmergencyHeader model={model} />;
  const right = summary(model);
  const room = Math.max(0, model.size.columns - widthOf(right) - 12);
  const left = clip(asMuchAsFits(whoAndWhere(model), model, room), room, model.look.glyphs.more);
  const gap = ' '.repeat(Math.max(1, model.size.columns - 11 - widthOf(left) - widthOf(right)));
  return <Row spans={[{text: '  stint   ', bold: true}, dim(left), {text: gap + right}]} />;
}

/** Red, and in words, on every screen until it is closed; the rest takes what room is left. */
function EmergencyHeader({model}: {readonly model: Model}): ReactNode {
  const {columns} = model.size;
  const words = emergencyWords(model, columns - 4);
  const room = columns - 4 - widthOf(words) - 3;
  const right = summaries(model).find(text => widthOf(text) <= room) ?? '';
  const left = room - widthOf(right) - 3;
  const who = asMuchAsFits(whoAndWhere(model), model, left);
  const whose = widthOf(who) <= left ? who : '';
  const text = `  ${words}   ${whose}`;
  const gap = ' '.repeat(Math.max(0, columns - widthOf(text) - widthOf(right) - 1));
  const colour = model.look.colours.refused;
  return (
    <Row spans={[{text: clip(`${text}${gap}${right} `, columns, ''), colour, bold: true, inverse: true}]} />
  );
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

const summary = (model: Model): string => summaries(model)[0] ?? '';

/** The longest first: when the next one ends is never what is left out. */
function summaries(model: Model): readonly string[] {
  const ends = counting(model.holdings).flatMap(({endsAt}) => endsAt ?? []);
  const running = ends.filter(endsAt => endsAt > model.now);
  if (running.length === 0) return [];
  const left = roughly(model, timeLeft(Math.min(...running), model.now));
  return [`${running.length} active, next ends in ${left}`, `${running.length} active, ${left}`, left];
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
