import {readdirSync} from 'node:fs';
import {readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {codeOf} from '../folder.ts';
import {UNFINISHED} from '../replace-file.ts';
import {unreadable} from './trouble.ts';

/** One file for each entry; the name is the entry's, spelled so that every file system takes it. */
export const entryFile = (folder: string, entry: string, end: string): string =>
  join(folder, encodeURIComponent(entry).replaceAll('*', '%2A') + end);

/** `undefined`: there is no such entry. */
export async function readEntry(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw unreadable(`${path} cannot be read`, thrown);
  }
}

export const removeFile = (path: string): Promise<void> => rm(path, {force: true});

/** Whether anything has been stored there; a folder that cannot be looked into counts as yes. */
export function holdsAnything(folder: string): boolean {
  try {
    return readdirSync(folder).some(name => !name.endsWith(UNFINISHED));
  } catch (thrown) {
    return codeOf(thrown) !== 'ENOENT';
  }
}
