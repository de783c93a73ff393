import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {AuditLog} from '../../src/core/ports.ts';
import {createAuditMemory} from '../../src/stores/audit-memory.ts';
import {createSignedAuditLog} from '../../src/stores/audit-signing.ts';
import {createDatabase} from '../../src/stores/database.ts';
import {createLocks} from '../../src/stores/locks.ts';
import {createSigningKeyStore, type SigningKeyStore} from '../../src/stores/signing-key.ts';
import {plaintextVault} from '../../src/stores/tokens/open-stores.ts';
import {HandClock} from '../support/clock.ts';

type Whole = {readonly [Part in keyof AuditLog]-?: NonNullable<AuditLog[Part]>};

export interface SignedLog extends Whole {
  readonly path: string;
  readonly folder: string;
  readonly clock: HandClock;
  readonly keys: SigningKeyStore;
  readonly lines: () => string[];
  readonly write: (lines: readonly string[]) => void;
}

/** A record whose key lies beside it, unencrypted: what protects it is proved with the token stores. */
export function signedLogIn(folder: string, clock = new HandClock()): SignedLog {
  const path = join(folder, 'audit.ndjson');
  const memory = createAuditMemory(createDatabase({path: join(folder, 'state.db'), clock}));
  const vault = plaintextVault(join(folder, 'tokens'), work => work());
  const keys = createSigningKeyStore(async () => vault);
  const locks = createLocks(join(folder, 'locks.db'), clock);
  const log = createSignedAuditLog({path, clock, locks, memory, keys: async () => keys});
  return {
    ...(log as Whole),
    ...{path, folder, clock, keys},
    lines: () => readFileSync(path, 'utf8').split('\n').slice(0, -1),
    write: lines => writeFileSync(path, lines.map(line => `${line}\n`).join('')),
  };
}
