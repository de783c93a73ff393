import type {ReactNode} from 'react';
import {explain} from '../../core/explain.ts';
import {guaranteeInWords} from '../../core/guarantee.ts';
import type {Problem} from '../../core/problem.ts';
import {ALL_KEYMAPS, keysOf} from '../keymap/current.ts';
import {bodyHeight} from '../layout.ts';
import type {Model, ScreenOf} from '../model.ts';
import {wrapped} from '../parts/cell.ts';
import {Header, Rule} from '../parts/header.tsx';
import {dim, Lines, type Span} from '../parts/row.tsx';
import {say} from '../theme.ts';
import {clockTime} from '../times.ts';
import {shownKey} from '../update/pressing.ts';

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
    ...words.nextSteps.flatMap(step =>
      wrapped(say(look, step), size.columns - 6).map(text => [dim(`    ${text}`)]),
    ),
  ];
  return <Aside model={model} lines={lines} />;
}

/** Every key of every table, as it is now: the settings may have given other keys. */
export function Help({model, screen}: {readonly model: Model; readonly screen: ScreenOf<'help'>}): ReactNode {
  const lines = helpLines(model);
  const height = bodyHeight(model);
  const top = Math.min(screen.top, Math.max(0, lines.length - height));
  return <Aside model={model} lines={lines.slice(top, top + height)} />;
}

export function helpLines(model: Model): AsideLines {
  const {look} = model;
  return ALL_KEYMAPS.flatMap(map => [
    [{text: `  ${map.title}`, bold: true}],
    ...map.bindings.map((binding): readonly Span[] => {
      const keys = keysOf(binding, model.profile?.ui).map(shownKey).join(', ');
      return [
        {text: `    ${keys.padEnd(18)}`, colour: look.colours.accent},
        {text: binding.label.padEnd(26)},
        dim(binding.name),
      ];
    }),
    [],
  ]);
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
      ? `${until}${guaranteeInWords(grant.guarantee)}`
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
