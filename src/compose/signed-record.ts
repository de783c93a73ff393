import {join} from 'node:path';
import type {AuditLog, Locks, TokenVault} from '../core/ports.ts';
import {createAuditMemory} from '../stores/audit-memory.ts';
import {createSignedAuditLog} from '../stores/audit-signing.ts';
import type {Database} from '../stores/database.ts';
import type {Places} from '../stores/places.ts';
import type {World} from './world.ts';

export interface RecordParts {
  readonly world: World;
  readonly places: Places;
  readonly locks: Locks;
  readonly db: Database;
}

/** No profile's folder is called so: dots are spelled out there. */
const FOLDER = '.audit';

/**
 * The record of all profiles, with a key of its own beside the tokens that no sign-out touches. Nobody is asked for a
 * passphrase because of it: where none can be had without, nothing is signed for the time being.
 */
export const createSignedRecord = ({world, places, locks, db}: RecordParts): AuditLog =>
  createSignedAuditLog({
    path: places.auditFile,
    locks,
    clock: world.clock,
    memory: createAuditMemory(db),
    keys: async () => {
      const {createSigningKeyStore} = await import('../stores/signing-key.ts');
      return createSigningKeyStore(() => recordVault({world, places, locks}));
    },
  });

/** Where the key of the record lies. */
export async function recordVault({world, places, locks}: Omit<RecordParts, 'db'>): Promise<TokenVault> {
  const {openTokenVault} = await import('../stores/tokens/vault.ts');
  return openTokenVault({
    places: {...places, tokensDir: join(places.tokensDir, FOLDER)},
    keyring: async () => (await import('../host/keyring.ts')).openKeyring({clock: world.clock}),
    ...{env: world.env, interactive: false, clock: world.clock, locks},
  });
}
