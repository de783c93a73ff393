import {statSync} from 'node:fs';
import {win32} from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

export type WindowsProgram =
  | {readonly type: 'program'; readonly program: string}
  | {readonly type: 'not-found'}
  | {readonly type: 'not-runnable'; readonly reason: string};

/** What Windows itself takes when `PATHEXT` says nothing; scripts of other kinds need a program of theirs anyway. */
const ENDINGS = '.COM;.EXE;.BAT;.CMD';

/**
 * The program that a name stands for on Windows: with a path as it is, else the first in an absolute folder of `PATH`,
 * never in the current one; the endings of `PATHEXT` are tried. Batch files can only be run by `cmd.exe`, whose
 * quoting cannot be made safe (CVE-2024-27980), so they are refused with what to write instead.
 */
export function windowsProgram(
  name: string,
  {env, cwd}: {readonly env: Environment; readonly cwd?: string | undefined},
  isFile: (path: string) => boolean = isOrdinaryFile,
): WindowsProgram {
  const endings = (variable(env, 'PATHEXT') || ENDINGS).split(';').filter(ending => ending !== '');
  const found = foldersFor(name, env, cwd ?? process.cwd())
    .flatMap(folder => namesOf(name, endings).map(file => win32.resolve(folder, file)))
    .find(isFile);
  if (name === '' || found === undefined) return {type: 'not-found'};
  if (/\.(exe|com)$/i.test(found)) return {type: 'program', program: found};
  const reason = /\.(bat|cmd)$/i.test(found)
    ? `it is a batch file, which only a shell runs; write: cmd /c ${name}`
    : 'Windows does not run such a file by itself; name the program that does';
  return {type: 'not-runnable', reason};
}

const foldersFor = (name: string, env: Environment, cwd: string): readonly string[] =>
  /[\\/:]/.test(name)
    ? [cwd]
    : (variable(env, 'PATH') ?? '').split(';').filter(folder => win32.isAbsolute(folder));

/** A name with one of the endings is meant as it is, before anything is added to it. */
function namesOf(name: string, endings: readonly string[]): readonly string[] {
  const longer = endings.map(ending => name + ending);
  const hasEnding = endings.some(ending => name.toLowerCase().endsWith(ending.toLowerCase()));
  return hasEnding ? [name, ...longer] : longer;
}

/** Names of variables have no case on Windows (`Path`). */
const variable = (env: Environment, name: string): string | undefined =>
  Object.entries(env).find(([key]) => key.toUpperCase() === name)?.[1];

const isOrdinaryFile = (path: string): boolean => statSync(path, {throwIfNoEntry: false})?.isFile() === true;
