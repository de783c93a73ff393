import {createHash} from 'node:crypto';
import {constants} from 'node:fs';
import {type FileHandle, open, readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {CliSignIns} from '../core/ports.ts';
import {Secret} from '../core/secret.ts';
import {codeOf, ensureFolder, reasonOf, unwritable} from './folder.ts';
import {replaceFile} from './replace-file.ts';

const END = '.json';

/** Bytes; the AWS CLI's own are some kilobytes (a token, a client secret, a refresh token). */
const LARGEST = 64 * 1024;

/**
 * The AWS CLI's sign-ins in its cache folder. What is there may be anybody's: a link, a file that is too large, not
 * ours, or not to be read counts as none, and never spoils the rest. `write` makes the folder (0700) and the file
 * (0600), and rejects `state-unwritable`; so does `remove`. Throws `RangeError` for a name with a path in it: that
 * would be our bug.
 */
export function createCliSignIns(folder: string, owner: number | undefined = process.getuid?.()): CliSignIns {
  const pathOf = (name: string) => join(folder, plain(name) + END);
  const read = async (name: string) => textOf(pathOf(name), owner);
  return {
    nameOf: text => createHash('sha1').update(text, 'utf8').digest('hex'),
    pathOf,
    all: async () => present(await Promise.all((await namesIn(folder)).map(name => signIn(name, read)))),
    read,
    async write(name, text) {
      ensureFolder(folder);
      await replaceFile(pathOf(name), text.reveal());
    },
    remove: async name => removed(pathOf(name)),
  };
}

const isPlain = (name: string): boolean => /^[\w-][\w.-]*$/.test(name);

function plain(name: string): string {
  if (isPlain(name)) return name;
  throw new RangeError(`not a plain file name: ${JSON.stringify(name)}`);
}

interface SignInFile {
  readonly name: string;
  readonly text: Secret;
}

const present = (files: readonly (SignInFile | undefined)[]): readonly SignInFile[] =>
  files.filter(file => file !== undefined);

async function signIn(name: string, read: CliSignIns['read']): Promise<SignInFile | undefined> {
  const text = await read(name);
  return text === undefined ? undefined : {name, text};
}

/** Names that we could have asked for; in the order of the alphabet. */
async function namesIn(folder: string): Promise<readonly string[]> {
  const files = await orNone(readdir(folder));
  const names = (files ?? []).filter(file => file.endsWith(END)).map(file => file.slice(0, -END.length));
  return names.filter(isPlain).sort();
}

/** Never through a link, and never waiting for somebody to write into a pipe. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

async function textOf(path: string, owner: number | undefined): Promise<Secret | undefined> {
  const file = await orNone(open(path, READ));
  if (file === undefined) return undefined;
  try {
    return await orNone(wholeText(file, owner));
  } finally {
    await file.close();
  }
}

/** The size is looked at first, and no more than that much is ever read: a file may grow meanwhile. */
async function wholeText(file: FileHandle, owner: number | undefined): Promise<Secret | undefined> {
  const found = await file.stat();
  const isForeign = owner !== undefined && found.uid !== owner;
  if (!found.isFile() || found.size > LARGEST || isForeign) return undefined;
  const {bytesRead, buffer} = await file.read(Buffer.alloc(LARGEST + 1), 0, LARGEST + 1, 0);
  if (bytesRead > LARGEST) return undefined;
  return new Secret(buffer.toString('utf8', 0, bytesRead).replace(/^\ufeff/, ''));
}

/** What the system refuses is as good as not there. */
async function orNone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (thrown) {
    if (codeOf(thrown) === undefined) throw thrown;
    return undefined;
  }
}

async function removed(path: string): Promise<void> {
  try {
    await rm(path, {force: true});
  } catch (thrown) {
    throw unwritable(path, reasonOf(thrown), thrown);
  }
}
