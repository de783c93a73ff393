import type {Eligibility, Scope} from '../../core/eligibility.ts';
import type {Page} from '../../core/ports.ts';
import {overlapped} from '../pim/pages.ts';
import type {Reach} from '../pim/reach.ts';
import type {EligibleRow, HeldRow, RequestRow} from '../pim/rows.ts';
import {scopePath} from './client.ts';
import {armPages} from './pages.ts';
import {learnNames, type Nameable, type Names, noNames} from './role-names.ts';
import {childScope, eligibleRow, heldRow, requestRow} from './translate.ts';
import {pageShape, WireAssignment, WireChild, WireEligibility, WireRequest} from './wire.ts';

/** One call at the tenant root, mine only: group-inherited rows are in it (reference azure-pim 2.1). */
const MINE = {filter: 'asTarget()'};
const ROOT = '';

export function eligibleRows(reach: Reach, signal: AbortSignal): AsyncGenerator<Page<EligibleRow>> {
  const pages = armPages(reach, signal, pageShape(WireEligibility), (client, watch) =>
    client.roleEligibilityScheduleInstances.listForScope(ROOT, {...MINE, ...watch}),
  );
  return named(reach, signal, pages, eligibleRow);
}

export function heldRows(reach: Reach, signal: AbortSignal): AsyncGenerator<Page<HeldRow>> {
  const pages = armPages(reach, signal, pageShape(WireAssignment), (client, watch) =>
    client.roleAssignmentScheduleInstances.listForScope(ROOT, {...MINE, ...watch}),
  );
  return named(reach, signal, pages, heldRow);
}

export function requestRows(reach: Reach, signal: AbortSignal): AsyncGenerator<Page<RequestRow>> {
  const pages = armPages(reach, signal, pageShape(WireRequest), (client, watch) =>
    client.roleAssignmentScheduleRequests.listForScope(ROOT, {...MINE, ...watch}),
  );
  return named(reach, signal, pages, requestRow);
}

function named<Wire extends Nameable, Row>(
  reach: Reach,
  signal: AbortSignal,
  pages: AsyncIterable<Page<Wire>>,
  translate: (row: Wire, names: Names) => Row,
): AsyncGenerator<Page<Row>> {
  const names = noNames();
  return overlapped(pages, async items => {
    await learnNames(reach, items, names, signal);
    return items.map(row => translate(row, names));
  });
}

/** Direct children only; what lies deeper is asked for by asking again (reference azure-pim 2.1). */
export async function* children(
  reach: Reach,
  {scope}: Eligibility,
  signal: AbortSignal,
): AsyncGenerator<Page<Scope>> {
  const pages = armPages(reach, signal, pageShape(WireChild), (client, watch) =>
    client.eligibleChildResources.list(scopePath(scope.id), watch),
  );
  for await (const page of pages) yield {...page, items: page.items.map(childScope)};
}
