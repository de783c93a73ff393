import type {Eligibility} from '../../core/eligibility.ts';
import type {Problem} from '../../core/problem.ts';
import {chosenHeld, refusedRole} from '../abilities.ts';
import {movedTo} from '../cursor.ts';
import {draftFor} from '../drafts.ts';
import {type Field, fieldsOf, openForm, requestIn} from '../form.ts';
import {fieldOf} from '../form-faults.ts';
import {heldRows} from '../holdings.ts';
import {layoutOf} from '../layout.ts';
import {EMPTY, textOf} from '../line.ts';
import type {Handlers, Model, Step} from '../model.ts';
import {chosenRole, toggleMark, wantedRoles, withFilter} from '../role-list.ts';
import {policyOfChosen} from './refresh.ts';

export const rolesHandlers = {
  filter: model => [{...model, roles: {...model.roles, filtering: true}}, []],
  'keep-filter': model => {
    const next = {...model, roles: {...model.roles, filtering: false}};
    return [next, policyOfChosen(next)];
  },
  clear: model => {
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
  'show-tab': (model, {tab}) => [{...model, screen: {type: tab}}, []],
  request: model => openRequest(model, wantedRoles(model.roles)),
  'ask-again': model => askAgain(model),
} satisfies Partial<Handlers>;

/** How far a movement goes: a page is what the window shows, all is to the end. */
export function moveInList(model: Model, by: number): Step {
  if (model.screen.type === 'active') {
    const rows = heldRows(model.holdings, model.runs);
    const cursor = movedTo(model.holdings.cursor, rows, model.holdings.cursor.at + by);
    return [{...model, holdings: {...model.holdings, cursor}}, []];
  }
  const cursor = movedTo(model.roles.cursor, model.roles.shown, model.roles.cursor.at + by);
  const next = {...model, roles: {...model.roles, cursor}};
  return [next, policyOfChosen(next)];
}

export function distance(model: Model, by: number, unit: 'row' | 'page' | 'all'): number {
  if (unit === 'row') return by;
  return unit === 'page' ? by * layoutOf(model).list : by * Number.MAX_SAFE_INTEGER;
}

/** The form for these roles, as it was left if it was left. */
export function openRequest(model: Model, roles: readonly Eligibility[], focus?: Field | undefined): Step {
  const draft = draftFor(model.drafts, roles);
  const empty = openForm(roles, model.profile?.standard ?? 3600, model.policies, draft);
  const isThere = focus !== undefined && fieldsOf(empty, model.policies).includes(focus);
  const form = isThere ? {...empty, focus} : empty;
  const request = requestIn(form, model.now);
  const unknown = roles.filter(role => !model.policies.has(role.id));
  return [
    {...model, screen: {type: 'request', form}},
    [
      {type: 'read-policies', roles: unknown, soon: false},
      ...('code' in request ? [] : [{type: 'plan' as const, roles, request}]),
    ],
  ];
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
