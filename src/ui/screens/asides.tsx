import type {ReactNode} from 'react';
import {explain} from '../../core/explain.ts';
import type {Problem} from '../../core/problem.ts';
import {bodyHeight} from '../layout.ts';
import type {Model, Page} from '../model.ts';
import {lastTop, pageLines} from '../pages.ts';
import {Aside, type AsideLines} from '../parts/aside.tsx';
import {wrapped} from '../parts/cell.ts';
import {dim} from '../parts/row.tsx';
import {remedies} from '../remedies.ts';
import {say} from '../theme.ts';

export const Opening = ({model}: {readonly model: Model}): ReactNode => (
  <Aside model={model} lines={[[], [dim('  Opening')]]} />
);

export function NotOpened({model, problem}: {readonly model: Model; readonly problem: Problem}): ReactNode {
  const {look, size} = model;
  const words = explain(problem);
  const title = wrapped(say(look, words.title), size.columns - 6);
  const lines: AsideLines = [
    [],
    ...title.map((text, at) => [
      {text: at === 0 ? `  ${look.glyphs.refused} ` : '    ', colour: look.colours.refused},
      {text},
    ]),
    ...remedies(problem).flatMap(step =>
      wrapped(say(look, step), size.columns - 6).map(text => [dim(`    ${text}`)]),
    ),
  ];
  return <Aside model={model} lines={lines} />;
}

/** A page to read; where more follows, the last line says how much. */
export function Reading({model, page}: {readonly model: Model; readonly page: Page}): ReactNode {
  const lines = pageLines(model, page);
  const height = bodyHeight(model);
  const top = Math.min(page.top, lastTop(model, page));
  const below = lines.length - top - height;
  const shown = lines.slice(top, top + height);
  const rest = [dim(`  ${model.look.glyphs.more} ${below + 1} more lines: down, page down`)];
  return <Aside model={model} lines={below > 0 ? [...shown.slice(0, -1), rest] : shown} />;
}
