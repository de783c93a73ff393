import {readFileSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {codeOf, ensureFolder, reasonOf, unwritable} from './folder.ts';
import {replaceFile} from './replace-file.ts';

/** Who is signed in, without any secret: readable while the tokens are locked away. Names are `[a-z0-9-]+`. */
export interface SignInRecords {
  read(name: string): Promise<string | undefined>;
  write(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/** One file a record in a folder of their own (0700, files 0600). Rejects `state-unwritable`. */
export function createSignInRecords(folder: string): SignInRecords {
  const fileOf = (name: string) => join(folder, `${name}.json`);
  return {
    read: async name => textOf(fileOf(name)),
    async write(name, text) {
      ensureFolder(folder);
      await replaceFile(fileOf(name), text);
    },
    remove: name => rm(fileOf(name), {force: true}),
  };
}

/** A small file, at every start: read at once, it needs no thread of the pool. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw unwritable(path, reasonOf(thrown), thrown);
  }
}
