import type {Kind} from '../../core/kind.ts';
import {Trouble} from '../../core/problem.ts';
import {AZURE_CLI_CLIENT_ID} from '../../core/settings.ts';
import type {EntraAccess} from '../entra/access.ts';

/** Least-privilege delegated scopes by kind (reference azure-pim 1.3); all need an administrator's consent. */
const SCOPES: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  'azure-resource': ['Azure Service Management user_impersonation'],
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
};

export const consentScopes = (kind: Kind): readonly string[] => SCOPES[kind] ?? [];

/** The Azure CLI's app never gets Graph's PIM scopes, so nothing is asked (reference azure-pim 1.3). Throws `consent-missing`. */
export function needsConsent(access: EntraAccess, kind: Kind): void {
  if (access.clientId.toLowerCase() !== AZURE_CLI_CLIENT_ID) return;
  throw new Trouble({code: 'consent-missing', scopes: consentScopes(kind), provider: kind});
}
