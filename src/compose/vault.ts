import {join} from 'node:path';
import type {Locks} from '../core/ports.ts';
import type {Places} from '../stores/places.ts';
import {type OpenVault, openTokenVault} from '../stores/tokens/vault.ts';
import type {World} from './world.ts';

/** The store is decided on once, and at the first need only. */
export function vaultOpener(
  world: World,
  places: Places,
  locks: Locks,
  profile: string,
): () => Promise<OpenVault> {
  let opened: Promise<OpenVault> | undefined;
  return () => {
    opened ??= openTokenVault({
      places: {...places, tokensDir: join(places.tokensDir, folderOf(profile))},
      keyring: async () => (await import('../host/keyring.ts')).openKeyring({clock: world.clock}),
      ...{env: world.env, interactive: world.interactive, ask: world.ask, clock: world.clock, locks},
    });
    return opened;
  };
}

/** A profile's name may hold anything; a folder's may not. Each profile has a store of its own, so that forgetting one keeps the others. */
const folderOf = (profile: string): string => encodeURIComponent(profile).replaceAll('.', '%2E');

/** Only a store that was chosen by name has something to warn of: the others are not opened for this. */
export async function warningsOf(world: World, vault: () => Promise<OpenVault>): Promise<readonly string[]> {
  if (world.practice || world.env.STINT_TOKEN_STORE !== 'plaintext') return [];
  const {warning} = await vault();
  return warning === undefined ? [] : [warning];
}
