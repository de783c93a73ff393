import type {Ajv2019} from 'ajv/dist/2019.js';
import {checker} from './formats.ts';
import {isObject, type Json, objectAt, spec, specsIn} from './specs.ts';

const STABLE = 'arm/authorization/resource-manager/Microsoft.Authorization/stable';
const FILES = () => [
  ...specsIn(`${STABLE}/2020-10-01`),
  ...specsIn(`${STABLE}/2022-04-01`),
  'arm/common-types/resource-management/v2/types.json',
];

/** The published OpenAPI files, and checkers over their definitions: closed, with subtypes told by their discriminator. */
export interface ArmShapes {
  readonly documents: ReadonlyMap<string, Json>;
  /** What may be sent: `readOnly` members may not. */
  readonly requests: Ajv2019;
  readonly answers: Ajv2019;
}

export function armShapes(): ArmShapes {
  const documents = new Map(FILES().map(path => [path, spec(path)]));
  return {documents, requests: over(documents, true), answers: over(documents, false)};
}

/** Relative `$ref`s resolve as the files lie. */
export const idOf = (path: string): string => `https://specs.invalid/${path}`;

function over(documents: ReadonlyMap<string, Json>, sending: boolean): Ajv2019 {
  const ajv = checker();
  for (const [path, document] of documents)
    ajv.addSchema({
      $id: idOf(path),
      definitions: closedDefinitions(objectAt(document, 'definitions'), sending),
    });
  return ajv;
}

function closedDefinitions(definitions: Json, sending: boolean): Json {
  const bases = Object.keys(definitions).filter(
    name => objectAt(definitions, name).discriminator !== undefined,
  );
  const close = (schema: unknown, open: boolean): unknown => closed(schema, {sending, bases, open});
  const plain = Object.entries(definitions).map(([name, schema]) => [
    name,
    close(schema, bases.includes(name)),
  ]);
  const any = bases.map(name => [`${name}Any`, {oneOf: subtypes(definitions, name)}]);
  return Object.fromEntries([...plain, ...any]) as Json;
}

/** A subtype's name, or its `x-ms-discriminator-value`, stands in the discriminator's member. */
function subtypes(definitions: Json, base: string): readonly Json[] {
  const member = String(objectAt(definitions, base).discriminator);
  const below = Object.entries(definitions).filter(([, schema]) =>
    JSON.stringify(objectAt({schema}, 'schema').allOf ?? []).includes(`#/definitions/${base}"`),
  );
  return below.map(([name, schema]) => ({
    allOf: [{$ref: `#/definitions/${name}`}],
    properties: {[member]: {const: objectAt({schema}, 'schema')['x-ms-discriminator-value'] ?? name}},
  }));
}

interface Closing {
  readonly sending: boolean;
  readonly bases: readonly string[];
  readonly open: boolean;
}

function closed(schema: unknown, how: Closing): unknown {
  if (Array.isArray(schema)) return schema.map(one => closed(one, how));
  if (!isObject(schema)) return schema;
  const inner = {...how, open: false};
  const entries = Object.entries(schema).map(([key, value]) => {
    if (key === 'allOf') return [key, value];
    if (key === '$ref') return [key, anySubtype(String(value), how.bases)];
    if (key === 'properties' && isObject(value)) return [key, members(value, inner)];
    return [key, closed(value, inner)];
  });
  const shut = isObject(schema.properties) && !how.open ? {unevaluatedProperties: false} : {};
  return {...Object.fromEntries(entries), ...shut};
}

function members(properties: Json, how: Closing): Json {
  const kept = Object.entries(properties).filter(
    ([, schema]) => !(how.sending && objectAt({schema}, 'schema').readOnly === true),
  );
  return Object.fromEntries(kept.map(([name, schema]) => [name, closed(schema, how)]));
}

/** A reference to a base means any of its subtypes; bases are told by name in every file. */
function anySubtype(ref: string, bases: readonly string[]): string {
  const base = [...bases, 'RoleManagementPolicyRule'].find(name => ref.endsWith(`#/definitions/${name}`));
  return base === undefined ? ref : `${ref}Any`;
}
