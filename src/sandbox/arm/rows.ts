import type {PracticeUser} from '../entra/sessions.ts';
import {guidFrom} from '../identifiers.ts';
import {isoInstant} from '../pim/duration.ts';
import type {
  PracticeAssignment,
  PracticeEligibility,
  PracticeRequest,
  PracticeRole,
  PracticeScope,
} from '../pim/model.ts';
import type {ArmService} from './service.ts';

type Collection =
  | 'RoleEligibilityScheduleInstances'
  | 'RoleEligibilitySchedules'
  | 'RoleAssignmentScheduleInstances'
  | 'RoleAssignmentSchedules'
  | 'RoleAssignmentScheduleRequests';

const provider = 'providers/Microsoft.Authorization';

function envelope(scope: PracticeScope, collection: Collection, name: string, properties: object): object {
  const id = `${scope.id}/${provider}/${collection}/${name}`;
  return {properties, name, id, type: `Microsoft.Authorization/${collection}`};
}

/** Role definition ids carry the subscription they were read at; at management groups none (reference azure-pim 2.2). */
export function roleDefinitionId(scope: PracticeScope, role: PracticeRole): string {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope.id)?.[0] ?? '';
  return `${subscription}/${provider}/roleDefinitions/${role.id}`;
}

interface Named {
  readonly role: PracticeRole;
  readonly scope: PracticeScope;
  readonly principalId: string;
}

/** Absent in some answers of the real service (reference azure-pim 9, demoray#214); which ones depends on the row alone. */
export function names({settings, user}: ArmService, row: Named): object {
  const share = Number.parseInt(guidFrom('names', row.scope.id, row.role.id).slice(0, 6), 16) % 100;
  if (share < settings.rowsWithoutNames) return {};
  const {scope, role} = row;
  return {
    expandedProperties: {
      scope: {id: scope.id, displayName: scope.name, type: scope.type},
      roleDefinition: {id: roleDefinitionId(scope, role), displayName: role.name, type: 'BuiltInRole'},
      principal: principal(user(), row.principalId),
    },
  };
}

function principal(user: PracticeUser, id: string): object {
  if (id !== user.oid) return {id, displayName: 'sg-platform-engineers', email: null, type: 'Group'};
  return {id, displayName: user.name, email: user.upn, type: 'User'};
}

function common({user}: ArmService, row: Named): object {
  return {
    scope: row.scope.id,
    roleDefinitionId: roleDefinitionId(row.scope, row.role),
    principalId: row.principalId,
    principalType: row.principalId === user().oid ? 'User' : 'Group',
  };
}

const instant = (at: number | null) => (at === null ? null : isoInstant(at));

export function eligibilityRow(
  service: ArmService,
  row: PracticeEligibility,
  kind: 'instance' | 'schedule',
): object {
  const place = `${row.scope.id}/${provider}`;
  const properties = {
    ...common(service, row),
    status: 'Provisioned',
    ...(kind === 'instance'
      ? {roleEligibilityScheduleId: `${place}/RoleEligibilitySchedules/${row.scheduleId}`}
      : {
          roleEligibilityScheduleRequestId: `${place}/RoleEligibilityScheduleRequests/${guidFrom('request', row.scheduleId)}`,
          updatedOn: isoInstant(row.startsAt),
        }),
    startDateTime: isoInstant(row.startsAt),
    endDateTime: instant(row.endsAt),
    memberType: row.memberType,
    createdOn: isoInstant(row.startsAt),
    condition: row.condition?.expression ?? null,
    conditionVersion: row.condition?.version ?? null,
    ...names(service, row),
  };
  if (kind === 'instance')
    return envelope(row.scope, 'RoleEligibilityScheduleInstances', row.instanceId, properties);
  return envelope(row.scope, 'RoleEligibilitySchedules', row.scheduleId, properties);
}

export function assignmentRow(
  service: ArmService,
  row: PracticeAssignment,
  kind: 'instance' | 'schedule',
): object {
  const place = `${row.scope.id}/${provider}`;
  const schedule = guidFrom('schedule', row.id);
  const linked = row.eligibility?.scheduleId ?? null;
  const properties = {
    ...common(service, row),
    ...{assignmentType: row.assignmentType, linkedRoleEligibilityScheduleId: linked},
    ...(kind === 'instance'
      ? {
          originRoleAssignmentId: `${place}/roleAssignments/${guidFrom('origin', row.id)}`,
          linkedRoleEligibilityScheduleInstanceId: row.eligibility?.instanceId ?? null,
          roleAssignmentScheduleId: `${place}/RoleAssignmentSchedules/${schedule}`,
        }
      : {updatedOn: isoInstant(row.startsAt)}),
    status: 'Provisioned',
    ...{startDateTime: isoInstant(row.startsAt), endDateTime: instant(row.endsAt)},
    ...{memberType: row.memberType, createdOn: isoInstant(row.startsAt)},
    condition: row.eligibility?.condition?.expression ?? null,
    conditionVersion: row.eligibility?.condition?.version ?? null,
    ...names(service, row),
  };
  if (kind === 'instance') return envelope(row.scope, 'RoleAssignmentScheduleInstances', row.id, properties);
  return envelope(row.scope, 'RoleAssignmentSchedules', schedule, properties);
}

export function requestRow(service: ArmService, row: PracticeRequest): object {
  const {expiration, ticket, approvalId, scope} = row;
  const schedule =
    row.action === 'SelfActivate' ? guidFrom('schedule', guidFrom('assignment', row.kind, row.name)) : null;
  return envelope(scope, 'RoleAssignmentScheduleRequests', row.name, {
    ...common(service, row),
    ...{targetRoleAssignmentScheduleId: schedule, targetRoleAssignmentScheduleInstanceId: null},
    ...{linkedRoleEligibilityScheduleId: row.eligibility?.scheduleId ?? null},
    ...{requestType: row.action, status: row.status},
    approvalId: approvalId === null ? null : `${scope.id}/${provider}/RoleAssignmentApprovals/${approvalId}`,
    scheduleInfo:
      expiration === null
        ? null
        : {
            startDateTime: isoInstant(row.startsAt),
            expiration: {
              type: expiration.type,
              endDateTime: expiration.type === 'AfterDateTime' ? expiration.endDateTime : null,
              duration: expiration.type === 'AfterDuration' ? expiration.duration : null,
            },
          },
    ticketInfo: {ticketNumber: ticket?.number ?? null, ticketSystem: ticket?.system ?? null},
    justification: row.justification,
    ...{requestorId: row.principalId, createdOn: isoInstant(row.createdAt)},
    condition: row.condition?.expression ?? null,
    conditionVersion: row.condition?.version ?? null,
    ...names(service, row),
  });
}
