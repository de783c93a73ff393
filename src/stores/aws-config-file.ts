import {constants, lstatSync, realpathSync, statSync} from 'node:fs';
import {type FileHandle, open} from 'node:fs/promises';
import {basename, dirname} from 'node:path';
import type {AwsConfigFile, AwsProfileBlock, Locks} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import {blocksFault, profilesIn, textBehind} from './aws-config-text.ts';
import {codeOf, ensureFolder, reasonOf, unwritable} from './folder.ts';
import {replaceFile} from './replace-file.ts';

/**
 * The AWS config file at the path (see the port). It may be a link, as many keep theirs in a repository: then the file
 * behind it is replaced. A file of another user is refused, and so is one called `credentials`. The lock `aws-config`
 * keeps two processes of ours from losing each other's blocks; the AWS CLI itself takes none.
 */
export function createAwsConfigFile(path: string, locks?: Locks): AwsConfigFile {
  const append = (blocks: readonly AwsProfileBlock[]) => appendTo(path, blocks);
  return {
    path,
    profileNames: async () => profilesIn((await found(path)).bytes.toString('utf8')),
    append: blocks =>
      locks === undefined
        ? append(blocks)
        : locks.holding('aws-config', new AbortController().signal, () => append(blocks)),
  };
}

async function appendTo(path: string, blocks: readonly AwsProfileBlock[]): Promise<void> {
  if (basename(path) === 'credentials')
    throw unwritable(path, 'it is for credentials, and stint writes none');
  const {file, bytes, mode} = await found(path);
  const text = bytes.toString('utf8');
  const fault = blocksFault(blocks, profilesIn(text));
  if (fault !== undefined) throw new Trouble({code: 'usage', reason: fault});
  if (blocks.length === 0) return;
  makeFolder(dirname(file));
  await replaceFile(file, Buffer.concat([bytes, Buffer.from(textBehind(text, blocks))]), mode);
}

interface Found {
  /** Where the file really is. */
  readonly file: string;
  readonly bytes: Buffer;
  readonly mode: number;
}

async function found(path: string): Promise<Found> {
  try {
    const file = behindLinks(path);
    return file === undefined ? {file: path, bytes: Buffer.alloc(0), mode: 0o600} : await read(file);
  } catch (thrown) {
    throw thrown instanceof Trouble ? thrown : unwritable(path, reasonOf(thrown), thrown);
  }
}

/** `undefined`: there is no file. */
function behindLinks(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') throw thrown;
    if (lstatSync(path, {throwIfNoEntry: false}) === undefined) return undefined;
    throw unwritable(path, 'it is a link to nothing');
  }
}

async function read(file: string): Promise<Found> {
  // Without waiting for somebody to write into what may be a pipe.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const mode = await modeOf(file, handle);
    const bytes = await handle.readFile();
    if (bytes.includes(0)) throw unwritable(file, 'it is not a text file');
    return {file, bytes, mode};
  } finally {
    await handle.close();
  }
}

async function modeOf(file: string, handle: FileHandle): Promise<number> {
  const stats = await handle.stat();
  const me = process.getuid?.();
  if (!stats.isFile()) throw unwritable(file, 'it is not a file');
  if (me !== undefined && stats.uid !== me) throw unwritable(file, 'it belongs to another user');
  return stats.mode & 0o777;
}

/** `~/.aws` is the AWS CLI's: where it is there, it stays as it is. */
function makeFolder(folder: string): void {
  if (statSync(folder, {throwIfNoEntry: false})?.isDirectory() !== true) ensureFolder(folder);
}
