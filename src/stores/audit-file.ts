import {constants, lstatSync} from 'node:fs';
import {type FileHandle, open} from 'node:fs/promises';
import {dirname} from 'node:path';
import type {AuditEntry} from '../core/audit.ts';
import {Trouble} from '../core/problem.ts';
import {entryIn, type Link, lineOf, linkOf, START} from './audit-line.ts';
import {codeOf, ensureFile, ensureFolder, reasonOf, unwritable} from './folder.ts';
import {tailOf} from './line-reader.ts';
import {syncFolder} from './sync-folder.ts';

const LINE_FEED = Buffer.from('\n');

/** What new entries are written behind. */
export interface Ground {
  /** The last record, which the next one names. */
  readonly link: Link;
  /** Bytes of an unfinished line, which a `recovered` entry is to name. */
  readonly torn: Buffer | undefined;
  /** The file does not end with a line feed. */
  readonly isOpen: boolean;
  readonly file: FileHandle;
}

/** The entries that were written, flushed, and the length of the file with them. */
export interface Written {
  readonly entries: readonly AuditEntry[];
  readonly ground: Ground;
  readonly size: number;
}

/** Writes what `compose` makes of the end of the file; flushed when it resolves. To be called under the lock `audit`. */
export async function extendFile(
  path: string,
  compose: (ground: Ground) => Promise<readonly AuditEntry[]> | readonly AuditEntry[],
  then: (written: Written) => Promise<void>,
): Promise<readonly AuditEntry[]> {
  ensureFolder(dirname(path));
  const isNew = lstatSync(path, {throwIfNoEntry: false}) === undefined;
  ensureFile(path);
  const file = await open(path, constants.O_RDWR | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0));
  try {
    const ground = await groundOf(file);
    const entries = await compose(ground);
    const lines = entries.flatMap(entry => [lineOf(entry), LINE_FEED]);
    await file.writeFile(Buffer.concat(ground.isOpen ? [LINE_FEED, ...lines] : lines));
    await file.sync();
    if (isNew) await syncFolder(dirname(path));
    await then({entries, ground, size: (await file.stat()).size});
    return entries;
  } finally {
    await file.close();
  }
}

async function groundOf(file: FileHandle): Promise<Ground> {
  const tail = await tailOf(file, line => entryIn(line) !== undefined);
  if (tail === undefined)
    throw new Trouble({code: 'audit-broken', seq: null, reason: 'its end holds no record'});
  const {last, after} = tail;
  const link = linkAt(last);
  if (after.length === 0 || after.at(-1) === LINE_FEED[0])
    return {file, link, torn: undefined, isOpen: false};
  const whole = entryIn(after);
  const stands = whole !== undefined && whole.seq === link.seq + 1 && whole.prev === link.head;
  if (stands) return {file, link: linkOf(whole, after), torn: undefined, isOpen: true};
  return {file, link, torn: after, isOpen: true};
}

function linkAt(line: Buffer | undefined): Link {
  const entry = line === undefined ? undefined : entryIn(line);
  return line === undefined || entry === undefined ? START : linkOf(entry, line);
}

/** Never through a link, and never waiting for somebody to write into a pipe. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The file for reading while the work lasts; `undefined`: there is none. */
export async function reading<T>(
  path: string,
  work: (file: FileHandle | undefined) => Promise<T>,
): Promise<T> {
  const file = await opened(path);
  try {
    return await work(file);
  } finally {
    await file?.close();
  }
}

export async function opened(path: string): Promise<FileHandle | undefined> {
  try {
    const file = await open(path, READ);
    if ((await file.stat()).isFile()) return file;
    await file.close();
    throw unwritable(path, 'it is not a file');
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw asUnwritable(path, thrown);
  }
}

export const asUnwritable = (path: string, thrown: unknown): unknown =>
  thrown instanceof Trouble || codeOf(thrown) === undefined
    ? thrown
    : unwritable(path, reasonOf(thrown), thrown);
