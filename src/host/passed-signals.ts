import type {ChildProcess} from 'node:child_process';
import {closeSync, constants, openSync} from 'node:fs';

/** What somebody sends to us alone, meaning what we run. */
const SENT: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];

/** What a terminal sends to us and the child at once. */
const TYPED: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];

/** On Windows the console tells every program in it; there is nothing to pass on. */
const WINDOWS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGBREAK', 'SIGHUP'];

/**
 * Passes signals on to the child until the returned function is called; none of them ends this process meanwhile. With
 * a terminal Ctrl-C and Ctrl-\ have reached the child already: a second one would tell some programs to give up
 * without tidying (Terraform). Stopping and going on (Ctrl-Z, `fg`) and a new window size reach both by themselves.
 * A child with another user's rights (`sudo`) may not be sent any: it says so by an `error` event.
 */
export function passSignalsOn(child: ChildProcess): () => void {
  const isWindows = process.platform === 'win32';
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  const typed = isWindows || hasTerminal() ? () => false : pass;
  const listeners = new Map([
    ...(isWindows ? [] : SENT).map(signal => [signal, pass] as const),
    ...(isWindows ? WINDOWS : TYPED).map(signal => [signal, typed] as const),
  ]);
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
}

/** Whether keys can reach us: also where input and outputs lead elsewhere (`</dev/null >log`). */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', constants.O_RDONLY | constants.O_NOCTTY));
    return true;
  } catch {
    return false;
  }
}
