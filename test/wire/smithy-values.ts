import {type Model, membersOf, shapeOf, targetOf, trait} from './smithy.ts';
import {isObject, type Json, objectAt} from './specs.ts';

/** How a value is not as its shape says; `at` tells where it stands. Structures are closed: that finds misspelt members. */
export function valueFaults(model: Model, target: string, value: unknown, at: string): readonly string[] {
  const shape = shapeOf(model, target);
  switch (shape.type) {
    case 'structure':
      return structureFaults(model, shape, value, at);
    case 'list':
      return listFaults(model, shape, value, at);
    case 'string':
    case 'enum':
      return typeof value === 'string' ? stringFaults(shape, value, at) : [`${at} is no text`];
    case 'integer':
    case 'long':
      return numberFaults(shape, value, at);
    case 'timestamp':
      return isInstant(value) ? [] : [`${at} is no instant`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${at} is neither true nor false`];
    default:
      return target === 'smithy.api#Unit' && value === null ? [] : [`${at}: nothing is known of ${target}`];
  }
}

function structureFaults(model: Model, shape: Json, value: unknown, at: string): readonly string[] {
  if (!isObject(value)) return [`${at} is no structure`];
  const members = membersOf(shape);
  const known = members.map(([name]) => name);
  const missing = members
    .filter(([name, member]) => trait(member, 'required') !== undefined && value[name] === undefined)
    .map(([name]) => `${at}.${name} is missing`);
  const strange = Object.keys(value)
    .filter(name => !known.includes(name))
    .map(name => `${at}.${name} is not known`);
  const within = members
    .filter(([name]) => value[name] !== undefined)
    .flatMap(([name, member]) => valueFaults(model, String(member.target), value[name], `${at}.${name}`));
  return [...missing, ...strange, ...within];
}

function listFaults(model: Model, shape: Json, value: unknown, at: string): readonly string[] {
  if (!Array.isArray(value)) return [`${at} is no list`];
  const member = targetOf(shape, 'member');
  return [
    ...bounds(trait(shape, 'length'), value.length, `${at} has a length`),
    ...value.flatMap((one, index) => valueFaults(model, member, one, `${at}[${index}]`)),
  ];
}

function stringFaults(shape: Json, value: string, at: string): readonly string[] {
  const pattern = trait(shape, 'pattern');
  const fits = typeof pattern !== 'string' || new RegExp(pattern, 'u').test(value);
  return [
    ...bounds(trait(shape, 'length'), [...value].length, `${at} has a length`),
    ...(fits ? [] : [`${at} does not match ${pattern}`]),
    ...(shape.type === 'enum' && !enumValues(shape).includes(value)
      ? [`${at} is no member of the enum`]
      : []),
  ];
}

const enumValues = (shape: Json): readonly unknown[] =>
  membersOf(shape).map(([name, member]) => trait(member, 'enumValue') ?? name);

function numberFaults(shape: Json, value: unknown, at: string): readonly string[] {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return [`${at} is no whole number`];
  return bounds(trait(shape, 'range'), value, `${at} is`);
}

function bounds(trait: unknown, value: number, what: string): readonly string[] {
  const {min, max} = objectAt({trait}, 'trait');
  if (typeof min === 'number' && value < min) return [`${what} under ${min}`];
  return typeof max === 'number' && value > max ? [`${what} over ${max}`] : [];
}

/** The query protocol tells time as RFC 3339 in UTC. */
const isInstant = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value);
