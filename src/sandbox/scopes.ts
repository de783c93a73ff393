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

export function createScopes(seed: number): ScopeTree {
  const byId = new Map<string, PracticeScope>();
  const byName = new Map<string, PracticeScope>();
  const parents = new Map<string, string>();
  const inside = new Map<string, PracticeScope[]>();
  const add = (space: string, scope: PracticeScope, parent?: PracticeScope): PracticeScope => {
    const known = byId.get(scope.id.toLowerCase());
    if (known !== undefined) return known;
    byId.set(scope.id.toLowerCase(), scope);
    byName.set(`${space} ${scope.name}`, byName.get(`${space} ${scope.name}`) ?? scope);
    if (parent === undefined) return scope;
    inside.set(parent.id.toLowerCase(), [...(inside.get(parent.id.toLowerCase()) ?? []), scope]);
    if (parent.type === 'managementgroup') parents.set(scope.id.toLowerCase(), parent.id.toLowerCase());
    return scope;
  };
  const known = (name: string) => byName.get(`azure-resource ${name}`) ?? byId.get(name.toLowerCase());
  const tree: ScopeTree = {
    parents,
    find: id => byId.get(id.toLowerCase()),
    children: id => inside.get(id.toLowerCase()) ?? [],
    named: (kind, name) =>
      byName.get(`${kind} ${name}`) ?? byId.get(name.toLowerCase()) ?? newPlace(tree, add, seed, kind, name),
    managementGroup: (name, under) =>
      add(
        'azure-resource',
        {id: `/providers/Microsoft.Management/managementGroups/${name}`, name, type: 'managementgroup'},
        under === undefined ? undefined : known(under),
      ),
    subscription: (name, under) =>
      add(
        'azure-resource',
        {id: `/subscriptions/${guidFrom('subscription', seed, name)}`, name, type: 'subscription'},
        under === undefined ? undefined : known(under),
      ),
    resourceGroup: (name, subscription) => {
      const parent = tree.subscription(subscription);
      return add(
        'azure-resource',
        {id: `${parent.id}/resourceGroups/${name}`, name, type: 'resourcegroup'},
        parent,
      );
    },
    resource: (name, resourceGroup, type) => {
      const parent = known(resourceGroup);
      if (parent?.type !== 'resourcegroup') throw new Error(`There is no resource group '${resourceGroup}'`);
      return add(
        'azure-resource',
        {id: `${parent.id}/providers/${type}/${name}`, name, type: 'resource'},
        parent,
      );
    },
  };
  return tree;
}

type Add = (space: string, scope: PracticeScope, parent?: PracticeScope) => PracticeScope;

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
