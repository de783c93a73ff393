import type {TokenStoreLevel} from './identity.ts';
import type {ProcessMark, Wish} from './intent.ts';
import type {Problem} from './problem.ts';
import type {Secret} from './secret.ts';

/**
 * The AWS CLI's own sign-ins: JSON files in plain text under `~/.aws/sso/cache` (reference aws-jit 1). Names are file
 * names without `.json`.
 */
export interface CliSignIns {
  /** What the AWS CLI calls the file of an sso-session, or of a start URL: its SHA-1. */
  nameOf(sessionOrStartUrl: string): string;
  pathOf(name: string): string;
  /** Every file that is there and can be read. */
  all(): Promise<readonly {readonly name: string; readonly text: Secret}[]>;
  read(name: string): Promise<Secret | undefined>;
  /** Replaces atomically; 0600 in a folder of 0700. */
  write(name: string, text: Secret): Promise<void>;
  remove(name: string): Promise<void>;
}

/** A profile for the AWS config file: what stands under `[profile NAME]`, in this order. */
export interface AwsProfileBlock {
  /** Letters, digits and `_ - @ + . % : /`, which every AWS SDK can read. */
  readonly name: string;
  readonly lines: readonly (readonly [key: string, value: string])[];
}

/** The AWS CLI's config file (`AWS_CONFIG_FILE`, else `~/.aws/config`). Never its credentials file. */
export interface AwsConfigFile {
  readonly path: string;
  /** Names of the profiles that are there, `default` too; none when there is no file. Rejects `state-unwritable`. */
  profileNames(): Promise<readonly string[]>;
  /**
   * Puts all the blocks behind what is there, which stays byte for byte, or none. Rejects `usage` for a name that is
   * there already or any text that the file cannot hold, `state-unwritable` where it may not be written.
   */
  append(blocks: readonly AwsProfileBlock[]): Promise<void>;
}

/**
 * Somebody who stays behind: ends what was to end with this process when the process is gone, even by `kill -9`
 * (design 8). It ends nothing but what it was given.
 */
export interface Guard {
  /** Why nobody can stay behind here, so that people may choose to wait instead; absent: somebody can. */
  readonly unavailable?: Problem | undefined;
  /** Durable wishes whose `holder` is this process. Rejects with `Trouble` where no guard can live: the wishes stay. */
  ward(wishes: readonly Wish[]): Promise<void>;
  /** These have been ended, or are to stay. */
  release(wishIds: readonly string[]): Promise<void>;
  /** Nothing is left to guard: it leaves without doing anything. */
  dismiss(): Promise<void>;
}

/** Who stays behind, for which wishes, as far as they are alive. */
export interface GuardList {
  /** Replaces what was noted of this guard. */
  note(guard: ProcessMark, wishIds: readonly string[]): Promise<void>;
  /** Those that are gone are forgotten. */
  living(): Promise<readonly {readonly guard: ProcessMark; readonly wishIds: readonly string[]}[]>;
}

/**
 * Where tokens lie (contract 5). Entries are whole texts; a write replaces atomically. Rejects `signed-out`
 * (`store-unreadable`) when the store exists but cannot be opened: it is never overwritten then.
 */
export interface TokenVault {
  readonly level: TokenStoreLevel;
  readonly path: string | null;
  /** For `whoami`: how the store is protected, in words. */
  readonly protection: string;
  read(entry: string): Promise<Secret | undefined>;
  /** Read, change and write under one lock; returning `undefined` removes the entry. */
  change(entry: string, by: (old: Secret | undefined) => Secret | undefined): Promise<void>;
  /** Removes every entry, and the key that protects them. */
  forget(): Promise<void>;
}

/** The operating system's keyring, one named secret at a time. Rejects when it does not answer in time. */
export interface Keyring {
  /** What people call it: `macOS Keychain`. */
  readonly label: string;
  get(name: string): Promise<Secret | undefined>;
  set(name: string, value: Secret): Promise<void>;
  delete(name: string): Promise<void>;
}

/** There is no keyring that could be used, and why, in words. */
export interface NoKeyring {
  readonly unavailable: string;
}
