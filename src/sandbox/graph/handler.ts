import {admitted} from '../bearer.ts';
import type {Answer, Call, Handler} from '../http/call.ts';
import {Refusal} from '../refusal.ts';
import {byIds, oneGroup} from './groups.ts';
import {assignments, eligibilities, everybody, oneRequest, requests} from './lists.ts';
import {policyAssignments} from './policies.ts';
import {cancelRequest, postRequest} from './requests.ts';
import type {GraphCall, GraphKind, GraphService} from './service.ts';

type Route = (service: GraphService, asked: GraphCall) => Answer;
type Row = readonly [method: string, path: RegExp, route: Route];

/** The same calls for roles and groups, under other names (reference azure-pim 3, 4). */
function pim(kind: GraphKind, base: string, eligible: string, assigned: string): readonly Row[] {
  const mine = String.raw`/filterByCurrentUser\(on='[^']*'\)`;
  const at = (rest: string) => new RegExp(`^${base}/${rest}$`, 'i');
  return [
    ['GET', at(`${eligible}ScheduleInstances${mine}`), eligibilities(kind)],
    ['GET', at(`${assigned}ScheduleInstances${mine}`), assignments(kind)],
    ['GET', at(`${assigned}ScheduleRequests${mine}`), requests(kind)],
    ['GET', at(`(${eligible}|${assigned})Schedule(Instances|Requests)`), everybody],
    ['GET', at(`${assigned}ScheduleRequests/([^/]+)`), oneRequest(kind)],
    ['POST', at(`${assigned}ScheduleRequests`), postRequest(kind)],
    ['POST', at(`${assigned}ScheduleRequests/([^/]+)/cancel`), cancelRequest(kind)],
  ];
}

const routes: readonly Row[] = [
  ...pim('entra-role', '/roleManagement/directory', 'roleEligibility', 'roleAssignment'),
  ...pim('entra-group', '/identityGovernance/privilegedAccess/group', 'eligibility', 'assignment'),
  ['GET', /^\/policies\/roleManagementPolicyAssignments$/i, policyAssignments],
  ['GET', /^\/groups\/([^/]+)$/i, oneGroup],
  ['POST', /^\/directoryObjects\/getByIds$/i, byIds],
];

/** Graph's origin, v1.0 only. */
export function graphHandler(service: GraphService): Handler {
  return call => {
    try {
      const claims = admitted(call, service.gate);
      service.throttle(call);
      return dispatch(service, call, {call, claims, ...versionless(call)});
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      return refused(refusal, call, service.now());
    }
  };
}

function versionless(call: Call): {readonly path: string; readonly id: string} {
  const path = /^\/v1\.0(\/.*)$/.exec(call.path)?.[1];
  if (path === undefined)
    throw new Refusal(404, 'BadRequest', `Resource not found for the segment '${call.path.split('/')[1]}'.`);
  return {path, id: ''};
}

function dispatch(service: GraphService, call: Call, asked: GraphCall): Answer {
  for (const [method, shape, route] of routes) {
    const found = method === call.method ? shape.exec(asked.path) : null;
    if (found !== null) return route(service, {...asked, id: found[1] ?? ''});
  }
  throw new Refusal(
    400,
    'BadRequest',
    `Resource not found for the segment '${asked.path.split('/').at(-1)}'.`,
  );
}

function refused({status, headers, code, message}: Refusal, call: Call, now: number): Answer {
  const id = call.headers['client-request-id'] ?? '';
  const date = new Date(now).toISOString().replace(/\.\d+Z$/, '');
  const innerError = {date, 'request-id': id, 'client-request-id': id};
  return {status, headers, body: {error: {code, message, innerError}}};
}
