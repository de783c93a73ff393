import {z} from 'zod';
import {KINDS} from '../../core/kind.ts';
import {PROBLEM_CODES} from '../../core/problem.ts';
import {ACTIVATION_STATES} from '../../core/state.ts';

/** The contract is additive (contract, first page): every object may gain fields, so all of them are loose. */
export const open = z.looseObject;

export const text = z.string();
export const maybe = <T extends z.ZodType>(shape: T) => z.union([shape, z.null()]);
export const time = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/)
  .describe('RFC 3339, UTC');
export const count = z.int().nonnegative();
export const kind = z.enum(KINDS);
export const state = z.enum(ACTIVATION_STATES);
export const authority = z.enum(['entra', 'aws']);

export const scope = open({id: text, name: text, type: text});

export const guarantee = open({
  endedBy: z.enum(['cloud', 'session', 'local']),
  overrunSeconds: count.describe('how long access can outlive the end at worst'),
});

export const problem = open({
  code: z.enum(PROBLEM_CODES),
  message: text,
  nextSteps: z.array(text),
  provider: maybe(text),
  eligibilityId: maybe(text),
  retryAfterSeconds: maybe(z.number()),
  correlationId: maybe(text),
  details: open({}),
});

/** A document of one kind: its items, and what could not be read or done. */
export const documentOf = (name: string, item: z.ZodType) =>
  open({
    schemaVersion: z.literal(1),
    kind: z.literal(name),
    items: z.array(item),
    problems: z.array(problem),
  });
