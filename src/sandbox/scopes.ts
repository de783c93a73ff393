import {guidFrom} from './identifiers.ts';
import type {PracticeKind, PracticeScope} from './pim/model.ts';

/** The organisation's places, by name and by id. */
export interface ScopeTree {
  /** Child id -> parent id, lower case; only what the ids themselves do not say (management groups). */
  readonly parents: ReadonlyMap<string, string>;
  find(id: string): PracticeScope | undefined;
  /** A place by its name or id; a name not met before becomes a subscription, administrative unit or group. */
  named(kind: PracticeKind, name: string): PracticeScope;
  managementGroup(name: string, under?: string): PracticeScope;
  subscription(name: string, under?: string): PracticeScope;
  resourceGroup(name: string, subscription: string): PracticeScope;
  /** `type` as ARM writes it: `Microsoft.KeyVault/vaults`. */
  resource(name: string, resourceGroup: string, type: string): PracticeScope;
  /** What lies directly in a scope, in the order it was added. */
  children(id: string): readonly PracticeScope[];
}

/** What is known of places, and the one way to add to it. */
interface Atlas {
  readonly byId: Map<string, PracticeScope>;
  readonly byName: Map<string, PracticeScope>;
  readonly parents: Map<string, string>;
  readonly inside: Map<string, PracticeScope[]>;
}

/** Added twice, a place stays what it was; a parent named later still counts. */
function addTo(
  atlas: Atlas,
  space: PracticeKind,
  scope: PracticeScope,
  parent?: PracticeScope,
): PracticeScope {
  const {byId, byName} = atlas;
  const key = scope.id.toLowerCase();
  const place = byId.get(key) ?? scope;
  byId.set(key, place);
  byName.set(`${space} ${place.name}`, byName.get(`${space} ${place.name}`) ?? place);
  if (parent !== undefined) putInside(atlas, place, parent);
  return place;
}

function putInside({inside, parents}: Atlas, scope: PracticeScope, parent: PracticeScope): void {
  const there = inside.get(parent.id.toLowerCase()) ?? [];
  if (there.includes(scope)) return;
  inside.set(parent.id.toLowerCase(), [...there, scope]);
  if (parent.type === 'managementgroup') parents.set(scope.id.toLowerCase(), parent.id.toLowerCase());
}

type Add = (space: PracticeKind, scope: PracticeScope, parent?: PracticeScope) => PracticeScope;

export function createScopes(seed: number): ScopeTree {
  const atlas: Atlas = {byId: new Map(), byName: new Map(), parents: new Map(), inside: new Map()};
  const {byId, byName, parents, inside} = atlas;
  const add: Add = (space, scope, parent) => addTo(atlas, space, scope, parent);
  const known = (name: string) => byName.get(`azure-resource ${name}`) ?? byId.get(name.toLowerCase());
  const tree: ScopeTree = {
    parents,
    find: id => byId.get(id.toLowerCase()),
    children: id => inside.get(id.toLowerCase()) ?? [],
    named: (kind, name) =>
      byName.get(`${kind} ${name}`) ?? byId.get(name.toLowerCase()) ?? newPlace(tree, add, seed, kind, name),
    ...azurePlaces(seed, add, known),
  };
  return tree;
}

type Known = (name: string) => PracticeScope | undefined;

/** A place that has to be there already, of one of these types. */
function required(known: Known, name: string, ...types: readonly PracticeScope['type'][]): PracticeScope {
  const found = known(name);
  if (found !== undefined && types.includes(found.type)) return found;
  throw new Error(`There is no ${types.join(' or ')} '${name}'`);
}

function azurePlaces(seed: number, add: Add, known: Known) {
  const group = (name: string | undefined) =>
    name === undefined ? undefined : required(known, name, 'managementgroup');
  const place = (scope: PracticeScope, parent?: PracticeScope) => add('azure-resource', scope, parent);
  const subscription = (name: string, under?: string) => {
    const id = `/subscriptions/${guidFrom('subscription', seed, name)}`;
    return place({id, name, type: 'subscription'}, group(under));
  };
  return {
    subscription,
    managementGroup: (name: string, under?: string) => {
      const id = `/providers/Microsoft.Management/managementGroups/${name}`;
      return place({id, name, type: 'managementgroup'}, group(under));
    },
    resourceGroup: (name: string, subscriptionName: string) => {
      const parent = subscription(subscriptionName);
      return place({id: `${parent.id}/resourceGroups/${name}`, name, type: 'resourcegroup'}, parent);
    },
    resource: (name: string, resourceGroup: string, type: string) => {
      const parent = required(known, resourceGroup, 'resourcegroup');
      return place({id: `${parent.id}/providers/${type}/${name}`, name, type: 'resource'}, parent);
    },
  };
}

function newPlace(tree: ScopeTree, add: Add, seed: number, kind: PracticeKind, name: string): PracticeScope {
  if (kind === 'entra-group') return add(kind, {id: guidFrom('group', seed, name), name, type: 'group'});
  if (kind === 'azure-resource') return name.startsWith('/') ? byArmId(add, name) : tree.subscription(name);
  if (name === 'Directory' || name === '/') return add(kind, {id: '/', name: 'Directory', type: 'directory'});
  const id = `/administrativeUnits/${guidFrom('administrative unit', seed, name)}`;
  return add(kind, {id, name, type: 'administrativeunit'});
}

function byArmId(add: Add, id: string): PracticeScope {
  const segments = id.split('/').filter(part => part !== '');
  const name = segments.at(-1) ?? id;
  if (/^\/providers\/Microsoft\.Management\//i.test(id))
    return add('azure-resource', {id, name, type: 'managementgroup'});
  const type = segments.length === 2 ? 'subscription' : segments.length === 4 ? 'resourcegroup' : 'resource';
  return add('azure-resource', {id, name, type});
}
