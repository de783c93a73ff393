import {exact, untrusted} from '../../core/untrusted.ts';
import {stackFor} from '../pim/calls.ts';
import {graphClient} from '../pim/graph.ts';
import {activationBody, deactivationBody} from '../pim/graph-bodies.ts';
import {type GraphDialect, myOwn, quoted} from '../pim/graph-dialect.ts';
import {graphPage, Named} from '../pim/graph-wire.ts';
import type {Reach} from '../pim/reach.ts';
import type {RoleRow} from '../pim/rows.ts';
import {Assignments, Eligibilities, Request, Requests} from './wire.ts';

const BASE = '/identityGovernance/privilegedAccess/group';
const REQUESTS = `${BASE}/assignmentScheduleRequests`;

const policyFilter: GraphDialect['policyFilter'] = ({address}) =>
  `scopeId eq ${quoted(address.groupId ?? '')} and scopeType eq 'Group' and roleDefinitionId eq ${quoted(address.accessId ?? '')}`;

export const groupsDialect: GraphDialect = {
  eligible: {path: myOwn(`${BASE}/eligibilityScheduleInstances`), shape: Eligibilities},
  held: {path: myOwn(`${BASE}/assignmentScheduleInstances`), shape: Assignments},
  requests: {path: myOwn(REQUESTS), shape: Requests},
  requestsPath: REQUESTS,
  request: Request,
  policyFilter,
  activation: activationBody,
  deactivation: deactivationBody,
  named,
};

/** Graph takes a thousand ids at a time. */
const AT_ONCE = 1000;

/**
 * The rows with their groups' names. `$expand=group` is unreliable (reference azure-pim 4), so ids are looked up, all
 * of a page at once. That takes a permission of its own: without it the ids stay, and nothing is said to be wrong.
 */
async function named<Row extends RoleRow>(
  reach: Reach,
  rows: readonly Row[],
  known: Map<string, string>,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const nameless = rows.map(row => row.scope).filter(({id, name}) => exact(name) === id && !known.has(id));
  const ids = [...new Set(nameless.map(({id}) => id))];
  const chunks = Array.from({length: Math.ceil(ids.length / AT_ONCE)}, (_, at) =>
    ids.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
  );
  const found = await Promise.all(chunks.map(chunk => groupNames(reach, chunk, signal)));
  for (const {id, displayName} of found.flat()) known.set(id, displayName ?? '');
  return rows.map(row => withName(row, known));
}

function withName<Row extends RoleRow>(row: Row, known: ReadonlyMap<string, string>): Row {
  const name = known.get(row.scope.id);
  return name ? {...row, scope: {...row.scope, name: untrusted(name)}} : row;
}

async function groupNames(reach: Reach, ids: readonly string[], signal: AbortSignal) {
  try {
    const client = await graphClient(reach, {signal}, stackFor(reach, signal));
    const found: unknown = await client
      .api('/directoryObjects/getByIds?$select=id,displayName')
      .post({ids, types: ['group']});
    return graphPage(Named).safeParse(found).data?.value ?? [];
  } catch {
    signal.throwIfAborted();
    return [];
  }
}
