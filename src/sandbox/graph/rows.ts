import {guidFrom} from '../identifiers.ts';
import {isoInstant} from '../pim/duration.ts';
import type {Expiration, PracticeAssignment, PracticeEligibility, PracticeRequest} from '../pim/model.ts';

/** The navigation properties that `$expand` asks for, in lower case. */
export type Expanded = ReadonlySet<string>;

const instant = (at: number | null) => (at === null ? null : isoInstant(at));
const lower = (text: string) => text.slice(0, 1).toLowerCase() + text.slice(1);

type Row = PracticeEligibility | PracticeAssignment | PracticeRequest;

function isGroup(row: Row): boolean {
  return row.kind === 'entra-group';
}

/** Where and what: directory roles by definition and scope, groups by group and access (reference azure-pim 3, 4). */
function place(row: Row): object {
  if (isGroup(row)) return {groupId: row.scope.id, accessId: row.role.id, principalId: row.principalId};
  return {
    principalId: row.principalId,
    roleDefinitionId: row.role.id,
    directoryScopeId: row.scope.id,
    appScopeId: null,
  };
}

function expansions(row: Row, expanded: Expanded): object {
  const definition = {
    id: row.role.id,
    displayName: row.role.name,
    description: row.role.name,
    templateId: row.role.id,
    isBuiltIn: true,
    isEnabled: true,
    version: '1',
  };
  const scope =
    row.scope.id === '/' ? null : {id: row.scope.id.split('/').at(-1), displayName: row.scope.name};
  if (isGroup(row)) return {};
  return {
    ...(expanded.has('roledefinition') ? {roleDefinition: definition} : {}),
    ...(expanded.has('directoryscope') ? {directoryScope: scope} : {}),
  };
}

/** Target schedules of groups are three parts joined by `_` (reference azure-pim 4). */
function scheduleId(row: Row, id: string): string {
  return isGroup(row) ? `${row.scope.id}_${row.role.id}_${id}` : id;
}

/** Groups answer `direct`, roles `Direct` (reference azure-pim 4). */
function cased(row: Row, text: string): string {
  return isGroup(row) ? lower(text) : text;
}

export function eligibilityRow(row: PracticeEligibility, expanded: Expanded): object {
  const schedule = scheduleId(row, row.scheduleId);
  return {
    id: scheduleId(row, row.instanceId),
    ...place(row),
    ...{memberType: cased(row, row.memberType)},
    ...{startDateTime: isoInstant(row.startsAt), endDateTime: instant(row.endsAt)},
    ...(isGroup(row) ? {eligibilityScheduleId: schedule} : {roleEligibilityScheduleId: schedule}),
    ...expansions(row, expanded),
  };
}

export function assignmentRow(row: PracticeAssignment, expanded: Expanded): object {
  const schedule = scheduleId(row, guidFrom('schedule', row.id));
  const used = row.eligibility === null ? null : eligibilityRow(row.eligibility, new Set());
  return {
    id: scheduleId(row, row.id),
    ...place(row),
    ...{assignmentType: cased(row, row.assignmentType), memberType: cased(row, row.memberType)},
    ...{startDateTime: isoInstant(row.startsAt), endDateTime: instant(row.endsAt)},
    ...(isGroup(row)
      ? {assignmentScheduleId: schedule}
      : {roleAssignmentScheduleId: schedule, roleAssignmentOriginId: guidFrom('origin', row.id)}),
    ...(expanded.has('activatedusing') ? {activatedUsing: used} : {}),
    ...expansions(row, expanded),
  };
}

export function requestRow(row: PracticeRequest, expanded: Expanded): object {
  const schedule =
    row.action === 'SelfActivate'
      ? scheduleId(row, guidFrom('schedule', guidFrom('assignment', row.kind, row.name)))
      : null;
  return {
    id: row.name,
    status: row.status,
    ...{createdDateTime: isoInstant(row.createdAt), completedDateTime: instant(row.completedAt)},
    ...{approvalId: row.approvalId, customData: null},
    ...{action: lower(row.action), ...place(row), isValidationOnly: false},
    ...{targetScheduleId: schedule, justification: row.justification},
    createdBy: {application: null, device: null, user: {displayName: null, id: row.principalId}},
    scheduleInfo:
      row.expiration === null
        ? null
        : {
            startDateTime: isoInstant(row.startsAt),
            recurrence: null,
            expiration: expiration(row.expiration),
          },
    ticketInfo: {ticketNumber: row.ticket?.number ?? null, ticketSystem: row.ticket?.system ?? null},
    ...expansions(row, expanded),
  };
}

/** Answers spell the type `afterDuration`, whatever was sent (reference azure-pim 3). */
function expiration(asked: Expiration): object {
  return {
    type: lower(asked.type),
    endDateTime: asked.type === 'AfterDateTime' ? asked.endDateTime : null,
    duration: asked.type === 'AfterDuration' ? asked.duration : null,
  };
}
