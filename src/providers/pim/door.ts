import {Trouble} from '../../core/problem.ts';
import {type Instant, readInstant} from '../../core/time.ts';

/** A zod schema, or anything like one. */
export interface Shape<T> {
  safeParse(
    value: unknown,
  ):
    | {readonly success: true; readonly data: T}
    | {readonly success: false; readonly error: {readonly issues: readonly Issue[]}};
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What arrives is parsed once, here; another shape is `bad-answer`, naming the first place that does not fit. */
export function atTheDoor<T>(what: string, shape: Shape<T>, value: unknown): T {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined ? '' : ` at ${issue.path.join('.') || 'its top'} (${issue.message})`;
  throw new Trouble({code: 'bad-answer', what, reason: `it has an unexpected shape${where}`});
}

/** A wire time, `null` where there is none or it is no time. */
export const instantOf = (text: string | null | undefined): Instant | null =>
  text == null ? null : (readInstant(text) ?? null);

/** The part after the last slash: role definitions are compared by it alone (reference azure-pim 2.2). */
export const lastSegment = (id: string): string => id.slice(id.lastIndexOf('/') + 1);
