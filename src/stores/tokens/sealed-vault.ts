import type {TokenVault} from '../../core/ports.ts';
import {Secret} from '../../core/secret.ts';
import {replaceFile} from '../replace-file.ts';
import {entryFile, readEntry, removeFile} from './entry-file.ts';
import type {OpenVault} from './open-vault.ts';
import {seal, unseal} from './seal.ts';
import {type Opened, type StoreParts, storeKey} from './store-key.ts';
import {unreadable} from './trouble.ts';

export interface SealedParts extends StoreParts {
  readonly level: 'keyring' | 'passphrase';
}

/**
 * Encrypted files, each sealed for its entry and its store. The key is fetched at the first entry that exists or is
 * written, so nobody is asked for a store that is empty. What cannot be opened is never overwritten.
 */
export function sealedVault(parts: SealedParts): OpenVault {
  const {level, folder, keys, locked} = parts;
  const store = storeKey(parts);
  return {
    level,
    path: folder,
    protection: keys.protection,
    warning: undefined,
    async prepare() {
      await store.openOrMake();
    },
    async read(entry) {
      const bytes = await readEntry(fileOf(folder, entry));
      if (bytes === undefined) return undefined;
      const opened = await store.open();
      return opened === undefined ? undefined : unsealed(opened, entry, bytes);
    },
    async change(entry, by) {
      for (let done = false; !done; ) {
        await store.openOrMake();
        done = await locked(async () => changed(folder, await store.open(), entry, by));
      }
    },
    forget: store.forget,
  };
}

const fileOf = (folder: string, entry: string): string => entryFile(folder, entry, '.sealed');
const aboutOf = ({header}: Opened, entry: string): string => `${header.id}/entry/${entry}`;

function unsealed(opened: Opened, entry: string, bytes: Buffer): Secret {
  const text = unseal(opened.key, aboutOf(opened, entry), bytes);
  if (text === undefined) throw unreadable(`“${entry}” is damaged, or was not written by this store`);
  return new Secret(text);
}

/** False: the store was forgotten meanwhile. */
async function changed(
  folder: string,
  opened: Opened | undefined,
  entry: string,
  by: Parameters<TokenVault['change']>[1],
): Promise<boolean> {
  if (opened === undefined) return false;
  const file = fileOf(folder, entry);
  const bytes = await readEntry(file);
  const next = by(bytes === undefined ? undefined : unsealed(opened, entry, bytes));
  if (next === undefined) await removeFile(file);
  else await replaceFile(file, seal(opened.key, aboutOf(opened, entry), next.reveal()));
  return true;
}
