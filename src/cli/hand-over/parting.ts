import type {Seconds} from '../../core/time.ts';
import {createDeadline} from '../deadline.ts';
import type {Session} from '../session.ts';

/** How long the clouds may take to be told that it is over. */
const FAREWELL: Seconds = 120;

/**
 * A session of its own for ending what a command took, whatever stopped the command. Waiting for a late end may be
 * interrupted; telling the clouds may not, but it has a limit. Stop its deadline afterwards.
 */
export function partingOf(session: Session, wait: boolean): Session {
  const {host, globals} = session;
  const mayStop = wait && !host.interrupted.aborted;
  const interrupted = mayStop ? host.interrupted : new AbortController().signal;
  const deadline = createDeadline(host.clock, interrupted, globals.timeout ?? (wait ? null : FAREWELL));
  return {...session, deadline, signal: deadline.signal};
}
