import type {ReactNode} from 'react';
import {kindLabel} from '../../core/kind.ts';
import type {Layout} from '../layout.ts';
import type {Model} from '../model.ts';
import {type NoticeLine, noticeLines} from '../notice-lines.ts';
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
  const all = noticeLines(model);
  if (all.length === 0) return null;
  return <Lines lines={all.map(line => noticeSpans(model, line))} height={layout.notice} />;
}

function noticeSpans({look}: Model, {text, part, tone, isFirst}: NoticeLine): readonly Span[] {
  if (part === 'next') return [dim(`   ${text}`)];
  const {steady, ending, refused} = look.colours;
  const colour = {calm: steady, attention: ending, refused, alarm: refused}[tone];
  const {glyphs} = look;
  const {active, attention} = glyphs;
  const glyph = {calm: active, attention, refused: glyphs.refused, alarm: attention}[tone];
  return [{text: isFirst ? ` ${glyph} ` : '   ', colour, bold: true}, {text}];
}
