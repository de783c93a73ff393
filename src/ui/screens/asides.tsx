import type {ReactNode} from 'react';
import {explain} from '../../core/explain.ts';
import type {Problem} from '../../core/problem.ts';
import {bodyHeight} from '../layout.ts';
import type {Model, Page, ScreenOf} from '../model.ts';
import {lastTop, pageLines} from '../pages.ts';
import {wrapped} from '../parts/cell.ts';
import {Header, Rule} from '../parts/header.tsx';
import {afterEnding} from '../parts/loan-words.ts';
import {dim, Lines, type Span} from '../parts/row.tsx';
import {remedies} from '../remedies.ts';
import {say} from '../theme.ts';
import {clockTime} from '../times.ts';

type AsideLines = readonly (readonly Span[])[];

function Aside({model, lines}: {readonly model: Model; readonly lines: AsideLines}): ReactNode {
  return (
    <>
      <Header model={model} />
      <Rule model={model} />
      <Lines lines={lines} height={bodyHeight(model)} />
    </>
  );
}

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

export function Question({
  model,
  screen,
}: {
  readonly model: Model;
  readonly screen: ScreenOf<'question'>;
}): ReactNode {
  const grant = model.holdings.grants.find(one => one.id === screen.question.grantId);
  const lines =
    grant === undefined
      ? [[], [dim('  It has ended in the meantime.')]]
      : questionLines(model, screen, grant);
  return <Aside model={model} lines={lines} />;
}

type Subject = Model['holdings']['grants'][number];

function questionLines(model: Model, {question}: ScreenOf<'question'>, grant: Subject): AsideLines {
  const {look, size} = model;
  const name = `${say(look, grant.name)} on ${say(look, grant.scope.name)}`;
  const asked = question.verb === 'deactivate' ? `End ${name} now?` : `Withdraw the request for ${name}?`;
  const until =
    grant.endsAt === null ? '' : `It would end by itself at ${clockTime(grant.endsAt, model.now)}. `;
  const more =
    question.verb === 'deactivate'
      ? `${until}${afterEnding(grant, model.now)}`
      : 'Nobody will be asked to approve it any more.';
  return [
    [],
    ...wrapped(asked, size.columns - 4).map(text => [{text: `  ${text}`, bold: true}]),
    [],
    ...wrapped(say(look, more), size.columns - 4).map(text => [dim(`  ${text}`)]),
    [],
    [
      {text: '  y', bold: true, colour: look.colours.accent},
      {text: ' yes    '},
      {text: 'n', bold: true, colour: look.colours.accent},
      {text: ' no'},
    ],
  ];
}
