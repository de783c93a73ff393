import {constants} from 'node:fs';
import {type FileHandle, open} from 'node:fs/promises';
import {Trouble} from '../core/problem.ts';
import {Secret} from '../core/secret.ts';
import {visible} from '../core/untrusted.ts';

/** More than any secret, request or answer of ours. */
const MOST = 64 * 1024;

/** All of a stream. Rejects `usage` past 64 KiB. */
export async function readAll(input: AsyncIterable<Uint8Array | string>): Promise<Secret> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of input) {
    const bytes = Buffer.from(part as Uint8Array);
    length += bytes.length;
    if (length > MOST) throw tooLong('What stands on stdin');
    parts.push(bytes);
  }
  return new Secret(Buffer.concat(parts).toString('utf8'));
}

/** `undefined`: there is no such file (yet). Rejects `usage` past 64 KiB, `failed` where it cannot be read. */
export async function readTextFile(path: string): Promise<string | undefined> {
  const file = await opened(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if (file === undefined) return undefined;
  return closing(file, () => textOf(file, path));
}

/** The first line of an ordinary file of ours that nobody else may read (0600). Rejects `misconfigured`. */
export async function readSecretFile(path: string): Promise<Secret> {
  const file = await opened(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if (file === undefined) throw unfit(path, 'there is no such file');
  return closing(file, async () => {
    await refuseOpenFile(file, path);
    const [line = ''] = (await textOf(file, path)).split(/\r?\n/);
    if (line === '') throw unfit(path, 'its first line is empty');
    return new Secret(line);
  });
}

async function refuseOpenFile(file: FileHandle, path: string): Promise<void> {
  const found = await file.stat();
  if (!found.isFile()) throw unfit(path, 'it is no ordinary file');
  const me = process.getuid?.();
  if (me === undefined) return;
  if (found.uid !== me) throw unfit(path, 'it belongs to another user');
  if ((found.mode & 0o077) !== 0)
    throw unfit(path, 'others can read it', ['Make it yours alone: chmod 600 on the file']);
}

/** A new file (0600). Rejects `state-unwritable` where something is there already, or none can be made. */
export async function saveFile(path: string, text: string): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
  try {
    const file = await open(path, flags, 0o600);
    await closing(file, () => file.writeFile(text));
  } catch (thrown) {
    const reason =
      codeOf(thrown) === 'EEXIST'
        ? 'there is something already'
        : `the system refuses it (${codeOf(thrown)})`;
    if (codeOf(thrown) === undefined) throw thrown;
    throw new Trouble({code: 'state-unwritable', path, reason, nextSteps: ['Name another folder']}, thrown);
  }
}

async function opened(path: string, flags: number): Promise<FileHandle | undefined> {
  try {
    return await open(path, flags);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    if (codeOf(thrown) === undefined) throw thrown;
    throw new Trouble(
      {code: 'failed', reason: `${visible(path)} cannot be read (${codeOf(thrown)}).`},
      thrown,
    );
  }
}

async function textOf(file: FileHandle, path: string): Promise<string> {
  const {buffer, bytesRead} = await file.read(Buffer.alloc(MOST + 1), 0, MOST + 1, null);
  if (bytesRead > MOST) throw tooLong(visible(path));
  return buffer.subarray(0, bytesRead).toString('utf8');
}

async function closing<T>(file: FileHandle, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await file.close();
  }
}

const tooLong = (what: string): Trouble =>
  new Trouble({code: 'usage', reason: `${what} is longer than 64 KiB.`});

const unfit = (path: string, reason: string, nextSteps?: readonly string[]): Trouble =>
  new Trouble({code: 'misconfigured', setting: path, reason, nextSteps});

const codeOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
