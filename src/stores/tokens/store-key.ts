import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {ensureFolder} from '../folder.ts';
import {replaceFile} from '../replace-file.ts';
import {holdsAnything} from './entry-file.ts';
import {type Header, readHeader} from './header.ts';
import type {KeySource} from './key-source.ts';
import {unreadable} from './trouble.ts';

export interface StoreParts {
  readonly folder: string;
  readonly keys: KeySource;
  /** Runs work under the one lock of the token store; not to be nested. */
  readonly locked: <T>(work: () => Promise<T>) => Promise<T>;
}

/** A store whose key is in hand. */
export interface Opened {
  readonly header: Header;
  readonly key: Uint8Array;
}

export interface StoreKey {
  /** `undefined`: there is no store. */
  open(): Promise<Opened | undefined>;
  /** Makes the store where there is none; asks what that needs before it takes the lock. */
  openOrMake(): Promise<Opened>;
  /** Removes the store with all that is in it, then its key. Nothing needs to be opened for that. */
  forget(): Promise<void>;
}

const headerFile = (folder: string): string => join(folder, 'store.json');

/** The key is kept for as long as the store is the same one: another process may have forgotten and remade it. */
export function storeKey(parts: StoreParts): StoreKey {
  const {folder, keys, locked} = parts;
  let kept: {readonly id: string; readonly opened: Promise<Opened>} | undefined;
  let making: Promise<Opened> | undefined;

  const keep = (id: string, opened: Promise<Opened>): Promise<Opened> => {
    kept = {id, opened};
    opened.catch(() => {
      if (kept?.opened === opened) kept = undefined;
    });
    return opened;
  };
  const open = async () => {
    const header = await readHeader(headerFile(folder));
    if (header === undefined) return refuseOrphans(folder);
    if (kept?.id === header.id) return kept.opened;
    return keep(
      header.id,
      keys.open(header).then(key => ({header, key})),
    );
  };
  const make = async () => {
    const store = await made(parts);
    return store === undefined ? openOrMake() : keep(store.header.id, Promise.resolve(store));
  };
  const openOrMake = async (): Promise<Opened> => {
    const store = await open();
    if (store !== undefined) return store;
    making ??= make().finally(() => {
      making = undefined;
    });
    return making;
  };
  return {open, openOrMake, forget: () => locked(() => forgetStore(folder, keys))};
}

/** Entries without the header cannot be opened, and must not be written over by a store that is made anew. */
function refuseOrphans(folder: string): undefined {
  if (holdsAnything(folder)) throw unreadable(`${headerFile(folder)} is missing`);
}

/** `undefined`: another process was first, and its store is the one. */
async function made({folder, keys, locked}: StoreParts): Promise<Opened | undefined> {
  const store = await keys.create();
  const isOurs = await locked(async () => {
    ensureFolder(folder);
    if ((await readHeader(headerFile(folder))) !== undefined) return false;
    await replaceFile(headerFile(folder), `${JSON.stringify(store.header)}\n`);
    return true;
  });
  if (!isOurs) await keys.forget(store.header);
  return isOurs ? store : undefined;
}

async function forgetStore(folder: string, keys: KeySource): Promise<void> {
  const header = await readHeader(headerFile(folder)).catch(() => undefined);
  await rm(folder, {recursive: true, force: true});
  if (header !== undefined) await keys.forget(header);
}
