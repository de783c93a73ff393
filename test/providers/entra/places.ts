import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {ServerTime, TokenVault} from '../../../src/core/ports.ts';
import {Secret} from '../../../src/core/secret.ts';
import {systemClock} from '../../../src/host/clock.ts';
import {createEntraSession, type EntraSessionOptions} from '../../../src/providers/entra/index.ts';
import {createLocks} from '../../../src/stores/locks.ts';
import {replaceFile} from '../../../src/stores/replace-file.ts';
import {createSignInRecords} from '../../../src/stores/sign-in-records.ts';
import {networkTrusting} from './support.ts';

/** What a process is told about the practice cloud. */
export interface Address {
  readonly folder: string;
  readonly ca: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly endpoints: EntraSessionOptions['endpoints'];
}

/** Plain files; a write replaces whole. Only one process at a time writes: the sign-in's lock is what is tested. */
function fileVault(folder: string): TokenVault {
  const path = (entry: string) => join(folder, `${entry}.txt`);
  const read = async (entry: string) => {
    const text = await readFile(path(entry), 'utf8').catch(() => '');
    return text === '' ? undefined : new Secret(text);
  };
  return {
    ...{level: 'plaintext', path: folder, protection: 'none', read},
    change: async (entry, by) => replaceFile(path(entry), by(await read(entry))?.reveal() ?? ''),
    forget: async () => undefined,
  };
}

/** A session over real files and the real lock. */
export function sessionAt({folder, ca, tenantId, clientId, endpoints}: Address) {
  const clock = systemClock();
  const server: ServerTime = {now: () => clock.now(), offset: () => undefined};
  return createEntraSession({
    ...{profile: 'default', cloudName: 'lab', tenantId, clientId, endpoints, clock, server},
    network: networkTrusting(ca),
    vault: async () => fileVault(folder),
    records: createSignInRecords(folder),
    locks: createLocks(join(folder, 'locks.db'), clock),
    openBrowser: async () => false,
    defaultFlow: 'device',
  });
}
