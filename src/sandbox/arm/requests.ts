import {type Answer, jsonBody, record, text} from '../http/call.ts';
import {isGuid, lastSegment} from '../identifiers.ts';
import {callerOf, expirationOf, startOf} from '../pim/asked.ts';
import type {Ask, PracticeRequest} from '../pim/model.ts';
import {Refusal} from '../refusal.ts';
import {requestRow} from './rows.ts';
import {type ArmCall, type ArmService, notThere} from './service.ts';

const kind = 'azure-resource';

/** PUT: 201 and nothing else (reference azure-pim 2.1). The status inside says how far it got. */
export function putRequest(service: ArmService, asked: ArmCall): Answer {
  const request = service.engine.submit(askOf(service, asked));
  return {status: 201, body: requestRow(service, request)};
}

/** The same body, nothing happens; a request that would wait for people answers `PendingEvaluation` (az-pim-cli#13). */
export function validateRequest(service: ArmService, asked: ArmCall): Answer {
  const request = service.engine.validate(askOf(service, asked));
  const status = request.status === 'PendingApproval' ? 'PendingEvaluation' : request.status;
  const row = record(requestRow(service, request));
  return {status: 200, body: {...row, properties: {...record(row.properties), status}}};
}

export function getRequest(service: ArmService, asked: ArmCall): Answer {
  return {status: 200, body: requestRow(service, named(service, asked))};
}

export function cancelRequest(service: ArmService, asked: ArmCall): Answer {
  service.engine.cancel(kind, named(service, asked).name);
  return {status: 200};
}

/** A request is found at the scope it was sent to, nowhere else. */
function named({engine}: ArmService, {name, scope}: ArmCall): PracticeRequest {
  const found = engine.find(kind, name ?? '');
  if (found?.scope.id.toLowerCase() === scope.toLowerCase()) return found;
  throw notThere('RoleAssignmentScheduleRequest', name ?? '');
}

function askOf({scopes}: ArmService, {call, claims, scope, name}: ArmCall): Ask {
  if (name === null || !isGuid(name))
    throw new Refusal(400, 'InvalidRoleAssignmentScheduleRequestName', 'The request name must be a GUID.');
  const body = record(jsonBody(call).properties);
  const schedule = record(body.scheduleInfo);
  const ticket = record(body.ticketInfo);
  const condition = text(body.condition);
  const linked = text(body.linkedRoleEligibilityScheduleId);
  return {
    ...{
      kind,
      name: name.toLowerCase(),
      scopeId: scope,
      scope: scopes.find(scope) ?? null,
      caller: callerOf(claims),
    },
    action: required(body, 'requestType'),
    principalId: required(body, 'principalId'),
    roleId: lastSegment(required(body, 'roleDefinitionId')),
    linked: linked === null || linked === '' ? null : lastSegment(linked),
    justification: text(body.justification),
    ticket: {number: text(ticket.ticketNumber) ?? '', system: text(ticket.ticketSystem) ?? ''},
    condition:
      condition === null ? null : {expression: condition, version: text(body.conditionVersion) ?? ''},
    startAsked: startOf(schedule),
    expiration: expirationOf(record(schedule.expiration)),
  };
}

function required(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = text(body[name]);
  if (value !== null && value !== '') return value;
  throw new Refusal(400, 'InvalidRequestContent', `The request content was invalid: '${name}' is required.`);
}
