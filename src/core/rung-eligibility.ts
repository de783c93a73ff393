import {armScopeType} from './asked-scope.ts';
import type {Eligibility} from './eligibility.ts';
import {pimGuarantee} from './guarantee.ts';
import {eligibilityId} from './id.ts';
import type {AzureRung, EntraRoleRung, GroupRung, Rung} from './ladder.ts';
import {UNKNOWN_POLICY} from './policy.ts';
import {awsEligibility} from './rung-aws.ts';
import type {AwsSettings} from './settings.ts';
import {untrusted} from './untrusted.ts';

/** What a rung leaves to the profile that it goes by. */
export interface Whose {
  /** Of whoever acts (`Actor.tenantId`): ids of the Entra kinds are lasting within a tenant. AWS kinds do not look at it. */
  readonly tenantId: string;
  /** The profile's own: sessions, roles and links of AWS kinds are found here. */
  readonly aws?: AwsSettings | undefined;
}

/**
 * The row that `list` has of the same role: id, kind, entitlement, guarantee and address are those of its provider, but that
 * nothing is known of its policy. Names are the rung's own. An Azure role's address goes without the eligibility it rests
 * on, for that lapses at renewals (reference azure-pim 2.2). Throws `misconfigured` for a rung that makes no sense.
 */
export function eligibilityOfRung(rung: Rung, whose: Whose): Eligibility {
  switch (rung.kind) {
    case 'azure-resource':
      return azureEligibility(rung, whose);
    case 'entra-role':
      return roleEligibility(rung, whose);
    case 'entra-group':
      return groupEligibility(rung, whose);
    default:
      return awsEligibility(rung, whose.aws ?? {});
  }
}

/** What is the same of all roles that are activated in PIM. */
const activated = {
  entitlement: 'eligible',
  memberType: 'direct',
  maxDuration: UNKNOWN_POLICY.maxDuration,
  requires: UNKNOWN_POLICY.requires,
  condition: null,
  endsAt: null,
  grantId: null,
} as const;

/** Clouds give and take role definitions as whole ids; the last segment alone says which (reference azure-pim 2.2). */
const lastSegment = (id: string): string => id.slice(id.lastIndexOf('/') + 1);

function azureEligibility(rung: AzureRung, {tenantId}: Whose): Eligibility {
  const {kind, scope: id, scopeName, role} = rung;
  const roleDefinitionId = definitionId(rung);
  return {
    ...activated,
    id: eligibilityId(kind, tenantId, id, lastSegment(roleDefinitionId)),
    kind,
    name: untrusted(role),
    scope: {id, name: untrusted(scopeName ?? (lastSegment(id) || 'Tenant root')), type: armScopeType(id)},
    guarantee: pimGuarantee(kind),
    address: {scope: id, roleDefinitionId},
  };
}

/** A bare GUID as the cloud writes it: with the subscription, if there is one (reference azure-pim 2.2). */
function definitionId({scope, roleDefinitionId}: AzureRung): string {
  if (roleDefinitionId.includes('/')) return roleDefinitionId;
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? '';
  return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleDefinitionId}`;
}

function roleEligibility(rung: EntraRoleRung, {tenantId}: Whose): Eligibility {
  const {kind, role, roleDefinitionId, directoryScopeId = '/'} = rung;
  return {
    ...activated,
    id: eligibilityId(kind, tenantId, directoryScopeId, lastSegment(roleDefinitionId)),
    kind,
    name: untrusted(role),
    scope: directoryScope(directoryScopeId),
    guarantee: pimGuarantee(kind),
    address: {roleDefinitionId, directoryScopeId},
  };
}

function directoryScope(id: string): Eligibility['scope'] {
  if (id === '/') return {id, name: untrusted('Directory'), type: 'directory'};
  const type = /^\/administrativeUnits\//i.test(id) ? 'administrativeunit' : 'directoryobject';
  return {id, name: untrusted(lastSegment(id)), type};
}

function groupEligibility({kind, groupId, groupName, access}: GroupRung, {tenantId}: Whose): Eligibility {
  return {
    ...activated,
    id: eligibilityId(kind, tenantId, groupId, access),
    kind,
    name: untrusted(access === 'member' ? 'Member' : 'Owner'),
    scope: {id: groupId, name: untrusted(groupName ?? groupId), type: 'group'},
    guarantee: pimGuarantee(kind),
    address: {groupId, accessId: access},
  };
}
