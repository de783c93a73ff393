import type {Ajv2019} from 'ajv/dist/2019.js';
import {checker} from './formats.ts';
import {type Json, objectAt, spec} from './specs.ts';

/** The published metadata (CSDL, v1.0), and a checker with one closed definition for each of its types. */
export interface GraphShapes {
  readonly metadata: Json;
  readonly types: Ajv2019;
}

const ID = 'https://specs.invalid/graph';

export function graphShapes(): GraphShapes {
  const metadata = spec('graph/pim-graph-v1.0.json');
  const types = objectAt(metadata, 'types');
  const definitions = Object.fromEntries(
    Object.keys(types).flatMap(name => [
      [name, typeSchema(types, name)],
      [`${name}.any`, anyOf(types, name)],
    ]),
  );
  return {metadata, types: checker().addSchema({$id: ID, definitions})};
}

export const refTo = (type: string): Json => ({$ref: `${ID}#/definitions/${type}.any`});

const EDM: Readonly<Record<string, Json>> = {
  'Edm.String': {type: 'string'},
  'Edm.Boolean': {type: 'boolean'},
  'Edm.Int32': {type: 'integer'},
  'Edm.DateTimeOffset': {type: 'string', format: 'date-time'},
  'Edm.Duration': {type: 'string', format: 'duration'},
};

/** A type's own shape with what it inherits. Members are optional on the wire; annotations may always stand beside. */
function typeSchema(types: Json, name: string): Json {
  const {kind, members} = objectAt(types, name);
  if (kind === 'enum') return {enum: members};
  return {
    type: 'object',
    properties: {...inherited(types, name, 'properties'), ...inherited(types, name, 'navigationProperties')},
    patternProperties: {'@odata\\.|^@': {}},
    additionalProperties: false,
  };
}

function inherited(types: Json, name: string, what: 'properties' | 'navigationProperties'): Json {
  const {baseType} = objectAt(types, name);
  const own = Object.entries(objectAt(types, name, what)).map(([member, declared]) => {
    const {type, nullable} = objectAt({declared}, 'declared');
    const shape = valueSchema(types, String(type));
    return [member, nullable === false ? shape : {anyOf: [shape, {type: 'null'}]}];
  });
  return {
    ...(typeof baseType === 'string' ? inherited(types, baseType, what) : {}),
    ...Object.fromEntries(own),
  };
}

function valueSchema(types: Json, type: string): Json {
  const element = /^Collection\((.*)\)$/.exec(type)?.[1];
  if (element !== undefined) return {type: 'array', items: valueSchema(types, element)};
  if (Object.hasOwn(EDM, type)) return EDM[type] ?? {};
  // `directoryObject`, `group` and the like are names only in this extract.
  return Object.hasOwn(types, type) ? refTo(type) : {type: 'object'};
}

/** The type itself, or whichever of its subtypes `@odata.type` names. */
function anyOf(types: Json, name: string): Json {
  const below = Object.keys(types).filter(other => other !== name && descends(types, other, name));
  const ref = (type: string) => ({$ref: `${ID}#/definitions/${type}`});
  if (below.length === 0) return ref(name);
  const named = (type: string) => ({
    properties: {'@odata.type': {const: `#microsoft.graph.${type}`}},
    required: ['@odata.type'],
  });
  const choices = below.map(type => ({allOf: [ref(type), named(type)]}));
  return objectAt(types, name).abstract === true ? {anyOf: choices} : {anyOf: [ref(name), ...choices]};
}

function descends(types: Json, name: string, from: string): boolean {
  const {baseType} = objectAt(types, name);
  return typeof baseType === 'string' && (baseType === from || descends(types, baseType, from));
}
