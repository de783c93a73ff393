import type {RoleAssignmentScheduleRequest} from '@azure/arm-authorization';
import {armScopeType} from '../../core/asked-scope.ts';
import {isoDuration, readIsoDuration} from '../../core/duration.ts';
import type {Condition, Scope, WireAddress} from '../../core/eligibility.ts';
import type {Grant} from '../../core/grant.ts';
import type {Intent, Ticket} from '../../core/intent.ts';
import {untrusted} from '../../core/untrusted.ts';
import {instantOf, lastSegment} from '../pim/door.ts';
import {type EligibleRow, type HeldRow, memberTypeOf, type RequestRow, type RoleRow} from '../pim/rows.ts';
import {stateOf} from '../pim/status.ts';
import type {Names} from './role-names.ts';
import type {WireAssignment, WireChild, WireEligibility, WireRequest} from './wire.ts';

type Place = WireEligibility['properties'] | WireAssignment['properties'] | WireRequest['properties'];

/** A name the row does not tell is looked up; the id's last segment stands in where that fails too. */
function roleRow(place: Place, names: Names, address: WireAddress): RoleRow {
  const roleId = lastSegment(place.roleDefinitionId).toLowerCase();
  const told = place.expandedProperties?.roleDefinition?.displayName;
  return {
    roleId,
    name: untrusted(told || names.roles.get(roleId) || roleId),
    scope: scopeOf(place, names),
    address,
  };
}

function scopeOf({scope: id, expandedProperties}: Place, {scopes}: Names): Scope {
  const named = expandedProperties?.scope;
  return {
    id,
    name: untrusted(named?.displayName || scopes.get(id.toLowerCase()) || lastSegment(id) || 'Tenant root'),
    type: named?.type?.toLowerCase() || armScopeType(id),
  };
}

export function eligibleRow({properties: row}: WireEligibility, names: Names): EligibleRow {
  const {scope, roleDefinitionId, roleEligibilityScheduleId} = row;
  const linked = roleEligibilityScheduleId ? {eligibilityScheduleId: roleEligibilityScheduleId} : {};
  return {
    ...roleRow(row, names, {scope, roleDefinitionId, ...linked}),
    memberType: memberTypeOf(row.memberType),
    endsAt: instantOf(row.endDateTime),
    condition: conditionOf(row),
  };
}

function conditionOf({condition, conditionVersion}: WireEligibility['properties']): Condition | null {
  return condition ? {expression: untrusted(condition), version: conditionVersion ?? '2.0'} : null;
}

export function heldRow({properties: row}: WireAssignment, names: Names): HeldRow {
  const {scope, roleDefinitionId} = row;
  return {
    ...roleRow(row, names, {scope, roleDefinitionId}),
    memberType: memberTypeOf(row.memberType),
    activated: row.assignmentType.toLowerCase() === 'activated',
    revoking: stateOf(row.status ?? '', null, 0) === 'deactivating',
    startsAt: instantOf(row.startDateTime),
    endsAt: instantOf(row.endDateTime),
  };
}

export function requestRow({name, properties: row}: WireRequest, names: Names): RequestRow {
  const {scope, roleDefinitionId, scheduleInfo} = row;
  return {
    ...roleRow(row, names, {scope, roleDefinitionId}),
    requestId: name,
    action: row.requestType.toLowerCase(),
    status: row.status.toLowerCase(),
    createdAt: instantOf(row.createdOn),
    startsAt: instantOf(scheduleInfo?.startDateTime),
    length: readIsoDuration(scheduleInfo?.expiration?.duration) ?? null,
    byApproval: Boolean(row.approvalId),
    justification: row.justification ?? null,
  };
}

export const childScope = ({id, name, type}: WireChild): Scope => ({
  id,
  name: untrusted(name || lastSegment(id)),
  type: type?.toLowerCase() || armScopeType(id),
});

/**
 * SelfActivate (reference azure-pim 2.2): the eligibility's own ids verbatim, the actor's own oid even where a group is
 * eligible, no start unless one was asked for. `linked`: name the eligibility the request rests on.
 */
export function activationBody(intent: Intent, linked: boolean): RoleAssignmentScheduleRequest {
  const {address, actor, request, condition} = intent;
  const schedule = linked ? address.eligibilityScheduleId : undefined;
  return {
    principalId: actor.oid,
    roleDefinitionId: address.roleDefinitionId ?? '',
    requestType: 'SelfActivate',
    ...(schedule === undefined ? {} : {linkedRoleEligibilityScheduleId: schedule}),
    ...(request.justification === null ? {} : {justification: request.justification}),
    ...(request.ticket === null ? {} : {ticketInfo: ticketInfo(request.ticket)}),
    scheduleInfo: {
      ...(request.startAt === null ? {} : {startDateTime: new Date(request.startAt)}),
      expiration: {type: 'AfterDuration', duration: isoDuration(request.duration)},
    },
    ...(condition === null ? {} : conditionFields(condition)),
  };
}

const ticketInfo = ({number, system}: Ticket) => ({
  ticketNumber: number,
  ...(system === null ? {} : {ticketSystem: system}),
});

const conditionFields = ({expression, version}: Condition) => ({
  condition: expression as unknown as string,
  conditionVersion: version,
});

/** SelfDeactivate carries who and what, nothing else (reference azure-pim 2.2). */
export function deactivationBody({address}: Grant, oid: string): RoleAssignmentScheduleRequest {
  return {
    principalId: oid,
    roleDefinitionId: address.roleDefinitionId ?? '',
    requestType: 'SelfDeactivate',
  };
}
