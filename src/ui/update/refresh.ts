import type {Eligibility} from '../../core/eligibility.ts';
import {type AuthorityName, authorityOf, type Kind} from '../../core/kind.ts';
import {found, inWindow} from '../cursor.ts';
import type {Effect} from '../effect.ts';
import {type Holdings, heldRows} from '../holdings.ts';
import {layoutOf} from '../layout.ts';
import type {Model, Step} from '../model.ts';
import {chosenRole, withSources} from '../role-list.ts';
import {isSignedIn, needsSignIn, targetFor} from '../sign-in-target.ts';
import {isArriving, reading} from '../sources.ts';

/** Reads both lists and carries out what is owed from earlier. */
export function readAll(model: Model, source: 'recent' | 'fresh'): Step {
  const [roles, first] = readRoles(model, source);
  const [both, second] = readGrants(roles);
  return [both, [...first, ...second, {type: 'catch-up'}]];
}

/** `recent`: what was read lately, in this run or an earlier one, is not read again. */
export function readRoles(model: Model, source: 'recent' | 'fresh'): Step {
  const all = model.profile?.kinds ?? [];
  const kinds =
    source === 'fresh' ? all : all.filter(kind => model.roles.sources.get(kind)?.state !== 'read');
  return readKinds(model, kinds, source);
}

function readKinds(model: Model, kinds: readonly Kind[], source: 'recent' | 'fresh'): Step {
  if (kinds.length === 0) return [model, []];
  const roles = withSources(model.roles, reading(model.roles.sources, kinds));
  return [{...model, roles}, [{type: 'read-roles', kinds, source}]];
}

/** After a sign-in: what it opens, and what was still being read, which a new reading takes over. */
export function readNewly(model: Model, provider: AuthorityName): Step {
  const {sources} = model.roles;
  const kinds = (model.profile?.kinds ?? []).filter(
    kind => authorityOf(kind) === provider || sources.get(kind)?.state !== 'read',
  );
  const [roles, first] = readKinds(model, kinds, 'fresh');
  const [both, second] = readGrants(roles);
  return [both, [...first, ...second, {type: 'catch-up'}]];
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

/** What the rows in sight ask for, the one under the cursor first, as far as it is not known: read where a person stops. */
export function policyOfChosen(model: Model): readonly Effect[] {
  if (model.screen.type !== 'roles' || needsSignIn(model) || isArriving(model.roles.sources)) return [];
  const {shown, cursor} = model.roles;
  const {list} = layoutOf(model);
  const {top} = inWindow(cursor, list, shown.length);
  const chosen = chosenRole(model.roles);
  const others = shown.slice(top, top + list).filter(role => role !== chosen);
  const roles = [...(chosen === undefined ? [] : [chosen]), ...others].filter(role => !isKnown(model, role));
  return roles.length === 0 ? [] : [{type: 'read-policies', roles, soon: true}];
}

/** Standing roles ask for nothing. */
const isKnown = (model: Model, role: Eligibility): boolean =>
  role.entitlement === 'standing' || model.policies.has(role.id) || !canAsk(model, role);

/** Of a cloud that nobody is signed in to nothing is asked in passing. */
function canAsk(model: Model, role: Eligibility): boolean {
  const target = targetFor(model, role);
  return target === undefined || isSignedIn(model, target);
}
