import type {ReactNode} from 'react';
import {explain} from '../../core/explain.ts';
import {bodyHeight} from '../layout.ts';
import type {FirstRunField, Model, ScreenOf} from '../model.ts';
import {wrapped} from '../parts/cell.ts';
import {field} from '../parts/field.ts';
import {Header, Rule} from '../parts/header.tsx';
import {dim, Lines, type Span} from '../parts/row.tsx';
import {remedies} from '../remedies.ts';
import {say} from '../theme.ts';

type FirstRunLines = readonly (readonly Span[])[];

/** The column in which what a key does begins. */
const KEY_CELLS = 13;

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

function choice({look, size}: Model): FirstRunLines {
  const motto = wrapped('Become what you need, for as long as you need it, and stop.', size.columns - 4);
  const choose = (key: string, what: string): FirstRunLines =>
    wrapped(what, size.columns - KEY_CELLS - 2).map((text, at) => [
      {
        text: `     ${at === 0 ? key : ''}`.padEnd(KEY_CELLS),
        bold: true,
        colour: look.colours.accent,
      },
      {text},
    ]);
  return [
    ...motto.map(text => [{text: `  ${text}`, bold: true}]),
    [],
    [{text: '  There is no configuration yet.'}],
    [],
    ...choose('enter', 'set up your tenant, or AWS'),
    ...choose('d', 'try the demo: a practice cloud, no account needed'),
    ...choose('q', 'quit'),
  ];
}

function form({look, size}: Model, screen: ScreenOf<'first-run'>): FirstRunLines {
  const fieldFor = (label: string, name: FirstRunField, empty: string) =>
    field(look, {
      label,
      line: screen.lines[name],
      isFocused: screen.focus === name,
      width: size.columns,
      empty,
      hint: '',
    });
  return [
    [{text: '  Where you sign in', bold: true}],
    [],
    fieldFor('Tenant id', 'tenantId', 'a GUID or contoso.onmicrosoft.com'),
    fieldFor('Client id', 'clientId', 'of your app registration'),
    fieldFor('AWS start URL', 'startUrl', 'https://d-xxxxxxxxxx.awsapps.com/start'),
    fieldFor('AWS region', 'region', 'of the Identity Center: eu-west-1'),
    [],
    ...wrapped(
      'Without a client id the Azure CLI stands in, and only Azure roles work. AWS is for whoever has it: beside a tenant, or alone.',
      size.columns - 4,
    ).map(text => [dim(`  ${text}`)]),
    ...(screen.saving ? [[dim('  Saving')]] : []),
  ];
}

function problemLines({look, size}: Model, {problem}: ScreenOf<'first-run'>): FirstRunLines {
  if (problem === null) return [];
  const words = explain(problem);
  return [
    [],
    ...wrapped(say(look, words.title), size.columns - 6).map(text => [
      {text: `  ${look.glyphs.refused} `, colour: look.colours.refused},
      {text},
    ]),
    ...remedies(problem).flatMap(step =>
      wrapped(say(look, step), size.columns - 6).map(text => [dim(`    ${text}`)]),
    ),
  ];
}
