import {Trouble} from '../core/problem.ts';
import {SETTINGS_SCHEMA, type Shape} from './settings-schema.ts';

/** The parts of a dotted name; a dot inside a part is written `\.`. */
export const partsOf = (name: string): readonly string[] =>
  name.split(/(?<!\\)\./).map(part => part.replaceAll('\\.', '.'));

export const nameOf = (parts: readonly string[]): string =>
  parts.map(part => part.replaceAll('.', '\\.')).join('.');

/** Keys that would reach into a prototype, and the one conf keeps for itself; they are never names. */
const FORBIDDEN = ['__proto__', 'constructor', 'prototype', '__internal__'];

/** The shape of the setting. Throws `not-found` for a name that the schema does not have. */
export function shapeOf(name: string): Shape {
  let shape: Shape = SETTINGS_SCHEMA;
  for (const part of partsOf(name)) {
    const inner: Shape | undefined = FORBIDDEN.includes(part) ? undefined : within(shape, part);
    if (inner === undefined) throw noSuchSetting(name, shape);
    shape = inner;
  }
  return shape;
}

function within(shape: Shape, part: string): Shape | undefined {
  const {properties = {}, additionalProperties, items, propertyNames} = shape;
  if (Object.hasOwn(properties, part)) return properties[part];
  if (items !== undefined) return /^\d{1,4}$/.test(part) ? items : undefined;
  if (additionalProperties === undefined || additionalProperties === false) return undefined;
  return new RegExp(propertyNames?.pattern ?? '').test(part) ? additionalProperties : undefined;
}

function noSuchSetting(asked: string, level: Shape): Trouble {
  const beside = partsOf(asked).slice(0, -1);
  const near = Object.keys(level.properties ?? {}).map(key => nameOf([...beside, key]));
  return new Trouble({code: 'not-found', asked, what: 'setting', near});
}

export function valueAt(settings: unknown, parts: readonly string[]): unknown {
  return parts.reduce<unknown>(
    (value, part) => (isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined),
    settings,
  );
}

/** A copy with the value in its place; `undefined` takes it out. */
export function withValue(settings: unknown, [part, ...deeper]: readonly string[], value: unknown): unknown {
  if (part === undefined) return value;
  const copy: Record<string, unknown> = {...(isObject(settings) ? settings : {})};
  copy[part] = withValue(copy[part], deeper, value);
  if (copy[part] === undefined) delete copy[part];
  return Array.isArray(settings) ? Object.values(copy) : copy;
}

/** The first key anywhere that nothing may be called, with its dotted name. */
export function forbiddenKey(value: unknown, at: readonly string[] = []): string | undefined {
  if (!isObject(value)) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const here = [...at, key];
    const found = FORBIDDEN.includes(key) ? nameOf(here) : forbiddenKey(inner, here);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A value as a person types it: taken as JSON where the setting is no text, or looks like the object it may be too. */
export function asWritten(shape: Shape, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const types = [shape.type].flat();
  if (types.includes('string') && !(types.includes('object') && /^\s*\{/.test(value))) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
