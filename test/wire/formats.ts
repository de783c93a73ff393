import {Ajv2019, type ValidateFunction} from 'ajv/dist/2019.js';
import type {Json} from './specs.ts';

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DURATION = /^P(?=[\dT])(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/;

/** Draft 2019-09, for `unevaluatedProperties`: a closed shape is what finds a misspelt member. */
export function checker(): Ajv2019 {
  const ajv = new Ajv2019({strict: false, allErrors: true});
  ajv.addFormat('date-time', DATE_TIME).addFormat('uuid', UUID).addFormat('duration', DURATION);
  return ajv.addFormat('int32', true).addFormat('int64', true).addFormat('uri', true);
}

const compiled = new WeakMap<Ajv2019, Map<string, ValidateFunction>>();

function compile(ajv: Ajv2019, schema: Json): ValidateFunction {
  const known = compiled.get(ajv) ?? new Map<string, ValidateFunction>();
  compiled.set(ajv, known);
  const key = JSON.stringify(schema);
  const check = known.get(key) ?? ajv.compile(schema);
  known.set(key, check);
  return check;
}

/** Where and how a value is not as the schema says; `side` tells whose words it was. */
export function shapeFaults(ajv: Ajv2019, schema: Json, value: unknown, side: string): readonly string[] {
  const check = compile(ajv, schema);
  if (check(value)) return [];
  const errors = check.errors ?? [];
  return errors.map(
    ({instancePath, message, params}) => `${side}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
