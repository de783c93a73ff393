import {wantsAscii} from '../output/ascii.ts';
import {createNotes} from '../output/notes.ts';
import {paintFor} from '../output/theme.ts';
import type {Session} from '../session.ts';
import {type OpenStream, withEvents} from '../with-events.ts';

/**
 * Runs the work with an event stream on stderr, for stdout is the command's that it runs. Progress and warnings are left
 * out, as `--quiet` leaves them out: the stream tells the same.
 */
export function withEventsAside(
  session: Session,
  work: (aside: Session, open: OpenStream) => Promise<number>,
): Promise<number> {
  const {host, globals} = session;
  const paint = paintFor(globals.color, host.env, host.stderr.isTty);
  const notes = createNotes(host.stderr, {paint, quiet: true, ascii: wantsAscii(host.env)});
  const aside = {...session, notes, globals: {...globals, quiet: true}};
  return withEvents(aside, open => work(aside, open), host.stderr);
}
