import type {Exchange} from './exchange.ts';
import {shapeFaults} from './formats.ts';
import {type GraphShapes, refTo} from './graph-shapes.ts';
import {isObject, type Json, objectAt} from './specs.ts';

/** Calls outside PIM, which the metadata extract does not hold. */
const OUTSIDE = /^\/directoryObjects\/getByIds$/;

interface Target {
  readonly type: string;
  readonly collection: boolean;
  /** The type of a body, `null` where none belongs. */
  readonly body: string | null;
}

/** What in an exchange is not as the published metadata says; empty when all is. */
export function graphFaults(shapes: GraphShapes, exchange: Exchange): readonly string[] {
  const path = decodeURIComponent(exchange.url.pathname).replace(/^\/v1\.0/, '');
  if (OUTSIDE.test(path)) return [];
  const target = targetOf(shapes.metadata, exchange.method, path);
  if (target === undefined) return [`no such path or method: ${exchange.method} ${path}`];
  return [
    ...queryFaults(shapes, target, exchange),
    ...askedFaults(shapes, target, exchange),
    ...answeredFaults(shapes, target, exchange),
  ];
}

function targetOf(metadata: Json, method: string, path: string): Target | undefined {
  for (const [base, declared] of Object.entries(objectAt(metadata, 'paths'))) {
    if (path !== base && !path.startsWith(`${base}/`)) continue;
    const {type, methods} = objectAt({declared}, 'declared');
    const element = /^Collection\((.*)\)$/.exec(String(type))?.[1];
    if (element === undefined || !Array.isArray(methods)) continue;
    return below(metadata, {element, methods, method, rest: path.slice(base.length)});
  }
  return undefined;
}

interface Below {
  readonly element: string;
  readonly methods: readonly unknown[];
  readonly method: string;
  readonly rest: string;
}

function below(metadata: Json, {element, methods, method, rest}: Below): Target | undefined {
  const call = /^\/filterByCurrentUser\(on='(\w+)'\)$/.exec(rest);
  const has = methods.includes(method);
  if (rest === '' && method === 'POST')
    return has ? {type: element, collection: false, body: element} : undefined;
  if (rest === '') return has ? {type: element, collection: true, body: null} : undefined;
  if (call !== null)
    return method === 'GET' && mayFilter(metadata, element, call[1])
      ? {type: element, collection: true, body: null}
      : undefined;
  if (/^\/[^/]+$/.test(rest))
    return method === 'GET' ? {type: element, collection: false, body: null} : undefined;
  return method === 'POST' && /^\/[^/]+\/cancel$/.test(rest) && isBound(metadata, 'cancel', element)
    ? {type: '', collection: false, body: ''}
    : undefined;
}

const bound = (metadata: Json): readonly Json[] =>
  Array.isArray(metadata.boundOperations) ? metadata.boundOperations.filter(isObject) : [];

const isBound = (metadata: Json, name: string, to: string): boolean =>
  bound(metadata).some(one => one.name === name && one.boundTo === to);

function mayFilter(metadata: Json, element: string, on: string | undefined): boolean {
  const found = bound(metadata).find(
    one => one.name === 'filterByCurrentUser' && one.boundTo === `Collection(${element})`,
  );
  const {members} = objectAt(metadata, 'types', String(objectAt(found, 'parameters').on));
  return Array.isArray(members) && members.includes(on);
}

/** `$expand` names navigation properties, `$filter` properties; nothing else is asked. */
function queryFaults({metadata}: GraphShapes, {type}: Target, {url}: Exchange): readonly string[] {
  return [...url.searchParams].flatMap(([name, value]) => {
    if (/^\$skiptoken$/i.test(name)) return [];
    if (name === '$expand')
      return value
        .replace(/\(.*\)/, '')
        .split(',')
        .filter(one => !has(metadata, type, one, 'navigationProperties'))
        .map(one => `cannot expand ${one}`);
    if (name === '$filter')
      return [...value.matchAll(/(\w+) eq /g)]
        .map(([, one]) => one ?? '')
        .filter(one => !has(metadata, type, one, 'properties'))
        .map(one => `cannot filter by ${one}`);
    if (name === '$select') return [];
    return [`no such query option: ${name}`];
  });
}

function has(
  metadata: Json,
  type: string,
  member: string,
  what: 'properties' | 'navigationProperties',
): boolean {
  const declared = objectAt(metadata, 'types', type);
  if (Object.hasOwn(objectAt(declared, what), member.trim())) return true;
  return typeof declared.baseType === 'string' && has(metadata, declared.baseType, member, what);
}

function askedFaults(shapes: GraphShapes, {body}: Target, {asked}: Exchange): readonly string[] {
  if (body === null) return asked === null ? [] : ['a body where none belongs'];
  if (body === '')
    return Object.keys(objectAt({asked}, 'asked')).length === 0 ? [] : ['the action takes no parameters'];
  return shapeFaults(shapes.types, refTo(body), asked, 'asked');
}

const PAGE = (type: string): Json => ({
  type: 'object',
  properties: {value: {type: 'array', items: refTo(type)}},
  patternProperties: {'^@odata\\.': {type: 'string'}},
  required: ['value'],
  additionalProperties: false,
});

/** Errors are not in the metadata; their shape is in reference azure-pim 5.1. */
const ERROR: Json = {
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: {code: {type: 'string'}, message: {type: 'string'}, innerError: {type: 'object'}},
      required: ['code', 'message'],
      additionalProperties: false,
    },
  },
  required: ['error'],
  additionalProperties: false,
};

function answeredFaults(
  shapes: GraphShapes,
  target: Target,
  {status, answered}: Exchange,
): readonly string[] {
  if (status >= 400) return shapeFaults(shapes.types, ERROR, answered, 'answered');
  if (status === 204) return answered === null ? [] : ['a 204 with a body'];
  return shapeFaults(
    shapes.types,
    target.collection ? PAGE(target.type) : refTo(target.type),
    answered,
    'answered',
  );
}
