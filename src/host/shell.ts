import {accessSync, constants, statSync} from 'node:fs';
import {basename, isAbsolute, win32} from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** What accounts that nobody is to work with have for a shell. */
const NO_SHELLS = ['nologin', 'false', 'true'];

/**
 * The command of the person's interactive shell: `SHELL` where it is an absolute path that can be run, else `/bin/sh`;
 * on Windows `ComSpec`, else the system's `cmd.exe`.
 */
export function interactiveShell(
  env: Environment,
  platform: NodeJS.Platform = process.platform,
  isRunnable: (path: string) => boolean = isRunnableFile,
): readonly string[] {
  if (platform === 'win32') return [windowsShell(env, isRunnable)];
  const {SHELL = ''} = env;
  const isShell = isAbsolute(SHELL) && !NO_SHELLS.includes(basename(SHELL)) && isRunnable(SHELL);
  return [isShell ? SHELL : '/bin/sh'];
}

function windowsShell(env: Environment, isRunnable: (path: string) => boolean): string {
  const named = env.ComSpec ?? env.COMSPEC ?? '';
  if (win32.isAbsolute(named) && isRunnable(named)) return named;
  return `${env.SystemRoot ?? 'C:\\Windows'}\\System32\\cmd.exe`;
}

function isRunnableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
