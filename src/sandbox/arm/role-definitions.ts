import type {Answer} from '../http/call.ts';
import type {PracticeRole} from '../pim/model.ts';
import {permissionOf} from './role-permissions.ts';
import {type ArmCall, type ArmService, authorizationFailed, notThere} from './service.ts';

/** A role by its id: its name, for rows that come without, and what it lets its holder do. Only roles that somebody here can hold are known. */
export function roleDefinition(service: ArmService, asked: ArmCall): Answer {
  if (!service.settings.roleDefinitionsReadable) throw authorizationFailed(asked, 'roleDefinitions/read');
  const role = known(service).find(({id}) => id === asked.name);
  if (role === undefined) throw notThere('RoleDefinition', asked.name ?? '');
  const properties = {
    ...{roleName: role.name, type: 'BuiltInRole', description: role.name, assignableScopes: ['/']},
    permissions: [permissionOf(role)],
  };
  const id = `${asked.scope}/providers/Microsoft.Authorization/roleDefinitions/${role.id}`;
  return {
    status: 200,
    body: {properties, id, type: 'Microsoft.Authorization/roleDefinitions', name: role.id},
  };
}

function known({engine}: ArmService): readonly PracticeRole[] {
  const rows = [...engine.eligible('azure-resource', true), ...engine.active('azure-resource')];
  return rows.map(({role}) => role);
}
