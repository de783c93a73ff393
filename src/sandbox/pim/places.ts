import type {PracticeKind} from './model.ts';

/** Which management group a subscription or management group hangs under: child id -> parent id, all lower case. */
export type Parents = ReadonlyMap<string, string>;

const cuts = [/^(\/subscriptions\/[^/]+\/resourcegroups\/[^/]+)\/.+/i, /^(\/subscriptions\/[^/]+)\/.+/i];

function parentOf(scopeId: string, parents: Parents): string | undefined {
  for (const cut of cuts) {
    const found = cut.exec(scopeId)?.[1];
    if (found !== undefined) return found;
  }
  return parents.get(scopeId);
}

/**
 * The scope and everything it lies in, nearest first, lower case. Only Azure resources inherit: a directory role is asked
 * for at exactly the eligibility's `directoryScopeId`, a group at itself (reference azure-pim 3, 4).
 */
export function enclosing(kind: PracticeKind, scopeId: string, parents: Parents): readonly string[] {
  const self = scopeId.toLowerCase();
  if (kind !== 'azure-resource') return [self];
  const places: string[] = [];
  for (
    let at: string | undefined = self;
    at !== undefined && !places.includes(at);
    at = parentOf(at, parents)
  )
    places.push(at);
  return places;
}

export function placeKey(kind: PracticeKind, roleId: string, scopeId: string): string {
  return `${kind}|${roleId.toLowerCase()}|${scopeId.toLowerCase()}`;
}
