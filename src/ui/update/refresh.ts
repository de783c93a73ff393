import {found} from '../cursor.ts';
import type {Effect} from '../effect.ts';
import {type Holdings, heldRows} from '../holdings.ts';
import type {Model, Step} from '../model.ts';
import {chosenRole, withSources} from '../role-list.ts';
import {reading} from '../sources.ts';

/** Reads both lists and carries out what is owed from earlier. */
export function readAll(model: Model, source: 'recent' | 'fresh'): Step {
  const [roles, first] = readRoles(model, source);
  const [both, second] = readGrants(roles);
  return [both, [...first, ...second, {type: 'catch-up'}]];
}

export function readRoles(model: Model, source: 'recent' | 'fresh'): Step {
  const kinds = model.profile?.kinds ?? [];
  const roles = withSources(model.roles, reading(model.roles.sources, kinds));
  return [{...model, roles}, [{type: 'read-roles', kinds, source}]];
}

export function readGrants(model: Model): Step {
  const sources = reading(model.holdings.sources, model.profile?.kinds ?? []);
  return [withHoldings(model, {...model.holdings, sources}), [{type: 'read-grants'}]];
}

/** Holdings with their cursor on the row it was on, by id. */
export function withHoldings(model: Model, holdings: Holdings): Model {
  const rows = heldRows(holdings, model.runs);
  return {...model, holdings: {...holdings, cursor: found(holdings.cursor, rows)}};
}

/** The policy of the row a person has stopped at, unless it is known. */
export function policyOfChosen(model: Model): readonly Effect[] {
  const chosen = model.screen.type === 'roles' ? chosenRole(model.roles) : undefined;
  if (chosen === undefined || model.policies.has(chosen.id) || model.identity?.signedIn !== true) return [];
  return [{type: 'read-policies', roles: [chosen], soon: true}];
}
