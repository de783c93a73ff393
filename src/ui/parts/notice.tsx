import type {ReactNode} from 'react';
import {kindLabel} from '../../core/kind.ts';
import type {Layout} from '../layout.ts';
import type {Model} from '../model.ts';
import {noticeLines} from '../notice-lines.ts';
import {type SourceProblem, shownSources, sourceProblems} from '../source-problems.ts';
import {progressOf} from '../sources.ts';
import {say} from '../theme.ts';
import {clip} from './cell.ts';
import {dim, Lines, type Span} from './row.tsx';

/** `! Entra, Group: consent is missing …   p tells why   r again`: "could not look" is never drawn as "none". */
export function Problems({model, layout}: {readonly model: Model; readonly layout: Layout}): ReactNode {
  const all = sourceProblems(shownSources(model));
  const last = Math.min(all.length, layout.problems) - 1;
  const lines = all.map((one, at) => problemLine(model, one, at === last)).slice(0, layout.problems);
  const far = progressOf(shownSources(model)).map(one => progressLine(model, one));
  return <Lines lines={[...lines, ...far]} height={layout.problems + layout.progress} />;
}

/** `AWS: 212 of 700 accounts read …`. */
function progressLine(
  {look}: Model,
  {kind, done, total}: ReturnType<typeof progressOf>[number],
): readonly Span[] {
  return [dim(`     ${kindLabel(kind)}: ${done} of ${total} accounts read ${look.glyphs.more}`)];
}

function problemLine(
  model: Model,
  {sources, problem, brief}: SourceProblem,
  isLast: boolean,
): readonly Span[] {
  const {look, size} = model;
  const keys = problem.code === 'signed-out' ? '   s signs in' : isLast ? '   p tells why   r again' : '';
  const text = say(look, `${sources.join(', ')}: ${brief}`);
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
