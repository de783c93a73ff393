import {join} from 'node:path';
import type {Locks} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import type {Secret} from '../core/secret.ts';
import type {Places} from '../stores/places.ts';
import {type OpenVault, openTokenVault} from '../stores/tokens/vault.ts';
import {later} from './later.ts';
import type {World} from './world.ts';

type Open = () => Promise<OpenVault>;

/** The store is decided on once, and at the first need only. */
export const vaultOpener = (world: World, places: Places, locks: Locks, profile: string): Open =>
  opener(heardBy(world), places, locks, folderOf(profile));

/** No profile's folder is called so: dots are spelled out there. */
const SINKS_FOLDER = '.sinks';

/**
 * Addresses of sinks are the same for all profiles, and no sign-out touches them. `mayAsk`: a person is there for them.
 * Otherwise what was typed for another store of this process is tried, and nobody is asked.
 */
export const sinkVaultOpener = (world: World, places: Places, locks: Locks, mayAsk: boolean): Open =>
  opener(mayAsk ? heardBy(world) : tellingWhatWasHeard(world), places, locks, SINKS_FOLDER);

const opener = (world: World, places: Places, locks: Locks, folder: string): Open =>
  later(() =>
    openTokenVault({
      places: {...places, tokensDir: join(places.tokensDir, folder)},
      keyring: async () => (await import('../host/keyring.ts')).openKeyring({clock: world.clock}),
      ...{env: world.env, interactive: world.interactive, ask: world.ask, clock: world.clock, locks},
    }),
  );

/** The last passphrase that was typed, for as long as the process runs. */
const heard = new WeakMap<World, Secret>();

const heardBy = (world: World): World => ({
  ...world,
  ask: async question => {
    const typed = await world.ask(question);
    heard.set(world, typed);
    return typed;
  },
});

function tellingWhatWasHeard(world: World): World {
  let isTold = false;
  return {
    ...world,
    ask: async () => {
      const known = heard.get(world);
      if (known === undefined || isTold) throw lockedUp();
      isTold = true;
      return known;
    },
  };
}

const lockedUp = (): Trouble =>
  new Trouble({
    code: 'signed-out',
    reason: 'store-unreadable',
    detail: 'nobody is asked for its passphrase now.',
  });

/** A profile's name may hold anything; a folder's may not. Each profile has a store of its own, so that forgetting one keeps the others. */
const folderOf = (profile: string): string => encodeURIComponent(profile).replaceAll('.', '%2E');

/** Only a store that was chosen by name has something to warn of: the others are not opened for this. */
export async function warningsOf(world: World, vault: () => Promise<OpenVault>): Promise<readonly string[]> {
  if (world.practice || world.env.STINT_TOKEN_STORE !== 'plaintext') return [];
  const {warning} = await vault();
  return warning === undefined ? [] : [warning];
}
