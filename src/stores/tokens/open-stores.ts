import {rm} from 'node:fs/promises';
import {Secret} from '../../core/secret.ts';
import {ensureFolder} from '../folder.ts';
import {replaceFile} from '../replace-file.ts';
import {entryFile, readEntry, removeFile} from './entry-file.ts';
import type {OpenVault} from './open-vault.ts';

/** For this process only. */
export function memoryVault(): OpenVault {
  const entries = new Map<string, Secret>();
  return {
    level: 'memory',
    path: null,
    protection: 'in the memory of this process only, gone when it ends',
    warning: undefined,
    prepare: async () => undefined,
    read: async entry => entries.get(entry),
    async change(entry, by) {
      const next = by(entries.get(entry));
      if (next === undefined) entries.delete(entry);
      else entries.set(entry, next);
    },
    forget: async () => entries.clear(),
  };
}

/** Unencrypted files in a folder of their own, by name only: an encrypted store is never decrypted into it. */
export function plaintextVault(folder: string, locked: <T>(work: () => Promise<T>) => Promise<T>): OpenVault {
  const fileOf = (entry: string) => entryFile(folder, entry, '.txt');
  const read = async (entry: string) => {
    const bytes = await readEntry(fileOf(entry));
    return bytes === undefined ? undefined : new Secret(bytes.toString('utf8'));
  };
  return {
    level: 'plaintext',
    path: folder,
    protection: 'none: unencrypted files that only your user can read',
    warning: `Tokens are kept unencrypted in ${folder}, because STINT_TOKEN_STORE is plaintext.`,
    prepare: async () => ensureFolder(folder),
    read,
    change: (entry, by) =>
      locked(async () => {
        ensureFolder(folder);
        const next = by(await read(entry));
        await (next === undefined ? removeFile(fileOf(entry)) : replaceFile(fileOf(entry), next.reveal()));
      }),
    forget: () => locked(() => rm(folder, {recursive: true, force: true})),
  };
}
