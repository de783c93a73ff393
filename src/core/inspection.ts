import type {TokenStoreLevel} from './identity.ts';
import type {Problem} from './problem.ts';

/**
 * What can be seen of this machine without an app, a network or a person: `doctor` begins with it. Whatever looks never
 * rejects and asks nobody; a keyring that does not answer is found out in seconds. A member's `problem` is why it could
 * not be looked at, or why it does not do.
 */
export interface Inspection {
  /** Of this process, without a `v`: `24.9.0`; and the least that will do. */
  readonly node: {readonly version: string; readonly least: string};
  readonly settings: FileLook;
  /** The folder of the journal and the record. */
  readonly state: FileLook;
  readonly tokens: {
    /** Which store the next command would use; `null`: none that asks nobody. */
    readonly level: TokenStoreLevel | null;
    readonly protection: string | null;
    /** Why it does not open. */
    readonly problem: Problem | null;
  };
  /** `reason`: why there is none. */
  readonly keyring: {readonly label: string | null; readonly reason: string | null};
  /** Fingerprint of the key that signs the record; `reason`: why it is not at hand. */
  readonly signingKey: {readonly key: string | null; readonly reason: string | null};
}

export interface FileLook {
  readonly path: string;
  readonly isThere: boolean;
  /** Nobody else may read it (0600, folders 0700); `null` where the system has no such modes. */
  readonly isPrivate: boolean | null;
  /** Settings that are refused, a folder that cannot be written. */
  readonly problem: Problem | null;
}
