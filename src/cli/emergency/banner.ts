import {visible} from '../../core/untrusted.ts';
import type {CliHost, OpenedEmergency} from '../host.ts';
import {paintFor} from '../output/theme.ts';
import type {Session} from '../session.ts';

/** What this is, what it does not look at, and which settings it goes by. */
export function sayBanner({globals, host, notes}: Session, app: OpenedEmergency, drill: boolean): void {
  const paint = paintFor(globals.color, host.env, host.stderr.isTty);
  notes.note(paint('alarm', drill ? ' DRILL — nothing is wrong ' : ' BREAK GLASS '));
  if (app.practice) notes.note(drill ? PRACTICE : `${PRACTICE} ${REHEARSE}`);
  for (const ignored of app.ignored) notes.note(`Ignored: ${visible(ignored)}`);
  const {path, sha256} = app.settingsFile;
  const hash = sha256 === null ? 'there is no file' : `SHA-256 ${sha256.slice(0, 16)}`;
  notes.note(`Settings: ${visible(path)} (${hash})`);
}

const PRACTICE = 'This is the practice cloud.';
const REHEARSE = 'An emergency asks published clouds only; rehearse it with stint break-glass drill.';

/** Keeps the terminal's own title aside (XTWINOPS 22 and 23), and shows ours while the work lasts. */
export async function withTitle<T>(host: CliHost, title: string, work: () => Promise<T>): Promise<T> {
  const {stdout, env} = host;
  if (!stdout.isTty || env.TERM === 'dumb') return work();
  stdout.write(`\u001b[22;2t\u001b]2;${visible(title)}\u0007`);
  try {
    return await work();
  } finally {
    stdout.write('\u001b]2;\u0007\u001b[23;2t');
  }
}
