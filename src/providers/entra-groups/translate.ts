import type {Grant} from '../../core/grant.ts';
import type {Intent} from '../../core/intent.ts';
import {untrusted} from '../../core/untrusted.ts';
import {instantOf} from '../pim/door.ts';
import {activationMembers} from '../pim/graph-bodies.ts';
import {requestPart} from '../pim/graph-wire.ts';
import {type EligibleRow, type HeldRow, memberTypeOf, type RequestRow, type RoleRow} from '../pim/rows.ts';
import type {WireAssignment, WireEligibility, WirePlace, WireRequest} from './wire.ts';

/** `Member` or `Owner` of a group (contract 1). The group's id stands in for its name until that is looked up. */
function roleRow({groupId, accessId, group}: WirePlace): RoleRow {
  return {
    roleId: accessId.toLowerCase(),
    name: untrusted(accessId.slice(0, 1).toUpperCase() + accessId.slice(1)),
    scope: {id: groupId, name: untrusted(group?.displayName || groupId), type: 'group'},
    address: {groupId, accessId},
  };
}

export const eligibleRow = (row: WireEligibility): EligibleRow => ({
  ...roleRow(row),
  memberType: memberTypeOf(row.memberType),
  endsAt: instantOf(row.endDateTime),
  condition: null,
});

export const heldRow = (row: WireAssignment): HeldRow => ({
  ...roleRow(row),
  memberType: memberTypeOf(row.memberType),
  activated: row.assignmentType.toLowerCase() === 'activated',
  revoking: false,
  startsAt: instantOf(row.startDateTime),
  endsAt: instantOf(row.endDateTime),
});

export const requestRow = (row: WireRequest): RequestRow => ({...roleRow(row), ...requestPart(row)});

export const activationBody = ({actor, address, request}: Intent): object => ({
  action: 'selfActivate',
  principalId: actor.oid,
  ...address,
  ...activationMembers(request),
});

export const deactivationBody = ({address}: Grant, oid: string): object => ({
  action: 'selfDeactivate',
  principalId: oid,
  ...address,
});
