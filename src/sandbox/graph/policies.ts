import type {Answer} from '../http/call.ts';
import {guidFrom} from '../identifiers.ts';
import type {PracticeEligibility} from '../pim/model.ts';
import {type PolicyRule, policyRules} from '../pim/policy-rules.ts';
import {Refusal} from '../refusal.ts';
import {answerPage} from './lists.ts';
import {badRequest, type GraphCall, type GraphKind, type GraphService, needs} from './service.ts';

interface Asked {
  readonly kind: GraphKind;
  readonly scopeId: string;
  readonly scopeType: string;
  readonly roleId: string | null;
}

const kindOf: Readonly<Record<string, GraphKind>> = {
  directoryrole: 'entra-role',
  directory: 'entra-role',
  group: 'entra-group',
};

/** `$filter` is required and names scope, its type and usually the role (reference azure-pim 3, 4). */
function askedFor({call}: GraphCall): Asked {
  const filter = call.query.get('$filter') ?? '';
  const value = (name: string) => new RegExp(`\\b${name} eq '([^']*)'`).exec(filter)?.[1];
  const scopeType = value('scopeType');
  const scopeId = value('scopeId');
  const kind = kindOf[scopeType?.toLowerCase() ?? ''];
  if (scopeId === undefined || scopeType === undefined || kind === undefined)
    throw badRequest('The filter has to name scopeId and scopeType.');
  return {kind, scopeId, scopeType, roleId: value('roleDefinitionId') ?? null};
}

const scopes = {
  'entra-role': ['RoleManagementPolicy.Read.Directory', 'RoleManagement.Read.Directory'],
  'entra-group': ['RoleManagementPolicy.Read.AzureADGroup'],
} as const;

export function policyAssignments(service: GraphService, asked: GraphCall): Answer {
  const wanted = askedFor(asked);
  needs(asked, ...scopes[wanted.kind]);
  const here = service.engine
    .eligible(wanted.kind)
    .filter(row => covers(row, wanted) && (wanted.roleId === null || row.role.id === wanted.roleId));
  const rows = [...new Map(here.map(row => [row.role.id, row])).values()];
  if (rows.some(row => !row.policy.readable))
    throw new Refusal(
      403,
      'Authorization_RequestDenied',
      'Insufficient privileges to complete the operation.',
    );
  const withRules = /policy\(\s*\$expand\s*=\s*(effectiveR|r)ules/i.test(
    asked.call.query.get('$expand') ?? '',
  );
  return answerPage(service, asked, rows, row => policyAssignment(row, wanted, withRules));
}

/** Directory roles have one policy each, for the whole directory: administrative units share it. */
function covers(row: PracticeEligibility, {kind, scopeId}: Asked): boolean {
  return kind === 'entra-role' ? scopeId === '/' : row.scope.id === scopeId;
}

function policyAssignment(
  {role, policy}: PracticeEligibility,
  {scopeId, scopeType}: Asked,
  withRules: boolean,
): object {
  const policyId = `${scopeType}_${guidFrom('directory', scopeId)}_${guidFrom('policy', scopeId, role.id)}`;
  const rules = policyRules(policy).map(graphRule);
  const details = {
    ...{id: policyId, displayName: scopeType, description: scopeType, isOrganizationDefault: false},
    ...{scopeId, scopeType, lastModifiedDateTime: null, lastModifiedBy: {displayName: null, id: null}},
    ...{rules, effectiveRules: rules},
  };
  const assignment = {id: `${policyId}_${role.id}`, policyId, scopeId, scopeType, roleDefinitionId: role.id};
  return withRules ? {...assignment, policy: details} : assignment;
}

function graphRule({id, type, target, fields}: PolicyRule): object {
  const {caller, level} = target;
  return {
    '@odata.type': `#microsoft.graph.unifiedRoleManagementPolicy${type}Rule`,
    id,
    ...(type === 'Approval' ? {setting: graphApprovers(fields.setting)} : fields),
    target: {caller, operations: ['all'], level, inheritableSettings: [], enforcedSettings: []},
  };
}

/** Graph writes an approver as a subject set: `singleUser` with `userId`. */
function graphApprovers(setting: unknown): unknown {
  const rewritten = JSON.stringify(setting, (key, value) =>
    key === 'primaryApprovers' ? value.map(singleUser) : value,
  );
  return JSON.parse(rewritten);
}

function singleUser({id, description}: {readonly id: string; readonly description: string}): object {
  return {'@odata.type': '#microsoft.graph.singleUser', userId: id, description};
}
