import {untrusted} from '../../core/untrusted.ts';
import {eligiblePart, heldPart, requestPart} from '../pim/graph-wire.ts';
import type {EligibleRow, HeldRow, RequestRow, RoleRow} from '../pim/rows.ts';
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

export const eligibleRow = (row: WireEligibility): EligibleRow => ({...roleRow(row), ...eligiblePart(row)});

export const heldRow = (row: WireAssignment): HeldRow => ({...roleRow(row), ...heldPart(row)});

export const requestRow = (row: WireRequest): RequestRow => ({...roleRow(row), ...requestPart(row)});
