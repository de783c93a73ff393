import type {AccessProvider, Clock, ServerTime} from '../../core/ports.ts';
import type {EntraAccess} from '../entra/access.ts';
import {graphProvider} from '../pim/graph-provider.ts';

/** Groups under PIM over Graph's PIM, v1.0. The SDK is loaded by the first call. */
export function createEntraGroups(access: EntraAccess, clock: Clock, server: ServerTime): AccessProvider {
  const reach = {kind: 'entra-group', audience: 'graph', what: 'Microsoft Graph', access, clock} as const;
  return graphProvider(reach, async () => (await import('./dialect.ts')).groupsDialect, server);
}
