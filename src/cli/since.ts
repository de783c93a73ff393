import {readDuration} from '../core/duration.ts';
import {type Instant, readInstant, seconds} from '../core/time.ts';
import {usage} from './argv.ts';
import {type Call, textFlag} from './flags.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** `--since`: an instant, a day (its beginning, here), or how long ago. */
export function sinceAsked(call: Call, now: Instant): Instant | undefined {
  const text = textFlag(call, 'since');
  if (text === undefined) return undefined;
  const ago = readDuration(text);
  const at = ago === undefined ? (readInstant(text) ?? dayIn(text)) : now - seconds(ago);
  if (at !== undefined) return at;
  throw usage(`--since “${text}” is no time. These are: 2026-11-22, 2026-11-22T14:00:00Z, 24h (ago).`);
}

function dayIn(text: string): Instant | undefined {
  if (!DAY.test(text) || readInstant(`${text}T00:00:00Z`) === undefined) return undefined;
  return Date.parse(`${text}T00:00:00`);
}
