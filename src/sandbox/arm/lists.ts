import type {Answer} from '../http/call.ts';
import {pageOf} from '../http/paging.ts';
import {guidFrom} from '../identifiers.ts';
import type {PracticeAssignment, PracticeEligibility, PracticeScope} from '../pim/model.ts';
import {enclosing} from '../pim/places.ts';
import {checkOwn, parseFilter, selects} from './filter.ts';
import {assignmentRow, eligibilityRow, requestRow} from './rows.ts';
import {type ArmCall, type ArmService, notThere} from './service.ts';

const kind = 'azure-resource';

/** `draw` is given only the rows of this page: shaping ten thousand to show twenty would be felt. */
export function answerPage<Row>(
  service: ArmService,
  {call}: ArmCall,
  rows: readonly Row[],
  draw: (row: Row) => object,
): Answer {
  const page = pageOf(rows, call, service.gate.audience(), service.settings.pageSize);
  const next = page.next === null ? {} : {nextLink: page.next};
  return {status: 200, body: {value: page.rows.map(draw), ...next}};
}

function own<Row extends PracticeEligibility | PracticeAssignment>(
  service: ArmService,
  asked: ArmCall,
  rows: readonly Row[],
): Row[] {
  const filter = parseFilter(asked.call.query.get('$filter'));
  checkOwn(filter);
  return filter.asTarget ? rows.filter(selects(filter, asked, service.scopes.parents)) : [];
}

type Shape = 'instance' | 'schedule';

export function eligibilities(shape: Shape) {
  return (service: ArmService, asked: ArmCall): Answer => {
    const rows = service.engine.eligible(kind, shape === 'schedule');
    const draw = (row: PracticeEligibility) => eligibilityRow(service, row, shape);
    if (asked.name === null) return answerPage(service, asked, own(service, asked, rows), draw);
    const found = rows.find(row => asked.name === (shape === 'instance' ? row.instanceId : row.scheduleId));
    if (found === undefined) throw notThere('RoleEligibilitySchedule', asked.name);
    return {status: 200, body: draw(found)};
  };
}

export function assignments(shape: Shape) {
  return (service: ArmService, asked: ArmCall): Answer => {
    const rows = service.engine.active(kind);
    const draw = (row: PracticeAssignment) => assignmentRow(service, row, shape);
    if (asked.name === null) return answerPage(service, asked, own(service, asked, rows), draw);
    const found = rows.find(
      row => asked.name === (shape === 'instance' ? row.id : guidFrom('schedule', row.id)),
    );
    if (found === undefined) throw notThere('RoleAssignmentSchedule', asked.name);
    return {status: 200, body: draw(found)};
  };
}

/** Own requests, newest first; nobody's are waiting for this user to approve. */
export function requests(service: ArmService, asked: ArmCall): Answer {
  const filter = parseFilter(asked.call.query.get('$filter'));
  checkOwn(filter);
  const rows = filter.asTarget || filter.asRequestor ? service.engine.requests(kind) : [];
  const chosen = rows.filter(selects(filter, asked, service.scopes.parents)).reverse();
  return answerPage(service, asked, chosen, row => requestRow(service, row));
}

const narrower = new Set(['managementgroup', 'subscription', 'resourcegroup']);

/** Direct children where the user is eligible at, above or below; `getAllChildren=true` walks all (reference azure-pim 2.1). */
export function eligibleChildren(service: ArmService, asked: ArmCall): Answer {
  const all = asked.call.query.get('getAllChildren') === 'true';
  const type = /resourceType eq '([^']*)'/i.exec(asked.call.query.get('$filter') ?? '')?.[1]?.toLowerCase();
  const rows = below(service, asked.scope, all).filter(
    ({scope}) => type === undefined || scope.type === type,
  );
  const reachable = rows.filter(({scope}) => isReachable(service, scope));
  return answerPage(service, asked, reachable, ({scope}) => ({
    id: scope.id,
    name: scope.name,
    type: scope.type,
  }));
}

function below(service: ArmService, id: string, all: boolean): {scope: PracticeScope}[] {
  const direct = service.scopes.children(id).filter(({type}) => narrower.has(type));
  return direct.flatMap(scope => [{scope}, ...(all ? below(service, scope.id, all) : [])]);
}

function isReachable({engine, scopes}: ArmService, scope: PracticeScope): boolean {
  const here = scope.id.toLowerCase();
  const above = enclosing(kind, here, scopes.parents);
  return engine
    .eligible(kind)
    .some(
      row =>
        above.includes(row.scope.id.toLowerCase()) ||
        enclosing(kind, row.scope.id, scopes.parents).includes(here),
    );
}
