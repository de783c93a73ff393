import type {Answer} from '../http/call.ts';
import {guidFrom, lastSegment} from '../identifiers.ts';
import type {PracticeEligibility} from '../pim/model.ts';
import {type PolicyRule, policyRules} from '../pim/policy-rules.ts';
import {parseFilter} from './filter.ts';
import {answerPage} from './lists.ts';
import {roleDefinitionId} from './rows.ts';
import {type ArmCall, type ArmService, authorizationFailed} from './service.ts';

/**
 * Policies by role and exact scope, not inherited (reference azure-pim 2.1). Those an ordinary user may not read are
 * left out; where that leaves nothing of what was asked for, the call is refused.
 */
export function policyAssignments(service: ArmService, asked: ArmCall): Answer {
  const {roleDefinitionId: role} = parseFilter(asked.call.query.get('$filter'));
  const here = service.engine
    .eligible('azure-resource')
    .filter(
      row =>
        row.scope.id.toLowerCase() === asked.scope.toLowerCase() &&
        (role === null || row.role.id === lastSegment(role)),
    );
  const rows = [...new Map(here.map(row => [row.role.id, row])).values()];
  const readable = rows.filter(row => row.policy.readable);
  if (readable.length === 0 && rows.length > 0)
    throw authorizationFailed(asked, 'roleManagementPolicyAssignments/read');
  return answerPage(service, asked, readable, policyAssignment);
}

function policyAssignment({role, scope, policy}: PracticeEligibility): object {
  const policyGuid = guidFrom('policy', scope.id, role.id);
  const place = `${scope.id}/providers/Microsoft.Authorization`;
  const policyId = `${place}/roleManagementPolicies/${policyGuid}`;
  const name = `${policyGuid}_${role.id}`;
  const definition = roleDefinitionId(scope, role);
  return {
    properties: {
      ...{scope: scope.id, roleDefinitionId: definition, policyId},
      effectiveRules: policyRules(policy).map(armRule),
      policyAssignmentProperties: {
        scope: {id: scope.id, displayName: scope.name, type: scope.type},
        roleDefinition: {id: definition, displayName: role.name, type: 'BuiltInRole'},
        policy: {
          id: policyId,
          lastModifiedBy: {id: null, displayName: 'Admin', type: null, email: null},
          lastModifiedDateTime: null,
        },
      },
    },
    name,
    id: `${place}/roleManagementPolicyAssignments/${name}`,
    type: 'Microsoft.Authorization/RoleManagementPolicyAssignment',
  };
}

function armRule({id, type, target, fields}: PolicyRule): object {
  const {caller, level} = target;
  return {
    ...fields,
    id,
    ruleType: `RoleManagementPolicy${type}Rule`,
    target: {
      caller,
      operations: ['All'],
      level,
      targetObjects: null,
      inheritableSettings: null,
      enforcedSettings: null,
    },
  };
}
