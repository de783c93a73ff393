import {isGuid} from '../identifiers.ts';
import type {PracticeKind} from '../pim/model.ts';
import {monitorAudience} from '../sinks/ingestion.ts';
import {EntraRefusal} from './refusals.ts';

/** The Azure CLI's own id: ARM works, PIM in Graph does not (reference azure-pim 1.3). */
export const azureCliClientId = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

/** Delegated Graph permissions by what they are for; the least-privilege column of reference azure-pim 1.3. */
export const scopesOf: Readonly<
  Record<Exclude<PracticeKind, 'azure-resource'> | 'groupNames', readonly string[]>
> = {
  'entra-role': [
    'RoleEligibilitySchedule.Read.Directory',
    'RoleAssignmentSchedule.Read.Directory',
    'RoleAssignmentSchedule.ReadWrite.Directory',
    'RoleManagementPolicy.Read.Directory',
    'RoleManagement.Read.Directory',
  ],
  'entra-group': [
    'PrivilegedEligibilitySchedule.Read.AzureADGroup',
    'PrivilegedAssignmentSchedule.Read.AzureADGroup',
    'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup',
    'RoleManagementPolicy.Read.AzureADGroup',
  ],
  groupNames: ['GroupMember.Read.All'],
};

const cliScopes = [
  'Application.ReadWrite.All',
  'AuditLog.Read.All',
  'Directory.AccessAsUser.All',
  'Group.ReadWrite.All',
  'User.ReadWrite.All',
];

export interface Registrations {
  readonly tenantId: string;
  readonly domain: string;
  readonly clientId: string;
  readonly origins: () => {readonly arm: string; readonly graph: string};
  /** Consents taken away, and whether the app may be used without a secret; read at each request. */
  readonly withoutConsent: ReadonlySet<PracticeKind | 'groupNames'>;
  readonly publicClient: () => boolean;
}

/** What a token may be issued for. */
export interface Audience {
  readonly aud: string;
  readonly scopes: readonly string[];
}

const identityScopes = new Set(['openid', 'profile', 'offline_access', 'email']);

export function checkClient(known: Registrations, clientId: string): void {
  if (clientId !== known.clientId && clientId !== azureCliClientId) {
    const message = `Application with identifier '${clientId}' was not found in the directory '${known.domain}'.`;
    throw new EntraRefusal('unauthorized_client', 700016, message);
  }
  if (clientId === known.clientId && !known.publicClient())
    throw new EntraRefusal(
      'invalid_client',
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    );
}

/** Our tenant, a stranger's (a GUID of another; the account is not in it), or a refusal. */
export function checkTenant(known: Registrations, tenant: string, clientId: string): 'ours' | 'foreign' {
  const name = tenant.toLowerCase();
  if (name === known.tenantId || name === known.domain) return 'ours';
  if (name === 'organizations' || name === 'common') {
    if (clientId === azureCliClientId) return 'ours';
    const message = `Application '${clientId}' is not configured as a multi-tenant application.`;
    throw new EntraRefusal('unauthorized_client', 50194, message);
  }
  if (isGuid(name)) return 'foreign';
  throw new EntraRefusal('invalid_request', 90002, `Tenant '${tenant}' not found.`);
}

export function foreignTenant(known: Registrations, upn: string): EntraRefusal {
  const message = `User account '${upn}' from identity provider '${known.domain}' does not exist in tenant and cannot access the application.`;
  return new EntraRefusal('invalid_grant', 50020, message);
}

/** One audience per token: the resource of the `scope` parameter and what the client may do there. */
export function audienceOf(known: Registrations, clientId: string, scope: string): Audience {
  const asked = scope.split(' ').filter(name => name !== '' && !identityScopes.has(name));
  const {arm, graph} = known.origins();
  const resources = new Set(asked.map(name => resourceOf(name, [arm, graph, monitorAudience]) ?? graph));
  if (resources.size > 1)
    throw new EntraRefusal(
      'invalid_scope',
      28000,
      'Provided value for the input parameter scope is not valid because it contains more than one resource.',
    );
  const aud = [...resources][0] ?? graph;
  const names = asked
    .map(name => name.replace(`${aud}/`, '').replace(/^\/+/, ''))
    .filter(name => name !== '.default');
  const granted = aud === graph ? grantedInGraph(known, clientId) : ['user_impersonation'];
  const missing = names.filter(name => !granted.includes(name));
  if (missing.length > 0) throw notConsented(clientId, missing);
  return {aud, scopes: granted};
}

function resourceOf(name: string, known: readonly string[]): string | undefined {
  if (!name.includes('://')) return undefined;
  const found = known.find(origin => name.startsWith(`${origin}/`));
  if (found !== undefined) return found;
  const resource = name.slice(0, name.lastIndexOf('/'));
  throw new EntraRefusal(
    'invalid_resource',
    500011,
    `The resource principal named ${resource} was not found in the tenant.`,
  );
}

function grantedInGraph(known: Registrations, clientId: string): readonly string[] {
  if (clientId === azureCliClientId) return cliScopes;
  const groups = Object.entries(scopesOf).filter(
    ([name]) => ![...known.withoutConsent].some(gone => gone === name),
  );
  return ['User.Read', ...groups.flatMap(([, scopes]) => scopes)];
}

function notConsented(clientId: string, missing: readonly string[]): EntraRefusal {
  if (clientId === azureCliClientId)
    return new EntraRefusal(
      'invalid_grant',
      65002,
      `Consent between first party application '${clientId}' and first party resource must be configured via preauthorization (${missing.join(' ')}).`,
    );
  return new EntraRefusal(
    'invalid_grant',
    65001,
    `The user or administrator has not consented to use the application with ID '${clientId}' (${missing.join(' ')}).`,
    {suberror: 'consent_required'},
  );
}
