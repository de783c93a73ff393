import {randomUUID} from 'node:crypto';
import {type Answer, jsonBody, record, text} from '../http/call.ts';
import {callerOf, expirationOf, startOf} from '../pim/asked.ts';
import type {Ask} from '../pim/model.ts';
import {allowed} from './lists.ts';
import {requestRow} from './rows.ts';
import {badRequest, type GraphCall, type GraphKind, type GraphService} from './service.ts';

type Body = Readonly<Record<string, unknown>>;

/** POST: 201. Graph names the request; `isValidationOnly` checks and keeps nothing (reference azure-pim 3). */
export function postRequest(kind: GraphKind) {
  return (service: GraphService, asked: GraphCall): Answer => {
    allowed(asked, kind, 'write');
    const body = jsonBody(asked.call);
    const ask = askOf(service, asked, kind, body);
    const dry = body.isValidationOnly === true;
    const request = dry ? service.engine.validate(ask) : service.engine.submit(ask);
    const row = requestRow(request, new Set());
    return {status: 201, body: dry ? {...row, isValidationOnly: true} : row};
  };
}

/** 204; only what still waits. */
export function cancelRequest(kind: GraphKind) {
  return (service: GraphService, asked: GraphCall): Answer => {
    allowed(asked, kind, 'write');
    service.engine.cancel(kind, asked.id);
    return {status: 204};
  };
}

function askOf({scopes, engine}: GraphService, {claims}: GraphCall, kind: GraphKind, body: Body): Ask {
  const schedule = record(body.scheduleInfo);
  const ticket = record(body.ticketInfo);
  const {roleId, scopeId} = placeOf(kind, body);
  if (
    kind === 'entra-role' &&
    !engine.eligible(kind).some(row => row.scope.id === scopeId) &&
    scopes.find(scopeId) === undefined
  )
    throw badRequest(`The directoryScopeId '${scopeId}' is not valid.`);
  const action = required(body, 'action');
  return {
    ...{
      kind,
      name: randomUUID(),
      roleId,
      scopeId,
      scope: scopes.find(scopeId) ?? null,
      caller: callerOf(claims),
    },
    ...{linked: null, condition: null, justification: text(body.justification)},
    action: action.slice(0, 1).toUpperCase() + action.slice(1),
    principalId: required(body, 'principalId'),
    ticket: {number: text(ticket.ticketNumber) ?? '', system: text(ticket.ticketSystem) ?? ''},
    startAsked: startOf(schedule),
    expiration: expirationOf(record(schedule.expiration)),
  };
}

function placeOf(kind: GraphKind, body: Body): {readonly roleId: string; readonly scopeId: string} {
  if (kind === 'entra-group') return {roleId: accessOf(body), scopeId: required(body, 'groupId')};
  return {roleId: required(body, 'roleDefinitionId'), scopeId: required(body, 'directoryScopeId')};
}

function accessOf(body: Body): string {
  const access = required(body, 'accessId');
  if (access === 'member' || access === 'owner') return access;
  throw badRequest(`The accessId '${access}' is neither member nor owner.`);
}

function required(body: Body, name: string): string {
  const value = text(body[name]);
  if (value !== null && value !== '') return value;
  throw badRequest(`The property '${name}' is required.`);
}
