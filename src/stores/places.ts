import {posix, win32} from 'node:path';

/** Where everything lies (contract 5). Paths only: nothing is made or looked at. */
export interface Places {
  readonly config: string;
  readonly state: string;
  readonly cache: string;
  readonly configFile: string;
  readonly stateDb: string;
  readonly locksDb: string;
  readonly tokensDir: string;
  readonly auditFile: string;
  readonly statusFile: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Folders {
  readonly config: string;
  readonly state: string;
  readonly cache: string;
}

/** `STINT_HOME` holds everything; else the XDG folders (Linux, macOS) or the application data folders (Windows). */
export function placesOf(env: Environment, platform: NodeJS.Platform, homedir: string): Places {
  const {join, resolve} = platform === 'win32' ? win32 : posix;
  const home = env.STINT_HOME;
  const folders = home ? allIn(resolve(home)) : foldersOf(env, platform, homedir);
  return {
    ...folders,
    configFile: join(folders.config, 'config.json'),
    stateDb: join(folders.state, 'state.db'),
    locksDb: join(folders.state, 'locks.db'),
    tokensDir: join(folders.state, 'tokens'),
    auditFile: join(folders.state, 'audit.ndjson'),
    statusFile: join(folders.cache, 'status.json'),
  };
}

const allIn = (folder: string): Folders => ({config: folder, state: folder, cache: folder});

function foldersOf(env: Environment, platform: NodeJS.Platform, homedir: string): Folders {
  if (platform === 'win32') {
    const roaming = env.APPDATA || win32.join(homedir, 'AppData', 'Roaming');
    const local = env.LOCALAPPDATA || win32.join(homedir, 'AppData', 'Local');
    return {...allIn(win32.join(local, 'stint')), config: win32.join(roaming, 'stint')};
  }
  const base = (variable: string, ...otherwise: readonly string[]) =>
    posix.join(absolute(env[variable]) ?? posix.join(homedir, ...otherwise), 'stint');
  return {
    config: base('XDG_CONFIG_HOME', '.config'),
    state: base('XDG_STATE_HOME', '.local', 'state'),
    cache: base('XDG_CACHE_HOME', '.cache'),
  };
}

/** A relative path in an XDG variable is to be ignored (XDG Base Directory Specification). */
const absolute = (path: string | undefined): string | undefined =>
  path !== undefined && posix.isAbsolute(path) ? path : undefined;
