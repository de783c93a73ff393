import type {ReactNode} from 'react';
import {explain} from '../../core/explain.ts';
import {chosenPast} from '../history-list.ts';
import {type Layout, layoutOf} from '../layout.ts';
import type {Model} from '../model.ts';
import {clip} from '../parts/cell.ts';
import {Header, Rule} from '../parts/header.tsx';
import {pastDetails} from '../parts/past-details.ts';
import {pastColumns, pastRow} from '../parts/past-row.ts';
import {dim, Lines, type Span} from '../parts/row.tsx';
import {Tabs} from '../parts/tabs.tsx';
import {WithDetails} from '../parts/with-details.tsx';
import {say} from '../theme.ts';

type ListLines = readonly (readonly Span[])[];

export function History({model}: {readonly model: Model}): ReactNode {
  const layout = layoutOf(model);
  const chosen = chosenPast(model.history);
  return (
    <>
      <Header model={model} />
      <Tabs model={model} open="history" />
      <Rule model={model} />
      <WithDetails
        model={model}
        layout={layout}
        list={pastLines(model, layout)}
        details={width => (chosen === undefined ? [] : pastDetails(model, chosen, width))}
      />
      <Lines lines={layout.problems === 0 ? [] : [damage(model)]} height={layout.problems} />
    </>
  );
}

/** Only the rows in the window are made into lines, however many there are. */
function pastLines(model: Model, layout: Layout): ListLines {
  const {shown, cursor} = model.history;
  if (shown.length === 0) return [[], [{text: '   '}, dim(whyNothing(model))]];
  const width = pastColumns(layout.listColumns);
  return shown
    .slice(cursor.top, cursor.top + layout.list)
    .map((row, at) => pastRow(model, row, cursor.top + at === cursor.at, width));
}

/** "Nothing was asked for", "it cannot be read" and "nobody has looked" are never drawn alike. */
function whyNothing({history: {rows, problems, readAt}}: Model): string {
  if (rows.length > 0) return 'Nothing fits the filter. esc clears it.';
  const [problem] = problems;
  if (problem?.code === 'audit-broken')
    return 'The record does not verify, and nothing of it can be told. p tells why.';
  if (problem !== undefined) return 'The record could not be read. r reads again, p tells why.';
  return readAt === null ? 'The record is being read.' : 'Nothing has been asked for from here yet.';
}

/** What is shown may not be all, or not true. */
function damage({look, size, history: {problems}}: Model): readonly Span[] {
  const [problem] = problems;
  const words = problem === undefined ? '' : say(look, explain(problem).title);
  const key = '   p tells why';
  return [
    {text: `   ${look.glyphs.attention} `, colour: look.colours.refused, bold: true},
    {text: clip(words, size.columns - 5 - key.length, look.glyphs.more)},
    dim(key),
  ];
}
