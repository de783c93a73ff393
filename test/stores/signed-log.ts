import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {AuditLog, Clock} from '../../src/core/ports.ts';
import {createAuditMemory} from '../../src/stores/audit-memory.ts';
import {createSignedAuditLog} from '../../src/stores/audit-signing.ts';
import {createDatabase} from '../../src/stores/database.ts';
import {createLocks} from '../../src/stores/locks.ts';
import {createSigningKeyStore, type SigningKeyStore} from '../../src/stores/signing-key.ts';
import {plaintextVault} from '../../src/stores/tokens/open-stores.ts';
import {HandClock} from '../support/clock.ts';

type Whole = {readonly [Part in keyof AuditLog]-?: NonNullable<AuditLog[Part]>};

export interface SignedLog<Time extends Clock = HandClock> extends Whole {
  readonly path: string;
  readonly folder: string;
  readonly clock: Time;
  readonly keys: SigningKeyStore;
  readonly lines: () => string[];
  readonly write: (lines: readonly string[]) => void;
}

/** A record whose key lies beside it, unencrypted: what protects it is proved with the token stores. */
export function signedLogIn(folder: string): SignedLog;
export function signedLogIn<Time extends Clock>(folder: string, clock: Time): SignedLog<Time>;
export function signedLogIn(folder: string, clock: Clock = new HandClock()): SignedLog<Clock> {
  const path = join(folder, 'audit.ndjson');
  const memory = createAuditMemory(createDatabase({path: join(folder, 'state.db'), clock}));
  const locks = createLocks(join(folder, 'locks.db'), clock);
  const locked = <T>(work: () => Promise<T>) => locks.holding('tokens', new AbortController().signal, work);
  const vault = plaintextVault(join(folder, 'tokens'), locked);
  const keys = createSigningKeyStore(async () => vault);
  const log = createSignedAuditLog({path, clock, locks, memory, keys: async () => keys});
  return {
    ...(log as Whole),
    ...{path, folder, clock, keys},
    lines: () => readFileSync(path, 'utf8').split('\n').slice(0, -1),
    write: lines => writeFileSync(path, lines.map(line => `${line}\n`).join('')),
  };
}
