import {awsModel, isObject, type Json, objectAt} from './specs.ts';

/** A Smithy model: its shapes by their full names. */
export interface Model {
  readonly shapes: Json;
  /** Full names of its operations. */
  readonly operations: readonly string[];
  readonly version: string;
}

export function smithyModel(name: 'sso-oidc' | 'sso' | 'sts'): Model {
  const shapes = objectAt(awsModel(name), 'shapes');
  const all = Object.keys(shapes);
  const service = all.find(shape => objectAt(shapes, shape).type === 'service') ?? '';
  const operations = all.filter(shape => objectAt(shapes, shape).type === 'operation');
  return {shapes, operations, version: String(objectAt(shapes, service).version)};
}

export const nameOf = (shape: string): string => shape.slice(shape.indexOf('#') + 1);

export const shapeOf = ({shapes}: Model, name: string): Json => objectAt(shapes, name);

export const trait = (shape: Json, name: string): unknown => objectAt(shape, 'traits')[`smithy.api#${name}`];

export const targetOf = (holder: Json, member: string): string =>
  String(objectAt(holder, member).target ?? '');

/** Members of a structure, each with its target and traits. */
export const membersOf = (shape: Json): readonly (readonly [string, Json])[] =>
  Object.entries(objectAt(shape, 'members')).map(([name, member]) => [name, isObject(member) ? member : {}]);

/** An error that an operation may answer, by what it is called on the wire, with its status. */
export interface ModelledError {
  readonly shape: string;
  readonly wire: string;
  readonly status: number;
}

export function errorsOf(model: Model, operation: string): readonly ModelledError[] {
  const {errors} = shapeOf(model, operation);
  const named = Array.isArray(errors) ? errors.filter(isObject).map(({target}) => String(target)) : [];
  return named.map(shape => {
    const found = shapeOf(model, shape);
    const {code} = objectAt(found, 'traits', 'aws.protocols#awsQueryError');
    const wire = typeof code === 'string' ? code : nameOf(shape);
    return {shape, wire, status: Number(trait(found, 'httpError'))};
  });
}
