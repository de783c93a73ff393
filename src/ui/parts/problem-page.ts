import {explain} from '../../core/explain.ts';
import type {Model} from '../model.ts';
import {remedies} from '../remedies.ts';
import {troubles} from '../source-problems.ts';
import {say} from '../theme.ts';
import {wrapped} from './cell.ts';
import {dim, type Span} from './row.tsx';

/** What went wrong, whole: in a list a line of it is all there is room for. */
export function problemPage(model: Model): readonly (readonly Span[])[] {
  const {look, size} = model;
  const all = troubles(model);
  if (all.length === 0) return [[], [dim('  Nothing is wrong any more.')]];
  const lines = (text: string, room: number) => wrapped(say(look, text), size.columns - room);
  return all.flatMap(({whose, problem}) => [
    [],
    ...lines(whose, 6).map((text, at) => [
      {text: at === 0 ? `  ${look.glyphs.attention} ` : '    ', colour: look.colours.ending, bold: true},
      {text, bold: true},
    ]),
    ...lines(explain(problem).title, 6).map(text => [{text: `    ${text}`}]),
    ...remedies(problem).flatMap(step => lines(step, 6).map(text => [dim(`    ${text}`)])),
  ]);
}
