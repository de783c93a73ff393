import type {ReactNode} from 'react';
import {explain} from '../../core/explain.ts';
import type {Layout} from '../layout.ts';
import type {Model} from '../model.ts';
import {noticeLines} from '../notice-lines.ts';
import {type SourceProblem, shownSources, sourceProblems} from '../source-problems.ts';
import {say} from '../theme.ts';
import {clip} from './cell.ts';
import {dim, Lines, type Span} from './row.tsx';

/** `! Entra, Group: consent is missing …   p tells why   r again`: "could not look" is never drawn as "none". */
export function Problems({model, layout}: {readonly model: Model; readonly layout: Layout}): ReactNode {
  const all = sourceProblems(shownSources(model));
  const last = Math.min(all.length, layout.problems) - 1;
  const lines = all.map((one, at) => problemLine(model, one, at === last));
  return <Lines lines={lines} height={layout.problems} />;
}

function problemLine(model: Model, {sources, problem}: SourceProblem, isLast: boolean): readonly Span[] {
  const {look, size} = model;
  const keys = problem.code === 'signed-out' ? '   s signs in' : isLast ? '   p tells why   r again' : '';
  const text = say(look, `${sources.join(', ')}: ${explain(problem).title}`);
  return [
    {text: `   ${look.glyphs.attention} `, colour: look.colours.ending, bold: true},
    {text: clip(text, size.columns - 5 - keys.length, look.glyphs.more)},
    dim(keys),
  ];
}

export function NoticeLines({model, layout}: {readonly model: Model; readonly layout: Layout}): ReactNode {
  const {notice, look} = model;
  if (notice === null) return null;
  const colour = {calm: look.colours.steady, attention: look.colours.ending, refused: look.colours.refused}[
    notice.tone
  ];
  const glyph = {calm: look.glyphs.active, attention: look.glyphs.attention, refused: look.glyphs.refused}[
    notice.tone
  ];
  const lines = noticeLines(model).map(({text, part}, at): readonly Span[] =>
    part === 'next'
      ? [dim(`   ${text}`)]
      : [{text: at === 0 ? ` ${glyph} ` : '   ', colour, bold: true}, {text}],
  );
  return <Lines lines={lines} height={layout.notice} />;
}
