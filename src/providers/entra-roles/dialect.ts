import {exact, untrusted} from '../../core/untrusted.ts';
import {stackFor} from '../pim/calls.ts';
import {graphClient} from '../pim/graph.ts';
import {activationBody, deactivationBody} from '../pim/graph-bodies.ts';
import {type GraphDialect, myOwn, quoted} from '../pim/graph-dialect.ts';
import {Named} from '../pim/graph-wire.ts';
import type {Reach} from '../pim/reach.ts';
import type {RoleRow} from '../pim/rows.ts';
import {Assignments, Eligibilities, Request, Requests} from './wire.ts';

const BASE = '/roleManagement/directory';
const REQUESTS = `${BASE}/roleAssignmentScheduleRequests`;
/** Scope names need `directoryScope` (reference azure-pim 3, "names"). */
const NAMES = ['roleDefinition', 'directoryScope'];

/** Directory roles have one policy each, for the whole directory. */
const policyFilter: GraphDialect['policyFilter'] = ({address}) =>
  `scopeId eq '/' and scopeType eq 'DirectoryRole' and roleDefinitionId eq ${quoted(address.roleDefinitionId ?? '')}`;

export const rolesDialect: GraphDialect = {
  eligible: {path: myOwn(`${BASE}/roleEligibilityScheduleInstances`, NAMES), shape: Eligibilities},
  held: {path: myOwn(`${BASE}/roleAssignmentScheduleInstances`, NAMES), shape: Assignments},
  requests: {path: myOwn(REQUESTS, NAMES), shape: Requests},
  requestsPath: REQUESTS,
  request: Request,
  policyFilter,
  activation: activationBody,
  deactivation: deactivationBody,
  named,
};

/** Rows that came without their role's name, with it where it can be looked up; no list fails over a name. */
async function named<Row extends RoleRow>(
  reach: Reach,
  rows: readonly Row[],
  known: Map<string, string>,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const nameless = new Set(rows.filter(row => exact(row.name) === row.roleId).map(row => row.roleId));
  const wanted = [...nameless].filter(id => !known.has(id));
  await Promise.all(wanted.map(async id => known.set(id, await roleName(reach, id, signal))));
  return rows.map(row => (nameless.has(row.roleId) ? {...row, name: nameOf(row, known)} : row));
}

const nameOf = (row: RoleRow, known: ReadonlyMap<string, string>) =>
  untrusted(known.get(row.roleId) || row.roleId);

async function roleName(reach: Reach, id: string, signal: AbortSignal): Promise<string> {
  try {
    const client = await graphClient(reach, {signal}, stackFor(reach, signal));
    const found: unknown = await client
      .api(`${BASE}/roleDefinitions/${encodeURIComponent(id)}?$select=id,displayName`)
      .get();
    return Named.safeParse(found).data?.displayName ?? '';
  } catch {
    signal.throwIfAborted();
    return '';
  }
}
