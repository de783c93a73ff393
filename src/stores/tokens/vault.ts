import {join} from 'node:path';
import type {Clock, Keyring, Locks, NoKeyring} from '../../core/ports.ts';
import {ensureFolder} from '../folder.ts';
import type {Places} from '../places.ts';
import {heldTooLong, isAbort, PATIENCE, within} from '../waiting.ts';
import {type Choice, chooseLevel} from './choose-level.ts';
import {holdsAnything} from './entry-file.ts';
import {closedSource, type KeySource} from './key-source.ts';
import {keyringKeys} from './keyring-key.ts';
import {memoryVault, plaintextVault} from './open-stores.ts';
import type {OpenVault} from './open-vault.ts';
import {type AskSecret, askedPassphrase, nobodyToAsk, passphraseFile} from './passphrase.ts';
import {type Costs, passphraseKeys} from './passphrase-key.ts';
import {sealedVault} from './sealed-vault.ts';

export interface VaultParts {
  readonly places: Pick<Places, 'tokensDir' | 'locksDb'>;
  /** `STINT_TOKEN_STORE` and `STINT_PASSPHRASE_FILE` are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Tried at most once, and only when the level depends on it or the key is needed. */
  readonly keyring: () => Promise<Keyring | NoKeyring>;
  /** A person can be asked. */
  readonly interactive: boolean;
  readonly ask?: AskSecret | undefined;
  readonly clock: Clock;
  readonly locks: Locks;
  /** Tests take cheaper ones. */
  readonly scryptCosts?: Costs | undefined;
}

/**
 * The token store by the rules of contract 5. Opening only decides on the level: no key is fetched and nobody is
 * asked before an entry that exists is read, or one is written. Each level has a folder of its own under `tokens/`.
 * Rejects `misconfigured` only for a `STINT_TOKEN_STORE` that names no level; where no store can be had, reading finds
 * nothing and `prepare` and `change` reject `misconfigured`, naming the choices.
 */
export async function openTokenVault(parts: VaultParts): Promise<OpenVault> {
  const {env, places} = parts;
  const keyring = once(parts.keyring);
  const passphrases = passphrasesFor(parts);
  const choice = await chooseLevel({
    named: env.STINT_TOKEN_STORE,
    canAsk: passphrases !== undefined,
    keyring,
    has: level => holdsAnything(join(places.tokensDir, level)),
  });
  return vaultFor(choice, parts, {
    keyring: () => keyringKeys(keyring),
    passphrase: () => passphraseKeys(passphrases ?? nobodyToAsk, parts.scryptCosts),
  });
}

/** A named file comes first: it is there so that nobody has to be asked. */
function passphrasesFor({env, interactive, ask}: VaultParts) {
  const file = env.STINT_PASSPHRASE_FILE;
  if (file !== undefined && file !== '') return passphraseFile(file);
  return interactive && ask !== undefined ? askedPassphrase(ask) : undefined;
}

function vaultFor(
  {level, closed}: Choice,
  {places, clock, locks}: VaultParts,
  sources: Readonly<Record<'keyring' | 'passphrase', () => KeySource>>,
): OpenVault {
  const folder = join(places.tokensDir, level);
  const locked = lockedBy(locks, clock, places);
  if (level === 'memory') return memoryVault();
  if (level === 'plaintext') return plaintextVault(folder, locked);
  const keys = sources[level]();
  return sealedVault({level, folder, locked, keys: closed === undefined ? keys : closedSource(keys, closed)});
}

/** The lock `tokens`, waited for in patience; the folder above all levels is ours before anything is written. */
function lockedBy(locks: Locks, clock: Clock, places: VaultParts['places']) {
  return <T>(work: () => Promise<T>): Promise<T> =>
    within(clock, PATIENCE, signal =>
      locks.holding('tokens', signal, () => {
        ensureFolder(places.tokensDir);
        return work();
      }),
    ).catch(thrown => {
      throw isAbort(thrown) ? heldTooLong(places.locksDb, thrown) : thrown;
    });
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}

export type {OpenVault};
