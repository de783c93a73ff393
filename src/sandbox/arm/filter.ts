import {lastSegment} from '../identifiers.ts';
import type {PracticeRole, PracticeScope} from '../pim/model.ts';
import {enclosing} from '../pim/places.ts';
import {Refusal} from '../refusal.ts';
import type {ArmCall} from './service.ts';

/** The filters of reference azure-pim 2.1, joined by `and`. */
export interface Filter {
  readonly asTarget: boolean;
  readonly asRequestor: boolean;
  readonly asApprover: boolean;
  readonly atScope: boolean;
  readonly principalId: string | null;
  readonly roleDefinitionId: string | null;
}

const parts: readonly (readonly [RegExp, (value: string) => Partial<Filter>])[] = [
  [/^asTarget\(\)$/i, () => ({asTarget: true})],
  [/^asRequestor\(\)$/i, () => ({asRequestor: true})],
  [/^asApprover\(\)$/i, () => ({asApprover: true})],
  [/^atScope\(\)$/i, () => ({atScope: true})],
  [/^assignedTo\('([^']*)'\)$/i, principalId => ({principalId})],
  [/^principalId eq '([^']*)'$/i, principalId => ({principalId})],
  [/^roleDefinitionId eq '([^']*)'$/i, roleDefinitionId => ({roleDefinitionId})],
];

export function parseFilter(text: string | null): Filter {
  const none: Filter = {
    asTarget: false,
    asRequestor: false,
    asApprover: false,
    atScope: false,
    principalId: null,
    roleDefinitionId: null,
  };
  const terms = (text ?? '')
    .split(/ and /i)
    .map(term => term.trim())
    .filter(term => term !== '');
  return Object.assign(none, ...terms.map(meaning));
}

function meaning(term: string): Partial<Filter> {
  for (const [shape, meant] of parts) {
    const found = shape.exec(term);
    if (found !== null) return meant(found[1] ?? '');
  }
  throw new Refusal(400, 'InvalidFilter', `The filter '${term}' is not supported.`);
}

/** Whoever is only eligible sees only the own rows, and has to say so (reference azure-pim 2.1; JAz.PIM#3, #10). */
export function checkOwn(filter: Filter): void {
  if (filter.asTarget || filter.asRequestor || filter.asApprover) return;
  throw new Refusal(
    403,
    'InsufficientPermissions',
    'You do not have permission to list all the rows at this scope. Please use $filter=asTarget() to list your own.',
  );
}

interface Row {
  readonly role: PracticeRole;
  readonly scope: PracticeScope;
  readonly principalId: string;
}

/** Whether a row belongs to the answer at the asked scope: at it, above it, and unless `atScope()` below it. */
export function selects(
  filter: Filter,
  {scope}: ArmCall,
  parents: ReadonlyMap<string, string>,
): (row: Row) => boolean {
  const here = scope.toLowerCase();
  const above = new Set(here === '' ? [] : enclosing('azure-resource', here, parents));
  return row => {
    const near =
      here === '' ||
      above.has(row.scope.id.toLowerCase()) ||
      (!filter.atScope && enclosing('azure-resource', row.scope.id, parents).includes(here));
    const role = filter.roleDefinitionId === null || lastSegment(filter.roleDefinitionId) === row.role.id;
    return (
      near && role && (filter.principalId === null || filter.principalId.toLowerCase() === row.principalId)
    );
  };
}
