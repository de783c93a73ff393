import type {PracticeRole} from '../pim/model.ts';

/** What a role lets its holder do. `*` stands for any run of characters, slashes too. */
export interface RolePermission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

const allowing = (...actions: readonly string[]): RolePermission => ({
  ...{actions, notActions: [], dataActions: [], notDataActions: []},
});

/** Roles over what is stored see nothing of the plane above it. */
const overStored = (actions: readonly string[], ...dataActions: readonly string[]): RolePermission => ({
  ...{actions, notActions: [], dataActions, notDataActions: []},
});

const blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers';
const contributorTakesAway = [
  'Microsoft.Authorization/*/Delete',
  'Microsoft.Authorization/*/Write',
  'Microsoft.Authorization/elevateAccess/Action',
];

/** Built-in roles, as far as their lists matter here: the ones of the real cloud are longer. */
const known: Readonly<Record<string, RolePermission>> = {
  Owner: allowing('*'),
  Contributor: {...allowing('*'), notActions: contributorTakesAway},
  Reader: allowing('*/read'),
  'User Access Administrator': allowing('*/read', 'Microsoft.Authorization/*', 'Microsoft.Support/*'),
  'Key Vault Administrator': overStored(
    ['Microsoft.Authorization/*/read', 'Microsoft.KeyVault/vaults/*/read'],
    'Microsoft.KeyVault/vaults/*',
  ),
  'Key Vault Secrets User': overStored([], 'Microsoft.KeyVault/vaults/secrets/getSecret/action'),
  'Key Vault Secrets Officer': overStored(
    ['Microsoft.Authorization/*/read'],
    'Microsoft.KeyVault/vaults/secrets/*',
  ),
  'Storage Blob Data Contributor': overStored([`${blobs}/read`, `${blobs}/write`], `${blobs}/blobs/*`),
  'Storage Blob Data Reader': overStored([`${blobs}/read`], `${blobs}/blobs/read`),
  'Network Contributor': allowing('Microsoft.Authorization/*/read', 'Microsoft.Network/*'),
  'Virtual Machine Contributor': allowing(
    'Microsoft.Authorization/*/read',
    'Microsoft.Compute/virtualMachines/*',
  ),
};

/** Every other role reads everything and does one thing of its own, so that no two are alike. */
export function permissionOf({id, name}: PracticeRole): RolePermission {
  return known[name] ?? allowing('*/read', `Contoso.Practice/${id}/*`);
}
