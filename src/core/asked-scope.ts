import type {Scope} from './eligibility.ts';
import {untrusted} from './untrusted.ts';

/**
 * The scope that a request is really for: the narrower one where there is one, else the eligibility's own. Nobody has
 * told the narrower one's name, so it goes by the last part of its ARM id.
 */
export function askedScope(own: Scope, narrowerScope: string | null): Scope {
  if (narrowerScope === null) return own;
  const name = narrowerScope.split('/').findLast(part => part !== '') ?? narrowerScope;
  return {id: narrowerScope, name: untrusted(name), type: armScopeType(narrowerScope)};
}

/** By the shape of the ARM id, as `eligibleChildResources` writes the types. */
export function armScopeType(id: string): string {
  if (/\/managementgroups\/[^/]+$/i.test(id)) return 'managementgroup';
  if (/^\/subscriptions\/[^/]+$/i.test(id)) return 'subscription';
  if (/\/resourcegroups\/[^/]+$/i.test(id)) return 'resourcegroup';
  return id.replaceAll('/', '') === '' ? 'tenant' : 'resource';
}
