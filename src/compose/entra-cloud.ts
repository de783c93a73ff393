import type {AccessProvider, Authority, Clock, ServerTime} from '../core/ports.ts';
import {createAzureResources} from '../providers/azure-resources/index.ts';
import {createEntraSession, type EntraAccess, type EntraSessionOptions} from '../providers/entra/index.ts';
import {createEntraGroups} from '../providers/entra-groups/index.ts';
import {createEntraRoles} from '../providers/entra-roles/index.ts';
import type {EntraKind} from './cloud-kinds.ts';
import {tracing} from './tracing.ts';

export {createHttpClient} from '../providers/entra/http-client.ts';

const MAKERS = {
  'azure-resource': createAzureResources,
  'entra-role': createEntraRoles,
  'entra-group': createEntraGroups,
};

export const entraProviders =
  (access: EntraAccess, clock: Clock, server: ServerTime) =>
  (kind: EntraKind): AccessProvider =>
    MAKERS[kind](access, clock, server);

/** Sign-in and providers of Entra, loaded when somebody first asks for one. */
export interface EntraCloud {
  readonly session: EntraAccess & Authority;
  provider(kind: EntraKind): AccessProvider;
}

export function openEntraCloud(
  options: EntraSessionOptions,
  debug: ((line: string) => void) | undefined,
): EntraCloud {
  const {clock, server} = options;
  const session = createEntraSession(options);
  const access = tracing(session, debug, clock);
  return {session, provider: entraProviders(access, clock, server)};
}
