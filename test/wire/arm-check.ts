import type {ArmShapes} from './arm-shapes.ts';
import {idOf} from './arm-shapes.ts';
import type {Exchange} from './exchange.ts';
import {shapeFaults} from './formats.ts';
import {isObject, type Json, objectAt} from './specs.ts';

/** Parameters that no file names, and why they are sent or come back all the same. */
const KNOWN_DEPARTURES = [
  // Accepted though not published (reference azure-pim 2.1, "policy").
  /^roleManagementPolicyAssignments \$filter$/i,
  // Part of the service's own nextLink.
  / \$skiptoken$/i,
];

interface Operation {
  readonly path: string;
  readonly template: string;
  readonly pointer: string;
  readonly document: Json;
  readonly spec: Json;
}

/** What in an exchange is not as the published files say; empty when all is. */
export function armFaults(shapes: ArmShapes, exchange: Exchange): readonly string[] {
  const found = operationOf(shapes, exchange);
  if (found === undefined)
    return [`no such path, method or api-version: ${exchange.method} ${exchange.url.pathname}`];
  return [
    ...queryFaults(shapes, found, exchange),
    ...askedFaults(shapes, found, exchange),
    ...answeredFaults(shapes, found, exchange),
  ];
}

function operationOf({documents}: ArmShapes, {method, url}: Exchange): Operation | undefined {
  const version = url.searchParams.get('api-version');
  const all = [...documents].flatMap(([path, document]) =>
    Object.entries(objectAt(document, 'paths')).map(([template, methods]) => ({
      path,
      document,
      template,
      methods,
    })),
  );
  const fitting = all
    .filter(
      ({document, template}) =>
        objectAt(document, 'info').version === version && matches(template, asPublished(url.pathname)),
    )
    .sort((one, other) => literal(other.template) - literal(one.template));
  for (const {methods, ...rest} of fitting) {
    const spec = objectAt(methods, method.toLowerCase());
    if (Object.keys(spec).length > 0) return {...rest, spec, pointer: pointer(rest.template, method)};
  }
  return undefined;
}

/**
 * The files have own permissions at resource groups and at what is in them only. Azure takes the call at every scope: its
 * own pages show it at a subscription (learn.microsoft.com, "Access control with the REST API").
 */
const asPublished = (pathname: string): string =>
  pathname.replace(
    /^.*(\/providers\/Microsoft\.Authorization\/permissions)$/i,
    '/subscriptions/any/resourcegroups/any$1',
  );

/** A scope or a whole id holds slashes and may be empty; every other part is one segment. */
function matches(template: string, pathname: string): boolean {
  const parts = template.split(/\{[^}]+\}/).map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const names = [...template.matchAll(/\{([^}]+)\}/g)].map(([, name]) =>
    name === 'scope' || name === 'roleId' ? '.*' : '[^/]+',
  );
  const shape = parts
    .map((part, at) => part + (names[at] ?? ''))
    .join('')
    .replace(/^\/\.\*/, '(?:/.*)?');
  return new RegExp(`^${shape}$`, 'i').test(decodeURIComponent(pathname));
}

const literal = (template: string): number => template.replace(/\{[^}]+\}/g, '').length;

const pointer = (template: string, method: string): string =>
  `/paths/${template.replaceAll('~', '~0').replaceAll('/', '~1')}/${method.toLowerCase()}`;

function parametersOf({documents}: ArmShapes, {spec}: Operation): readonly Json[] {
  const list = Array.isArray(spec.parameters) ? spec.parameters.filter(isObject) : [];
  const common = documents.get('arm/common-types/resource-management/v2/types.json');
  return list.map(parameter => {
    const named = /#\/parameters\/(\w+)$/.exec(String(parameter.$ref ?? ''))?.[1];
    return named === undefined ? parameter : objectAt(common, 'parameters', named);
  });
}

function queryFaults(shapes: ArmShapes, operation: Operation, {url}: Exchange): readonly string[] {
  const known = parametersOf(shapes, operation).map(({name}) => name);
  const collection = operation.template.split('/').at(-1) ?? '';
  const odd = [...url.searchParams.keys()].filter(name => !known.includes(name));
  return odd
    .map(name => `${collection} ${name}`)
    .filter(name => !KNOWN_DEPARTURES.some(departure => departure.test(name)))
    .map(name => `no such query parameter: ${name}`);
}

function askedFaults(shapes: ArmShapes, operation: Operation, {asked}: Exchange): readonly string[] {
  const body = parametersOf(shapes, operation).find(parameter => parameter.in === 'body');
  if (body === undefined) return asked === null ? [] : ['a body where none belongs'];
  return faults(shapes.requests, operation, body.schema, asked, 'asked');
}

function answeredFaults(
  shapes: ArmShapes,
  operation: Operation,
  {status, answered}: Exchange,
): readonly string[] {
  const responses = objectAt(operation.spec, 'responses');
  const {schema} = objectAt(responses, String(status) in responses ? String(status) : 'default');
  if (status < 300 && !(String(status) in responses)) return [`status ${status} is not in the files`];
  if (schema === undefined) return answered === null ? [] : ['an answer with a body where none belongs'];
  return faults(shapes.answers, operation, schema, withoutNulls(answered), 'answered');
}

/** OpenAPI 2 cannot say `null`; the published examples hold it for what is absent. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const present = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(present.map(([name, member]) => [name, withoutNulls(member)]));
}

function faults(
  ajv: ArmShapes['answers'],
  {path}: Operation,
  schema: unknown,
  value: unknown,
  side: string,
): readonly string[] {
  const ref = String(objectAt({schema}, 'schema').$ref ?? '');
  return shapeFaults(ajv, {$ref: new URL(ref, idOf(path)).href}, value, side);
}
