import type {Eligibility} from '../../core/eligibility.ts';
import type {Problem} from '../../core/problem.ts';
import {chosenHeld, refusedRole} from '../abilities.ts';
import {movedTo} from '../cursor.ts';
import {draftFor} from '../drafts.ts';
import type {Field} from '../form.ts';
import {fieldOf} from '../form-faults.ts';
import {withPastFilter} from '../history-list.ts';
import {heldRows} from '../holdings.ts';
import {layoutOf} from '../layout.ts';
import {EMPTY, textOf} from '../line.ts';
import type {Handlers, Model, Step} from '../model.ts';
import {chosenRole, toggleMark, wantedRoles, withFilter} from '../role-list.ts';
import {readHistory} from './history.ts';
import {policyOfChosen} from './refresh.ts';
import {openRequest} from './request-form.ts';

export const rolesHandlers = {
  filter: model => [filtering(model, true), []],
  'keep-filter': model => {
    if (model.screen.type === 'history') return [filtering(model, false), []];
    const next = {...model, roles: {...model.roles, filtering: false}};
    return [next, policyOfChosen(next)];
  },
  clear: model => {
    if (model.screen.type === 'history')
      return [{...model, history: withPastFilter({...model.history, filtering: false}, EMPTY)}, []];
    const cleared = withFilter({...model.roles, filtering: false}, EMPTY);
    const marked = model.roles.filtering ? cleared.marked : new Set<string>();
    return [{...model, roles: {...cleared, marked}}, []];
  },
  mark: model => {
    const chosen = chosenRole(model.roles);
    return chosen === undefined
      ? [model, []]
      : moveInList({...model, roles: toggleMark(model.roles, chosen.id)}, 1);
  },
  'toggle-details': model => {
    const next = {...model, details: !model.details};
    return [next, policyOfChosen(next)];
  },
  'show-tab': (model, {tab}) => {
    const next: Model = {...model, screen: {type: tab}};
    return tab === 'history' ? readHistory(next) : [next, []];
  },
  request: model => openRequest(model, wantedRoles(model.roles)),
  'ask-again': model => askAgain(model),
} satisfies Partial<Handlers>;

const filtering = (model: Model, isOn: boolean): Model =>
  model.screen.type === 'history'
    ? {...model, history: {...model.history, filtering: isOn}}
    : {...model, roles: {...model.roles, filtering: isOn}};

/** How far a movement goes: a page is what the window shows, all is to the end. */
export function moveInList(model: Model, by: number): Step {
  if (model.screen.type === 'active') {
    const rows = heldRows(model.holdings, model.runs);
    const cursor = movedTo(model.holdings.cursor, rows, model.holdings.cursor.at + by);
    return [{...model, holdings: {...model.holdings, cursor}}, []];
  }
  if (model.screen.type === 'history') {
    const {history} = model;
    const cursor = movedTo(history.cursor, history.shown, history.cursor.at + by);
    return [{...model, history: {...history, cursor}}, []];
  }
  const cursor = movedTo(model.roles.cursor, model.roles.shown, model.roles.cursor.at + by);
  const next = {...model, roles: {...model.roles, cursor}};
  return [next, policyOfChosen(next)];
}

export function distance(model: Model, by: number, unit: 'row' | 'page' | 'all'): number {
  if (unit === 'row') return by;
  return unit === 'page' ? by * layoutOf(model).list : by * Number.MAX_SAFE_INTEGER;
}

/** Once more what was refused, with the caret on what it was refused for. */
function askAgain(model: Model): Step {
  const role = refusedRole(model);
  if (role === undefined) return [model, []];
  const problem = chosenHeld(model)?.run?.activation.problem ?? null;
  return openRequest(model, [role], problem === null ? undefined : faultyField(model, role, problem));
}

/** Where a ticket was named, the service misses its system. */
function faultyField(model: Model, role: Eligibility, problem: Problem): Field {
  const field = fieldOf(problem);
  const ticket = draftFor(model.drafts, [role])?.lines.ticket ?? EMPTY;
  return field === 'ticket' && textOf(ticket).trim() !== '' ? 'system' : field;
}
