import {readIsoDuration} from '../../core/duration.ts';
import {type Policy, type Requirements, UNKNOWN_POLICY} from '../../core/policy.ts';
import {untrusted} from '../../core/untrusted.ts';

/** A policy rule with the fields that ARM and Graph have in common (reference azure-pim 2.4). */
export interface PolicyRule {
  readonly id: string;
  readonly maximumDuration?: string | null | undefined;
  readonly enabledRules?: readonly string[] | null | undefined;
  readonly isEnabled?: boolean | null | undefined;
  readonly claimValue?: string | null | undefined;
  readonly setting?: ApprovalSetting | null | undefined;
}

interface ApprovalSetting {
  readonly isApprovalRequired?: boolean | null | undefined;
  readonly approvalStages?: readonly ApprovalStage[] | null | undefined;
}

interface ApprovalStage {
  readonly primaryApprovers?: readonly Approver[] | null | undefined;
}

interface Approver {
  readonly description?: string | null | undefined;
}

/** Only the four rules about an end user's own activation count; the other thirteen are about administrators. */
export function policyOf(rules: readonly PolicyRule[] | undefined): Policy {
  if (rules === undefined) return UNKNOWN_POLICY;
  const named = (id: string) => rules.find(rule => rule.id.toLowerCase() === id);
  const approval = named('approval_enduser_assignment')?.setting;
  return {
    maxDuration: readIsoDuration(named('expiration_enduser_assignment')?.maximumDuration) ?? null,
    requires: {
      ...enablement(named('enablement_enduser_assignment')?.enabledRules),
      approval: approval?.isApprovalRequired ?? null,
      authContext: contextOf(named('authenticationcontext_enduser_assignment')),
    },
    approvers: approval?.isApprovalRequired === true ? approversOf(approval) : [],
  };
}

function enablement(
  enabled: readonly string[] | null | undefined,
): Pick<Requirements, 'justification' | 'ticket' | 'mfa'> {
  if (enabled == null) return {justification: null, ticket: null, mfa: null};
  const words = enabled.map(word => word.toLowerCase());
  return {
    justification: words.includes('justification'),
    ticket: words.includes('ticketing'),
    mfa: words.includes('multifactorauthentication'),
  };
}

function contextOf(rule: PolicyRule | undefined): string | false | null {
  if (rule === undefined || rule.isEnabled == null) return null;
  return rule.isEnabled && rule.claimValue ? rule.claimValue : false;
}

function approversOf(setting: ApprovalSetting): Policy['approvers'] {
  const approvers = (setting.approvalStages ?? []).flatMap(stage => stage.primaryApprovers ?? []);
  return approvers.flatMap(({description}) => (description ? [untrusted(description)] : []));
}
