import type {Scope, WireAddress} from '../../core/eligibility.ts';
import {untrusted} from '../../core/untrusted.ts';
import {lastSegment} from '../pim/door.ts';
import {eligiblePart, heldPart, requestPart} from '../pim/graph-wire.ts';
import type {EligibleRow, HeldRow, RequestRow, RoleRow} from '../pim/rows.ts';
import type {WireAssignment, WireEligibility, WirePlace, WireRequest} from './wire.ts';

/** The role's id stands in for a name that the row does not tell, until it is looked up. */
function roleRow(row: WirePlace): RoleRow {
  const roleId = lastSegment(row.roleDefinitionId);
  return {
    roleId,
    name: untrusted(row.roleDefinition?.displayName || roleId),
    scope: scopeOf(row),
    address: addressOf(row),
  };
}

/** Either of the two scopes is given, and goes back exactly as it came (reference azure-pim 3). */
function addressOf({roleDefinitionId, directoryScopeId, appScopeId}: WirePlace): WireAddress {
  if (directoryScopeId || !appScopeId) return {roleDefinitionId, directoryScopeId: directoryScopeId ?? '/'};
  return {roleDefinitionId, appScopeId};
}

function scopeOf({directoryScopeId, appScopeId, directoryScope}: WirePlace): Scope {
  const id = directoryScopeId || appScopeId || '/';
  if (id === '/') return {id, name: untrusted('Directory'), type: 'directory'};
  const told = directoryScope?.displayName || lastSegment(id);
  return {id, name: untrusted(told), type: scopeType(id, directoryScope?.['@odata.type'])};
}

function scopeType(id: string, odata: string | null | undefined): string {
  if (/^\/administrativeUnits\//i.test(id)) return 'administrativeunit';
  return odata ? lastWord(odata) : 'directoryobject';
}

/** `#microsoft.graph.servicePrincipal` */
const lastWord = (type: string): string => type.slice(type.lastIndexOf('.') + 1).toLowerCase();

export const eligibleRow = (row: WireEligibility): EligibleRow => ({...roleRow(row), ...eligiblePart(row)});

export const heldRow = (row: WireAssignment): HeldRow => ({...roleRow(row), ...heldPart(row)});

export const requestRow = (row: WireRequest): RequestRow => ({...roleRow(row), ...requestPart(row)});
