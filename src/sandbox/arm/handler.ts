import {admitted} from '../bearer.ts';
import type {Answer, Call, Handler} from '../http/call.ts';
import {Refusal} from '../refusal.ts';
import {assignments, eligibilities, eligibleChildren, requests} from './lists.ts';
import {permissions} from './permissions.ts';
import {policyAssignments} from './policies.ts';
import {cancelRequest, getRequest, putRequest, validateRequest} from './requests.ts';
import {roleDefinition} from './role-definitions.ts';
import type {ArmCall, ArmService} from './service.ts';

type Route = (service: ArmService, asked: ArmCall) => Answer;

/** `METHOD collection`, with `/name` and `/name/action` where the address has them. Lower case: ARM ignores it. */
const routes: Readonly<Record<string, Route>> = {
  'GET roleeligibilityscheduleinstances': eligibilities('instance'),
  'GET roleeligibilityscheduleinstances/name': eligibilities('instance'),
  'GET roleeligibilityschedules': eligibilities('schedule'),
  'GET roleeligibilityschedules/name': eligibilities('schedule'),
  'GET roleassignmentscheduleinstances': assignments('instance'),
  'GET roleassignmentscheduleinstances/name': assignments('instance'),
  'GET roleassignmentschedules': assignments('schedule'),
  'GET roleassignmentschedules/name': assignments('schedule'),
  'GET roleassignmentschedulerequests': requests,
  'GET roleassignmentschedulerequests/name': getRequest,
  'PUT roleassignmentschedulerequests/name': putRequest,
  'POST roleassignmentschedulerequests/name/cancel': cancelRequest,
  'POST roleassignmentschedulerequests/name/validate': validateRequest,
  'GET eligiblechildresources': eligibleChildren,
  'GET rolemanagementpolicyassignments': policyAssignments,
  'GET roledefinitions/name': roleDefinition,
  'GET permissions': permissions,
};

/** The resource manager's origin (reference azure-pim 2). */
export function armHandler(service: ArmService): Handler {
  return call => {
    try {
      const claims = admitted(call, service.gate);
      service.throttle(call);
      return dispatch(service, {call, claims, ...placeOf(call)});
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      const {code, message} = refusal;
      return {status: refusal.status, headers: refusal.headers, body: {error: {code, message}}};
    }
  };
}

interface Address {
  readonly scope: string;
  readonly collection: string;
  readonly name: string | null;
  readonly action: string | null;
}

function placeOf(call: Call): Address {
  const marker = '/providers/microsoft.authorization/';
  const at = call.path.toLowerCase().lastIndexOf(marker);
  if (at < 0) throw new Refusal(404, 'InvalidResourceType', `There is nothing at '${call.path}'.`);
  const [collection = '', name, action] = call.path
    .slice(at + marker.length)
    .replace(/\/$/, '')
    .split('/');
  return {
    scope: call.path.slice(0, at),
    collection: collection.toLowerCase(),
    name: name?.toLowerCase() ?? null,
    action: action?.toLowerCase() ?? null,
  };
}

function dispatch(service: ArmService, asked: ArmCall & {readonly collection: string}): Answer {
  const {call, collection, name, action} = asked;
  const key = [
    `${call.method} ${collection}`,
    ...(name === null ? [] : ['name']),
    ...(action === null ? [] : [action]),
  ].join('/');
  checkVersion(call, collection);
  const route = Object.hasOwn(routes, key) ? routes[key] : undefined;
  if (route === undefined) throw new Refusal(404, 'InvalidResourceType', `There is no '${key}' here.`);
  return route(service, asked);
}

/** PIM has one released version, roles and their permissions another; previews are other contracts (reference azure-pim 2). */
const ofRoles = ['roledefinitions', 'permissions'];

function checkVersion(call: Call, collection: string): void {
  const version = call.query.get('api-version');
  const released = ofRoles.includes(collection) ? '2022-04-01' : '2020-10-01';
  if (version === released) return;
  if (version === null)
    throw new Refusal(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  const message = `The api-version '${version}' is invalid. The supported versions are '${released}'.`;
  throw new Refusal(400, 'InvalidApiVersionParameter', message);
}
