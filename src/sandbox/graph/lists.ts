import type {Answer} from '../http/call.ts';
import {pageOf} from '../http/paging.ts';
import {Refusal} from '../refusal.ts';
import {assignmentRow, type Expanded, eligibilityRow, requestRow} from './rows.ts';
import {badRequest, type GraphCall, type GraphKind, type GraphService, needs} from './service.ts';

export function answerPage<Row>(
  {gate, settings}: GraphService,
  {call}: GraphCall,
  rows: readonly Row[],
  draw: (row: Row) => object,
): Answer {
  const page = pageOf(rows, call, gate.audience(), settings.pageSize);
  const next = page.next === null ? {} : {'@odata.nextLink': page.next};
  const context = `${gate.audience()}/v1.0/$metadata#${call.path.replace(/^\/v1\.0\//, '')}`;
  return {status: 200, body: {'@odata.context': context, ...next, value: page.rows.map(draw)}};
}

export function expandedBy({call}: GraphCall): Expanded {
  const names = (call.query.get('$expand') ?? '')
    .toLowerCase()
    .replace(/\([^)]*\)/g, '')
    .split(',');
  return new Set(names.map(name => name.trim()));
}

/** The list is the caller's own: `on='principal'` (or `createdBy`, the same person here). Nothing waits for this user. */
function checkPerspective({path}: GraphCall): 'own' | 'approver' {
  const on = /\(on='([^']*)'\)$/.exec(path)?.[1];
  if (on === 'principal' || on === 'createdBy') return 'own';
  if (on === 'approver') return 'approver';
  throw badRequest(`Invalid value '${on}' of parameter 'on'.`);
}

const scopes = {
  eligible: {
    'entra-role': ['RoleEligibilitySchedule.Read.Directory'],
    'entra-group': ['PrivilegedEligibilitySchedule.Read.AzureADGroup'],
  },
  active: {
    'entra-role': ['RoleAssignmentSchedule.Read.Directory', 'RoleAssignmentSchedule.ReadWrite.Directory'],
    'entra-group': [
      'PrivilegedAssignmentSchedule.Read.AzureADGroup',
      'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup',
    ],
  },
  write: {
    'entra-role': ['RoleAssignmentSchedule.ReadWrite.Directory'],
    'entra-group': ['PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup'],
  },
} as const;

/** Throws where the token lacks the permission for this kind (reference azure-pim 1.3, "Delegated Graph permissions"). */
export function allowed(asked: GraphCall, kind: GraphKind, act: keyof typeof scopes): void {
  needs(asked, ...scopes[act][kind]);
}

export function eligibilities(kind: GraphKind) {
  return (service: GraphService, asked: GraphCall): Answer => {
    allowed(asked, kind, 'eligible');
    const rows = checkPerspective(asked) === 'own' ? service.engine.eligible(kind) : [];
    const expanded = expandedBy(asked);
    return answerPage(service, asked, rows, row => eligibilityRow(row, expanded));
  };
}

export function assignments(kind: GraphKind) {
  return (service: GraphService, asked: GraphCall): Answer => {
    allowed(asked, kind, 'active');
    const rows = checkPerspective(asked) === 'own' ? service.engine.active(kind) : [];
    const expanded = expandedBy(asked);
    return answerPage(service, asked, rows, row => assignmentRow(row, expanded));
  };
}

export function requests(kind: GraphKind) {
  return (service: GraphService, asked: GraphCall): Answer => {
    allowed(asked, kind, 'active');
    const rows = checkPerspective(asked) === 'own' ? service.engine.requests(kind) : [];
    const expanded = expandedBy(asked);
    return answerPage(service, asked, [...rows].reverse(), row => requestRow(row, expanded));
  };
}

export function oneRequest(kind: GraphKind) {
  return (service: GraphService, asked: GraphCall): Answer => {
    allowed(asked, kind, 'active');
    const found = service.engine.find(kind, asked.id);
    if (found === undefined)
      throw new Refusal(404, 'ResourceNotFound', `The request '${asked.id}' was not found.`);
    return {status: 200, body: requestRow(found, expandedBy(asked))};
  };
}

/** Without `filterByCurrentUser` an ordinary user may not look (reference azure-pim 4, "unfiltered list"). */
export function everybody(): Answer {
  throw new Refusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}
