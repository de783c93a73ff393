import {type Answer, jsonBody} from '../http/call.ts';
import type {PracticeScope} from '../pim/model.ts';
import {Refusal} from '../refusal.ts';
import type {GraphCall, GraphService} from './service.ts';

const namesScopes = ['GroupMember.Read.All', 'Group.Read.All', 'Group.ReadWrite.All', 'Directory.Read.All'];

/** Names of groups need a permission of their own; without it callers fall back to the id (reference azure-pim 4). */
function mayRead({claims}: GraphCall): void {
  const held = claims.scp.split(' ');
  if (namesScopes.some(scope => held.includes(scope))) return;
  throw new Refusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}

function groupOf({scopes}: GraphService, id: string): PracticeScope | undefined {
  const found = scopes.find(id);
  return found?.type === 'group' ? found : undefined;
}

export function oneGroup(service: GraphService, asked: GraphCall): Answer {
  mayRead(asked);
  const group = groupOf(service, asked.id);
  if (group === undefined)
    throw new Refusal(404, 'Request_ResourceNotFound', `Resource '${asked.id}' does not exist.`);
  const fields = Object.entries({
    id: group.id,
    displayName: group.name,
    securityEnabled: true,
    isAssignableToRole: true,
  });
  const wanted = asked.call.query.get('$select')?.split(',');
  return {status: 200, body: Object.fromEntries(fields.filter(([name]) => wanted?.includes(name) ?? true))};
}

/** POST `/directoryObjects/getByIds`; ids that are no groups are left out. */
export function byIds(service: GraphService, asked: GraphCall): Answer {
  mayRead(asked);
  const {ids} = jsonBody(asked.call);
  const wanted = Array.isArray(ids) ? ids.map(String) : [];
  if (wanted.length > 1000)
    throw new Refusal(400, 'Request_BadRequest', 'At most 1000 ids may be asked for.');
  const groups = wanted.map(id => groupOf(service, id)).filter(group => group !== undefined);
  const type = '#microsoft.graph.group';
  return {
    status: 200,
    body: {value: groups.map(({id, name}) => ({'@odata.type': type, id, displayName: name}))},
  };
}
