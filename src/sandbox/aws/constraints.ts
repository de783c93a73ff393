import {AwsRefusal} from './refusal.ts';

/** What a parameter has to be (reference aws-jit 3). */
export interface Constraint {
  readonly name: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
}

/** A parameter that keeps to its constraint, or null where it is not there. */
export function optional(form: URLSearchParams, constraint: Constraint): string | null {
  const value = form.get(constraint.name);
  if (value !== null) keeps(value, constraint);
  return value;
}

export function needed(form: URLSearchParams, constraint: Constraint): string {
  const value = optional(form, constraint);
  if (value !== null) return value;
  throw invalid(
    `Value null at '${lower(constraint.name)}' failed to satisfy constraint: Member must not be null`,
  );
}

/** A whole number of seconds between its limits. */
export function secondsIn(form: URLSearchParams, name: string, min: number, max: number): number | null {
  const text = form.get(name);
  if (text === null) return null;
  const value = Number(text);
  if (!/^-?\d+$/.test(text)) throw new AwsRefusal(400, 'MalformedInput', `${text} is not an integer`);
  if (value < min) throw unfit(text, name, `Member must have value greater than or equal to ${min}`);
  if (value > max) throw unfit(text, name, `Member must have value less than or equal to ${max}`);
  return value;
}

export function keeps(value: string, {name, min = 0, max, pattern}: Constraint): void {
  if (value.length < min) throw unfit(value, name, `Member must have length greater than or equal to ${min}`);
  if (max !== undefined && value.length > max)
    throw unfit(value, name, `Member must have length less than or equal to ${max}`);
  if (pattern !== undefined && !pattern.test(value))
    throw unfit(
      value,
      name,
      `Member must satisfy regular expression pattern: ${pattern.source.slice(1, -1)}`,
    );
}

export const invalid = (message: string): AwsRefusal =>
  new AwsRefusal(400, 'ValidationError', `1 validation error detected: ${message}`);

const unfit = (value: string, name: string, why: string): AwsRefusal =>
  invalid(`Value '${value}' at '${lower(name)}' failed to satisfy constraint: ${why}`);

const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
