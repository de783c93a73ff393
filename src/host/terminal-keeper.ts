import {accessSync, constants} from 'node:fs';

/**
 * A shell takes the terminal for its own process group and gives it back when it leaves. One that is killed gives
 * nothing back: whoever started it may then neither read a key nor draw, and is stopped by the system, or ended where
 * no shell is above it. So a plain `sh` with job control stays between: it takes the terminal back whatever becomes of
 * the shell, and its exit code is the shell's. What is asked of it meanwhile (SIGTERM, a closed line) waits for the shell.
 */
export function keepingTerminal(
  command: readonly string[],
  platform: NodeJS.Platform = process.platform,
  isRunnable: (path: string) => boolean = isRunnableFile,
): readonly string[] {
  const keeper = KEEPERS[platform];
  if (keeper === undefined || !isRunnable(keeper)) return command;
  // The second command keeps `sh` from becoming the first one.
  return [keeper, '-mc', `trap : TERM HUP INT QUIT; "$@"; exit $?`, 'stint', ...command];
}

/** On macOS `sh` is a bash of 2007, which gives the terminal back only where it is interactive itself. */
const KEEPERS: Partial<Record<NodeJS.Platform, string>> = {linux: '/bin/sh', darwin: '/bin/dash'};

function isRunnableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
