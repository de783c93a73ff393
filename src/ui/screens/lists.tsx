import type {ReactNode} from 'react';
import {chosenHeld} from '../abilities.ts';
import {heldRows} from '../holdings.ts';
import {type Layout, layoutOf} from '../layout.ts';
import type {Model} from '../model.ts';
import {ChallengeLines} from '../parts/challenge.tsx';
import {heldDetails, roleDetails} from '../parts/details.ts';
import {Header, Rule, Tabs} from '../parts/header.tsx';
import {heldColumns, heldRow, nothingHeld} from '../parts/held-row.ts';
import {Problems} from '../parts/notice.tsx';
import {emptyRow, roleColumns, roleRow} from '../parts/role-row.ts';
import type {Span} from '../parts/row.tsx';
import {WithDetails} from '../parts/with-details.tsx';
import {chosenRole} from '../role-list.ts';
import {isReading} from '../sources.ts';

type ListLines = readonly (readonly Span[])[];

export function Roles({model}: {readonly model: Model}): ReactNode {
  const layout = layoutOf(model);
  const chosen = chosenRole(model.roles);
  return (
    <>
      <Header model={model} />
      <Tabs model={model} open="roles" />
      <Rule model={model} />
      <WithDetails
        model={model}
        layout={layout}
        list={roleLines(model, layout)}
        details={width => (chosen === undefined ? [] : roleDetails(model, chosen, width))}
      />
      <Problems model={model} layout={layout} />
    </>
  );
}

/** Only the rows in the window are made into lines, however many there are. */
function roleLines(model: Model, layout: Layout): ListLines {
  const {shown, rows, cursor, sources} = model.roles;
  if (shown.length === 0)
    return [[], emptyRow(whyNoRoles(rows.length, isReading(sources), layout.problems > 0))];
  const width = roleColumns(layout.listColumns);
  return shown
    .slice(cursor.top, cursor.top + layout.list)
    .map((role, at) => roleRow(model, role, cursor.top + at === cursor.at, width));
}

function whyNoRoles(all: number, areRead: boolean, hasProblems: boolean): string {
  if (all > 0) return 'No role fits the filter. esc clears it.';
  if (areRead) return 'The roles are being read.';
  return hasProblems ? 'No roles could be read.' : 'You are eligible for no role.';
}

export function Active({model}: {readonly model: Model}): ReactNode {
  const layout = layoutOf(model);
  const chosen = chosenHeld(model);
  return (
    <>
      <Header model={model} />
      <Tabs model={model} open="active" />
      <Rule model={model} />
      <WithDetails
        model={model}
        layout={layout}
        list={heldLines(model, layout)}
        details={width => (chosen === undefined ? [] : heldDetails(model, chosen, width))}
      />
      <ChallengeLines model={model} layout={layout} />
      <Problems model={model} layout={layout} />
    </>
  );
}

function heldLines(model: Model, layout: Layout): ListLines {
  const rows = heldRows(model.holdings, model.runs);
  const {cursor, sources} = model.holdings;
  if (rows.length === 0) return [[], nothingHeld(whyNothing(isReading(sources), layout.problems > 0))];
  const width = heldColumns(layout.listColumns);
  return rows
    .slice(cursor.top, cursor.top + layout.list)
    .map((row, at) => heldRow(model, row, cursor.top + at === cursor.at, width));
}

function whyNothing(areRead: boolean, hasProblems: boolean): string {
  if (areRead) return 'What is active is being read.';
  return hasProblems ? 'What is active could not be read.' : 'Nothing is active.';
}
