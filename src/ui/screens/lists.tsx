import type {ReactNode} from 'react';
import {chosenHeld} from '../abilities.ts';
import {type Knowledge, knowledgeOf} from '../freshness.ts';
import {heldRows} from '../holdings.ts';
import {type Layout, layoutOf} from '../layout.ts';
import {isLendable} from '../lending.ts';
import type {Model} from '../model.ts';
import {ChallengeLines} from '../parts/challenge.tsx';
import {roleDetails} from '../parts/details.ts';
import {Header, Rule} from '../parts/header.tsx';
import {heldDetails} from '../parts/held-details.ts';
import {heldColumns, heldRow, nothingHeld} from '../parts/held-row.ts';
import {LoanLine} from '../parts/loan-line.tsx';
import {Problems} from '../parts/notice.tsx';
import {emptyRow, roleColumns, roleRow} from '../parts/role-row.ts';
import type {Span} from '../parts/row.tsx';
import {Tabs} from '../parts/tabs.tsx';
import {WithDetails} from '../parts/with-details.tsx';
import {chosenRole} from '../role-list.ts';

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
  if (shown.length === 0) return [[], emptyRow(whyNoRoles(rows.length, knowledgeOf(model, sources)))];
  const width = roleColumns(
    layout.listColumns,
    model.profile?.kinds.some(kind => isLendable({kind})) === true,
  );
  return shown
    .slice(cursor.top, cursor.top + layout.list)
    .map((role, at) => roleRow(model, role, cursor.top + at === cursor.at, width));
}

const NO_ROLES: Readonly<Record<Knowledge, string>> = {
  read: 'You are eligible for no role.',
  reading: 'The roles are being read.',
  'signed-out': 'Your roles are not known: you are not signed in. s signs in.',
  unread: 'No roles could be read. r reads again, p tells why.',
};

const whyNoRoles = (all: number, knowledge: Knowledge): string =>
  all > 0 ? 'No role fits the filter. esc clears it.' : NO_ROLES[knowledge];

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
      <LoanLine model={model} />
      <ChallengeLines model={model} layout={layout} />
      <Problems model={model} layout={layout} />
    </>
  );
}

function heldLines(model: Model, layout: Layout): ListLines {
  const rows = heldRows(model.holdings, model.runs);
  const {cursor, sources} = model.holdings;
  if (rows.length === 0) return [[], nothingHeld(NOTHING_HELD[knowledgeOf(model, sources)])];
  const width = heldColumns(layout.listColumns);
  return rows
    .slice(cursor.top, cursor.top + layout.list)
    .map((row, at) => heldRow(model, row, cursor.top + at === cursor.at, width));
}

const NOTHING_HELD: Readonly<Record<Knowledge, string>> = {
  read: 'Nothing is active. 1 shows what you may ask for.',
  reading: 'What is active is being read.',
  'signed-out': 'What is active is not known: you are not signed in. s signs in.',
  unread: 'What is active could not be read. r reads again, p tells why.',
};
