import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  type Stats,
} from 'node:fs';
import {dirname} from 'node:path';
import {Trouble} from '../core/problem.ts';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** Who we are; `undefined` where there are no such numbers (Windows). */
const me = (): number | undefined => process.getuid?.();

/**
 * Makes sure that the folder is there, is ours alone (0700) and can be written. A link, a stranger's folder or a file
 * in its place is refused as `state-unwritable` (73), for root too; ours with a wider mode is narrowed.
 */
export function ensureFolder(path: string, owner: number | undefined = me()): void {
  attempt(path, () => makeFolders(path));
  const found = attempt(path, () => lstatSync(path));
  refuseForeign(path, found, owner);
  if (!found.isDirectory()) throw unwritable(path, 'it is not a folder');
  narrow(path, found, FOLDER_MODE, owner);
  attempt(path, () => accessSync(path, constants.W_OK | constants.X_OK));
}

/**
 * Makes the folder and what is missing above it. Node's own recursive `mkdir` turns round for ever where the system
 * says "not there" of a folder whose parent is there (seen under /proc), so each step is taken once.
 */
function makeFolders(path: string): void {
  if (lstatSync(path, {throwIfNoEntry: false}) !== undefined) return;
  const parent = dirname(path);
  if (parent !== path) makeFolders(parent);
  try {
    mkdirSync(path, {mode: FOLDER_MODE});
  } catch (thrown) {
    if (codeOf(thrown) !== 'EEXIST') throw thrown;
  }
}

/**
 * The same care for a file, made empty (0600) when it is not there. An existing file is never opened: closing a
 * second descriptor of a database would drop this process's locks on it (POSIX advisory locks).
 */
export function ensureFile(path: string, owner: number | undefined = me()): void {
  const found = attempt(path, () => lstatSync(path, {throwIfNoEntry: false}));
  if (found === undefined) {
    createFile(path, owner);
    return;
  }
  refuseForeign(path, found, owner);
  if (!found.isFile()) throw unwritable(path, 'it is not a file');
  narrow(path, found, FILE_MODE, owner);
  attempt(path, () => accessSync(path, constants.R_OK | constants.W_OK));
}

function createFile(path: string, owner: number | undefined): void {
  try {
    closeSync(openSync(path, 'wx', FILE_MODE));
  } catch (thrown) {
    if (codeOf(thrown) !== 'EEXIST') throw unwritable(path, reasonOf(thrown), thrown);
    ensureFile(path, owner);
  }
}

function refuseForeign(path: string, found: Stats, owner: number | undefined): void {
  if (found.isSymbolicLink()) throw unwritable(path, 'it is a link to somewhere else');
  if (owner !== undefined && found.uid !== owner) throw unwritable(path, 'it belongs to another user');
}

function narrow(path: string, found: Stats, mode: number, owner: number | undefined): void {
  if (owner !== undefined && (found.mode & 0o077) !== 0) attempt(path, () => chmodSync(path, mode));
}

/** Runs file work on the path; what the system refuses is `state-unwritable` with its reason in words. */
export function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw thrown instanceof Trouble ? thrown : unwritable(path, reasonOf(thrown), thrown);
  }
}

export function unwritable(
  path: string,
  reason: string,
  cause?: unknown,
  nextSteps?: readonly string[],
): Trouble {
  return new Trouble({code: 'state-unwritable', path, reason, nextSteps}, cause);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it cannot be made there',
  EACCES: 'it may not be written by you',
  EPERM: 'it may not be written by you',
  EROFS: 'it is on a read-only disk',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  ENOTDIR: 'a part of its path is not a folder',
  EEXIST: 'there is something else in its place',
  ELOOP: 'it is a link to somewhere else',
};

export function reasonOf(thrown: unknown): string {
  const code = codeOf(thrown) ?? '';
  if (Object.hasOwn(REASONS, code)) return REASONS[code] ?? code;
  if (code === '') throw thrown;
  return `the system refuses it (${code})`;
}

export const codeOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
