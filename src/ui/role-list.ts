import type {Eligibility} from '../core/eligibility.ts';
import {kindLabel} from '../core/kind.ts';
import {exact} from '../core/untrusted.ts';
import {AT_TOP, type Cursor, found, movedTo} from './cursor.ts';
import {fuzzy} from './fuzzy.ts';
import {isLendable} from './lending.ts';
import {EMPTY, type Line, textOf} from './line.ts';
import {isArriving, rowsOf, type Sources} from './sources.ts';

/** The list of what you may become, as it is looked at. */
export interface RoleList {
  readonly sources: Sources<Eligibility>;
  /** Every row there is. */
  readonly rows: readonly Eligibility[];
  readonly filter: Line;
  /** True while keys go into the filter. */
  readonly filtering: boolean;
  /** The rows that fit the filter. */
  readonly shown: readonly Eligibility[];
  readonly cursor: Cursor;
  readonly marked: ReadonlySet<string>;
}

export const NO_ROLES: RoleList = {
  sources: new Map(),
  rows: [],
  filter: EMPTY,
  filtering: false,
  shown: [],
  cursor: AT_TOP,
  marked: new Set(),
};

export function withSources(list: RoleList, sources: Sources<Eligibility>): RoleList {
  const rows = rowsOf(sources);
  const shown = fuzzy(rows, textOf(list.filter), searchText);
  // While the list comes in, a person who has not moved yet stays at its top instead of riding on its first row.
  const stays = list.cursor.id === null && isArriving(sources);
  return {...list, sources, rows, shown, cursor: stays ? list.cursor : found(list.cursor, shown)};
}

/** A new filter puts the cursor on the best hit. */
export function withFilter(list: RoleList, filter: Line): RoleList {
  if (textOf(filter) === textOf(list.filter)) return {...list, filter};
  const shown = fuzzy(list.rows, textOf(filter), searchText);
  return {...list, filter, shown, cursor: movedTo(AT_TOP, shown, 0)};
}

export const chosenRole = (list: RoleList): Eligibility | undefined => list.shown[list.cursor.at];

export function toggleMark(list: RoleList, id: string): RoleList {
  const marked = new Set(list.marked);
  if (!marked.delete(id)) marked.add(id);
  return {...list, marked};
}

/** What a request is about: the marked roles in list order, else the one under the cursor. */
export function wantedRoles(list: RoleList): readonly Eligibility[] {
  if (list.marked.size > 0) return list.rows.filter(row => list.marked.has(row.id));
  const chosen = chosenRole(list);
  return chosen === undefined ? [] : [chosen];
}

/** People know an AWS account by its number too. */
export const searchText = ({kind, name, scope}: Eligibility): string =>
  `${exact(name)} ${exact(scope.name)} ${isLendable({kind}) ? `${scope.id} ` : ''}${kindLabel(kind)}`;
