import type {Incident} from '../core/emergency.ts';
import type {Incidents} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import type {Instant} from '../core/time.ts';
import type {Call} from './flags.ts';
import type {Notes} from './output/notes.ts';
import type {Paint} from './output/theme.ts';

/** Says which emergencies are open, before a command's own output, and once. `now` is server time. */
export type Alarm = (open: readonly Incident[], now: Instant) => Promise<void>;

/** What a prompt or a tool runs says nothing; these two say it as their own answer. */
const SILENT = ['creds', 'break-glass list', 'break-glass close'];

/** Nearly always there is none: then nothing more is loaded. */
export function createAlarm(call: Call, notes: Notes, paint: Paint): Alarm {
  let isSaid = SILENT.includes(call.command) || call.flags.short === true;
  return async (open, now) => {
    if (isSaid || open.length === 0) return;
    isSaid = true;
    const {openWords} = await import('./open-incidents.ts');
    for (const incident of open) notes.note(paint('refused', openWords(incident, now)));
  };
}

/** Those that nobody has closed; none where that cannot be read, for what the command itself reads says so. */
export async function stillOpen(incidents: Incidents | undefined): Promise<readonly Incident[]> {
  if (incidents === undefined) return [];
  try {
    return (await incidents.opened()).filter(({closedAt}) => closedAt === null);
  } catch (thrown) {
    if (thrown instanceof Trouble) return [];
    throw thrown;
  }
}
