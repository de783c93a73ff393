import type {Eligibility} from './eligibility.ts';
import type {ProbeTarget} from './emergency.ts';
import type {Rung} from './ladder.ts';
import {exact} from './untrusted.ts';

type Service = ProbeTarget['service'];

const NEEDS: Readonly<Record<Rung['kind'], readonly Service[]>> = {
  'azure-resource': ['entra', 'azure-pim'],
  'entra-role': ['entra', 'graph-pim'],
  'entra-group': ['entra', 'graph-pim'],
  'aws-permission-set': ['identity-center'],
  'aws-role': ['identity-center', 'sts'],
};

/** The services without which a rung gives nothing. */
export const needsOf = (rung: Rung): readonly Service[] => ('user' in rung ? ['sts'] : NEEDS[rung.kind]);

/**
 * A listed role as a rung of that name. `undefined`: a rung cannot hold what asking for it takes (a condition, the scope of
 * an application, a role that an IAM user assumes).
 */
export function rungOf(row: Eligibility, name: string): Rung | undefined {
  if (row.condition !== null) return undefined;
  switch (row.kind) {
    case 'azure-resource':
      return azureRung(row, name);
    case 'entra-role':
      return entraRung(row, name);
    case 'entra-group':
      return groupRung(row, name);
    case 'aws-permission-set':
      return setRung(row, name);
    case 'aws-role':
      return configuredRung(row, name);
  }
}

function azureRung({name: role, scope, address: {roleDefinitionId}}: Eligibility, name: string) {
  if (roleDefinitionId === undefined) return undefined;
  const place = {role: exact(role), scope: scope.id, scopeName: exact(scope.name)};
  return {name, kind: 'azure-resource', ...place, roleDefinitionId} as const;
}

function entraRung({name: role, address}: Eligibility, name: string) {
  const {roleDefinitionId, directoryScopeId} = address;
  if (roleDefinitionId === undefined || directoryScopeId === undefined) return undefined;
  const scope = directoryScopeId === '/' ? {} : {directoryScopeId};
  return {name, kind: 'entra-role', role: exact(role), roleDefinitionId, ...scope} as const;
}

function groupRung({scope, address: {groupId, accessId}}: Eligibility, name: string) {
  const access = accessId?.toLowerCase();
  if (groupId === undefined || (access !== 'member' && access !== 'owner')) return undefined;
  return {name, kind: 'entra-group', groupId, groupName: exact(scope.name), access} as const;
}

function setRung({address: {session, accountId, permissionSet}}: Eligibility, name: string) {
  if (session === undefined || accountId === undefined || permissionSet === undefined) return undefined;
  return {name, kind: 'aws-permission-set', session, accountId, permissionSet} as const;
}

function configuredRung({address: {role, user}}: Eligibility, name: string) {
  return role === undefined || user !== undefined ? undefined : ({name, kind: 'aws-role', role} as const);
}
