import {accessSync, constants} from 'node:fs';
import {isAbsolute, join} from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Environment;
}

export interface BrowserParts {
  readonly platform?: NodeJS.Platform | undefined;
  readonly env?: Environment | undefined;
  /** Whether the program could be started. */
  readonly launch?: ((launch: Launch) => Promise<boolean>) | undefined;
}

/**
 * Opens an http(s) URL in the person's browser by the system's own opener, never through a shell and never by a
 * program that a setting or `BROWSER` names. False: there is none here (no display, a remote session, no opener), or
 * the text is no such URL. True says that the opener has been started, not that a page was seen.
 */
export async function openInBrowser(url: string, parts: BrowserParts = {}): Promise<boolean> {
  const {platform = process.platform, env = process.env, launch = startDetached} = parts;
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol)) return false;
  const opener = openerFor(platform, env);
  if (opener === undefined) return false;
  return launch({program: opener.program, args: [...opener.args, address.href], env: inherited(env)});
}

/** Whether `openInBrowser` has something to open with; `auto` sign-in asks this first. */
export const hasBrowser = (
  platform: NodeJS.Platform = process.platform,
  env: Environment = process.env,
): boolean => openerFor(platform, env) !== undefined;

function openerFor(
  platform: NodeJS.Platform,
  env: Environment,
): {readonly program: string; readonly args: readonly string[]} | undefined {
  if (platform === 'win32') return {program: windowsProgram(env), args: ['url.dll,FileProtocolHandler']};
  if (platform === 'darwin') return env.SSH_CONNECTION ? undefined : {program: '/usr/bin/open', args: []};
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return undefined;
  const program = onPath('xdg-open', env.PATH ?? '');
  return program === undefined ? undefined : {program, args: []};
}

const windowsProgram = (env: Environment): string =>
  `${env.SystemRoot ?? 'C:\\Windows'}\\System32\\rundll32.exe`;

/** The first executable of that name in an absolute folder: a relative one would be the current folder's. */
function onPath(name: string, path: string): string | undefined {
  const folders = path.split(':').filter(folder => isAbsolute(folder));
  return folders.map(folder => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** `xdg-open` runs what `BROWSER` names; and our own variables are nobody else's. */
const inherited = (env: Environment): Environment =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => name !== 'BROWSER' && !name.startsWith('STINT_')),
  );

export async function startDetached({program, args, env}: Launch): Promise<boolean> {
  const {spawn} = await import('node:child_process');
  return new Promise(resolve => {
    const child = spawn(program, args, {detached: true, stdio: 'ignore', env: {...env}});
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
