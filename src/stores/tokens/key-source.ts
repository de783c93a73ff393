import type {Header} from './header.ts';
import {noStore, unreadable} from './trouble.ts';

/** Where the key of an encrypted store comes from. */
export interface KeySource {
  /** For `whoami`, in words. */
  readonly protection: string;
  /** The key of a store that exists. Rejects `signed-out` (`store-unreadable`) with the reason. */
  open(header: Header): Promise<Uint8Array>;
  /** A key for a store that is to be made. Rejects `misconfigured` naming the choices. */
  create(): Promise<{readonly header: Header; readonly key: Uint8Array}>;
  /** Removes the key, where it lies somewhere. */
  forget(header: Header): Promise<void>;
}

/** The same store where it cannot be used: nothing is opened and nothing is made. */
export const closedSource = (source: KeySource, reason: string): KeySource => ({
  protection: `${source.protection}; not usable here: ${reason}`,
  open: () => Promise.reject(unreadable(reason)),
  create: () => Promise.reject(noStore(reason)),
  forget: source.forget,
});
