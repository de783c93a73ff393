import type {ReactNode} from 'react';
import {explain} from '../../core/explain.ts';
import {bodyHeight} from '../layout.ts';
import type {Model, ScreenOf} from '../model.ts';
import {wrapped} from '../parts/cell.ts';
import {field} from '../parts/field.ts';
import {Header, Rule} from '../parts/header.tsx';
import {dim, Lines, type Span} from '../parts/row.tsx';
import {remedies} from '../remedies.ts';
import {say} from '../theme.ts';

export function FirstRun({
  model,
  screen,
}: {
  readonly model: Model;
  readonly screen: ScreenOf<'first-run'>;
}): ReactNode {
  const lines = screen.focus === null ? choice(model) : form(model, screen);
  return (
    <>
      <Header model={model} />
      <Rule model={model} />
      <Lines lines={[[], ...lines, ...problemLines(model, screen)]} height={bodyHeight(model)} />
    </>
  );
}

function choice({look}: Model): readonly (readonly Span[])[] {
  const key = (text: string): Span => ({
    text: `     ${text.padEnd(8)}`,
    bold: true,
    colour: look.colours.accent,
  });
  return [
    [{text: '  Become what you need, for as long as you need it, and stop.', bold: true}],
    [],
    [{text: '  There is no configuration yet.'}],
    [],
    [key('enter'), {text: 'set up your tenant'}],
    [key('d'), {text: 'try the demo: a practice cloud, no account needed'}],
    [key('q'), {text: 'quit'}],
  ];
}

function form({look, size}: Model, screen: ScreenOf<'first-run'>): readonly (readonly Span[])[] {
  const fieldFor = (label: string, name: 'tenantId' | 'clientId', empty: string) =>
    field(look, {
      label,
      line: screen.lines[name],
      isFocused: screen.focus === name,
      width: size.columns,
      empty,
      hint: '',
    });
  return [
    [{text: '  Your tenant', bold: true}],
    [],
    fieldFor('Tenant id', 'tenantId', 'a GUID or contoso.onmicrosoft.com'),
    fieldFor('Client id', 'clientId', 'of your app registration'),
    [],
    ...wrapped(
      'Without a client id the Azure CLI stands in, and only Azure roles work.',
      size.columns - 4,
    ).map(text => [dim(`  ${text}`)]),
    ...(screen.saving ? [[dim('  Saving')]] : []),
  ];
}

function problemLines({look, size}: Model, {problem}: ScreenOf<'first-run'>): readonly (readonly Span[])[] {
  if (problem === null) return [];
  const words = explain(problem);
  return [
    [],
    ...wrapped(say(look, words.title), size.columns - 6).map(text => [
      {text: `  ${look.glyphs.refused} `, colour: look.colours.refused},
      {text},
    ]),
    ...remedies(problem).map(step => [dim(`    ${say(look, step)}`)]),
  ];
}
