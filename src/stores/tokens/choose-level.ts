import type {TokenStoreLevel} from '../../core/identity.ts';
import type {Keyring, NoKeyring} from '../../core/ports.ts';
import {noStore} from './trouble.ts';

export interface Surroundings {
  /** `STINT_TOKEN_STORE`. */
  readonly named: string | undefined;
  /** A passphrase can be had: from a question or a file. */
  readonly canAsk: boolean;
  readonly keyring: () => Promise<Keyring | NoKeyring>;
  /** Whether a store of the level has been made here before. */
  readonly has: (level: TokenStoreLevel) => boolean;
}

export interface Choice {
  readonly level: TokenStoreLevel;
  /** Why it cannot be used here and now; a store that exists is then unreadable, and a new one is refused. */
  readonly closed?: string | undefined;
}

const LEVELS: readonly TokenStoreLevel[] = ['keyring', 'passphrase', 'memory', 'plaintext'];
const isLevel = (text: string): text is TokenStoreLevel => (LEVELS as readonly string[]).includes(text);
const NO_TERMINAL = 'there is no terminal to ask for the passphrase, and STINT_PASSPHRASE_FILE is not set';

/**
 * Contract 5: what is named; else the keyring; else, where a person can be asked, a passphrase. Nothing steps down
 * silently: a keyring store that was made here stays the one, also while the keyring does not answer. Throws
 * `misconfigured` for a name that is none.
 */
export async function chooseLevel(around: Surroundings): Promise<Choice> {
  const {named, canAsk, has} = around;
  if (named !== undefined && named !== '') return chosen(named, canAsk);
  if (has('keyring')) return {level: 'keyring'};
  const keyring = await around.keyring();
  if (!('unavailable' in keyring)) return {level: 'keyring'};
  if (canAsk) return {level: 'passphrase'};
  const why = `no keyring can be used (${keyring.unavailable}), and ${NO_TERMINAL}`;
  return {level: has('passphrase') ? 'passphrase' : 'keyring', closed: why};
}

function chosen(named: string, canAsk: boolean): Choice {
  if (!isLevel(named)) throw noStore(`“${named}” is not one of ${LEVELS.join(', ')}`);
  return {level: named, closed: named === 'passphrase' && !canAsk ? NO_TERMINAL : undefined};
}
