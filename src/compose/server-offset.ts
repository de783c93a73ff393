import type {MeasuredServerTime} from '../host/server-time.ts';
import type {Notes} from '../stores/notes.ts';

const OFFSET_NOTE = 'server-offset';
/** `Date` headers have whole seconds: a smaller change is noise, and not worth a write. */
const OFFSET_NOISE = 1500;

/** Starts from the offset that an earlier process measured; gives back what keeps a new one. */
export async function seedServerTime(server: MeasuredServerTime, notes: Notes): Promise<() => Promise<void>> {
  const known = Number((await notes.read(OFFSET_NOTE).catch(() => undefined)) ?? 0);
  server.seed(known);
  return async () => {
    const offset = server.offset();
    if (offset === undefined || Math.abs(offset - known) < OFFSET_NOISE) return;
    await notes.write(OFFSET_NOTE, String(offset)).catch(() => undefined);
  };
}
