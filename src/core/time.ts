/** Milliseconds since 1970-01-01T00:00:00Z. Whose clock it is (this machine's or the server's) is said where it is used. */
export type Instant = number;
export type Millis = number;
/** Whole seconds, as every `…Seconds` field of the JSON documents. */
export type Seconds = number;

export const seconds = (count: number): Millis => count * 1000;
export const minutes = (count: number): Millis => count * 60_000;
export const hours = (count: number): Millis => count * 3_600_000;

/** RFC 3339 in UTC, whole seconds when there is no fraction: `2026-11-22T14:32:00Z`. */
export function showInstant(at: Instant): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/i;

/** Reads an RFC 3339 instant with an offset; anything else, impossible dates too, is `undefined`. */
export function readInstant(text: string): Instant | undefined {
  if (!RFC3339.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) || !sameCalendarDay(text) ? undefined : at;
}

/** `Date.parse` rolls 30 February over into March; a person who wrote that made a mistake. */
function sameCalendarDay(text: string): boolean {
  const day = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(day) && new Date(day).toISOString().startsWith(text.slice(0, 10));
}
