import type {PracticePolicy} from './model.ts';

export interface RuleTarget {
  readonly caller: 'Admin' | 'EndUser';
  readonly level: 'Eligibility' | 'Assignment';
}

/** A rule before a surface puts its own type name on it. `type`: Expiration, Enablement, Approval, AuthenticationContext, Notification. */
export interface PolicyRule {
  readonly id: string;
  readonly type: 'Expiration' | 'Enablement' | 'Approval' | 'AuthenticationContext' | 'Notification';
  readonly target: RuleTarget;
  readonly fields: Readonly<Record<string, unknown>>;
}

const audiences = ['Admin', 'Requestor', 'Approver'] as const;
const targets: readonly RuleTarget[] = [
  {caller: 'Admin', level: 'Eligibility'},
  {caller: 'Admin', level: 'Assignment'},
  {caller: 'EndUser', level: 'Assignment'},
];

/** All 17 rules of a role's policy (reference azure-pim 2.4); only the EndUser ones matter to who activates. */
export function policyRules(policy: PracticePolicy): readonly PolicyRule[] {
  return [
    ...targets.flatMap(target => [
      expiration(policy, target),
      enablement(policy, target),
      ...notifications(target),
    ]),
    {
      id: 'Approval_EndUser_Assignment',
      type: 'Approval',
      target: endUser,
      fields: {setting: approvalSetting(policy)},
    },
    {
      id: 'AuthenticationContext_EndUser_Assignment',
      type: 'AuthenticationContext',
      target: endUser,
      fields: {isEnabled: policy.authContext !== null, claimValue: policy.authContext ?? ''},
    },
  ];
}

const endUser: RuleTarget = {caller: 'EndUser', level: 'Assignment'};

function idOf(name: string, {caller, level}: RuleTarget): string {
  return `${name}_${caller}_${level}`;
}

function expiration(policy: PracticePolicy, target: RuleTarget): PolicyRule {
  const most = target.caller === 'EndUser' ? policy.maxDuration : 'P365D';
  const fields = {isExpirationRequired: target.caller === 'EndUser', maximumDuration: most};
  return {id: idOf('Expiration', target), type: 'Expiration', target, fields};
}

function enablement(policy: PracticePolicy, target: RuleTarget): PolicyRule {
  const asked = [
    ...(policy.mfa ? ['MultiFactorAuthentication'] : []),
    ...(policy.justification ? ['Justification'] : []),
    ...(policy.ticket ? ['Ticketing'] : []),
  ];
  const byAdmin = target.level === 'Assignment' ? ['Justification'] : [];
  const fields = {enabledRules: target.caller === 'EndUser' ? asked : byAdmin};
  return {id: idOf('Enablement', target), type: 'Enablement', target, fields};
}

function notifications(target: RuleTarget): readonly PolicyRule[] {
  return audiences.map(recipientType => ({
    id: idOf(`Notification_${recipientType}`, target),
    type: 'Notification' as const,
    target,
    fields: {
      notificationType: 'Email',
      recipientType,
      isDefaultRecipientsEnabled: true,
      notificationLevel: 'All',
      notificationRecipients: [],
    },
  }));
}

function approvalSetting({approvers}: PracticePolicy): object {
  const primaryApprovers = approvers.map(({id, name}) => ({
    id,
    description: name,
    isBackup: false,
    userType: 'User',
  }));
  const stage = {
    approvalStageTimeOutInDays: 1,
    isApproverJustificationRequired: true,
    escalationTimeInMinutes: 0,
    primaryApprovers,
    isEscalationEnabled: false,
    escalationApprovers: [],
  };
  return {
    isApprovalRequired: approvers.length > 0,
    isApprovalRequiredForExtension: false,
    isRequestorJustificationRequired: true,
    approvalMode: 'SingleStage',
    approvalStages: [stage],
  };
}
