import type {ReactNode} from 'react';
import {explain, sourceLabel} from '../../core/explain.ts';
import type {Problem} from '../../core/problem.ts';
import type {Layout} from '../layout.ts';
import type {Model} from '../model.ts';
import {problemsOf} from '../sources.ts';
import {say} from '../theme.ts';
import {clip} from './cell.ts';
import {dim, Lines, type Span} from './row.tsx';

/** `! Group: consent is missing …   r read again`: "could not look" is never drawn as "none". */
export function Problems({model, layout}: {readonly model: Model; readonly layout: Layout}): ReactNode {
  const sources = model.screen.type === 'active' ? model.holdings.sources : model.roles.sources;
  const lines = problemsOf(sources).map(problem => problemLine(model, problem));
  return <Lines lines={lines} height={layout.problems} />;
}

export function problemLine(model: Model, problem: Problem): readonly Span[] {
  const {look, size} = model;
  const source = problem.provider === undefined ? '' : `${sourceLabel(problem.provider)}: `;
  const again = '   r reads again';
  const text = clip(
    say(look, `${source}${explain(problem).title}`),
    size.columns - 5 - again.length,
    look.glyphs.more,
  );
  return [
    {text: `   ${look.glyphs.attention} `, colour: look.colours.ending, bold: true},
    {text},
    dim(again),
  ];
}

export function NoticeLines({model, layout}: {readonly model: Model; readonly layout: Layout}): ReactNode {
  const {notice, look, size} = model;
  if (notice === null) return null;
  const colour = {calm: look.colours.steady, attention: look.colours.ending, refused: look.colours.refused}[
    notice.tone
  ];
  const glyph = {calm: look.glyphs.active, attention: look.glyphs.attention, refused: look.glyphs.refused}[
    notice.tone
  ];
  const cut = (text: string) => clip(say(look, text), size.columns - 4, look.glyphs.more);
  const lines: readonly (readonly Span[])[] = [
    [{text: ` ${glyph} `, colour, bold: true}, {text: cut(notice.text)}],
    ...notice.next.map(step => [dim(`   ${cut(step)}`)]),
  ];
  return <Lines lines={lines} height={layout.notice} />;
}
