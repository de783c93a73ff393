const shape = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const units = [86_400_000, 3_600_000, 60_000, 1000] as const;

/** ISO 8601 duration (days and smaller) in ms, or null for anything else: `P`, `PT`, months, plain numbers. */
export function durationMs(text: string): number | null {
  const found = shape.exec(text);
  const parts = found?.slice(1) ?? [];
  if (!parts.some(part => part !== undefined)) return null;
  return parts.reduce((sum, part, at) => sum + Number(part ?? 0) * (units[at] ?? 0), 0);
}

/** An RFC 3339 instant in ms, or null. */
export function instantMs(text: string): number | null {
  const at = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

export function isoInstant(at: number): string {
  return new Date(at).toISOString();
}
