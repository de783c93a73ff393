import {randomUUID} from 'node:crypto';
import {open, rename, rm} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {reasonOf, unwritable} from './folder.ts';
import {syncFolder} from './sync-folder.ts';

/** The end of a name that only a crash leaves behind; such a file is never read. */
export const UNFINISHED = '.tmp';

/**
 * Puts whole new content in the file's place, durable when it resolves: a reader sees the old or the new, never a part
 * (0600, unless another mode is named). The folder must exist. Rejects `state-unwritable`; the old file is untouched
 * then.
 */
export async function replaceFile(path: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  const fresh = join(dirname(path), `.${basename(path)}.${randomUUID()}${UNFINISHED}`);
  try {
    await writeWhole(fresh, content, mode);
    await rename(fresh, path);
    await syncFolder(dirname(path));
  } catch (thrown) {
    await rm(fresh, {force: true});
    throw unwritable(path, reasonOf(thrown), thrown);
  }
}

async function writeWhole(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    if (mode !== 0o600) await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}
