import {z} from 'zod';
import {DOCUMENT_SCHEMAS} from './documents.ts';
import {EMERGENCY_SCHEMAS} from './emergency.ts';
import {eventSchema} from './event.ts';
import {problem} from './parts.ts';

const NAMED: Readonly<Record<string, z.ZodType>> = {
  ...DOCUMENT_SCHEMAS,
  ...EMERGENCY_SCHEMAS,
  event: eventSchema,
  problem,
};

/** Names that `stint schema` knows beside `config`, which the settings store has. */
export const SCHEMA_NAMES: readonly string[] = Object.keys(NAMED);

/** JSON Schema 2020-12 of a document, `event` or `problem`; `undefined` for another name. */
export function schemaNamed(name: string): unknown {
  const shape = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
  return shape === undefined ? undefined : z.toJSONSchema(shape, {target: 'draft-2020-12'});
}
