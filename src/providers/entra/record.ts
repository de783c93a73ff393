import type {AuthenticationRecord} from '@azure/identity';
import type {Instant} from '../../core/time.ts';
import type {Discoveries} from './discovery.ts';
import type {Records} from './options.ts';
import {jsonObject, textOf} from './wire-error.ts';

/**
 * Who signed in. Without it every process would ask again, even with a full cache (reference azure-pim 1.2). It holds
 * no secret and is read without opening the vault.
 */
export interface SignInRecord {
  readonly authentication: AuthenticationRecord;
  /** The tenant's GUID, from the token: the settings may hold a domain. */
  readonly tenantId: string;
  /** In the tenant we act in; for a guest it is not the home account's. */
  readonly oid: string;
  readonly account: string;
  /** End of the newest access token, this machine's clock. */
  readonly expiresAt: Instant;
  /** A refresh was refused for good: the sign-in is over although access tokens may still be good for a while. */
  readonly ended: boolean;
  readonly discoveries: Readonly<Record<string, string>>;
}

const VERSION = 1;

export async function readRecord(records: Records, key: string): Promise<SignInRecord | undefined> {
  const saved = jsonObject(await records.read(key));
  if (saved?.version !== VERSION) return undefined;
  const authentication = authenticationOf(saved.authentication);
  const [tenantId, oid, account] = [textOf(saved.tenantId), textOf(saved.oid), textOf(saved.account)];
  if (authentication === undefined || tenantId === undefined || oid === undefined) return undefined;
  return {
    ...{authentication, tenantId, oid, account: account ?? ''},
    expiresAt: typeof saved.expiresAt === 'number' ? saved.expiresAt : 0,
    ended: saved.ended === true,
    discoveries: textsOf(saved.discoveries),
  };
}

export async function writeRecord(records: Records, key: string, record: SignInRecord): Promise<void> {
  await records.write(key, JSON.stringify({version: VERSION, ...record}));
}

export function recall(discoveries: Discoveries, record: SignInRecord | undefined): void {
  for (const [url, text] of Object.entries(record?.discoveries ?? {})) discoveries.set(url, text);
}

/** A record that is not whole is as good as none: the person is asked again, nothing is guessed. */
function authenticationOf(value: unknown): AuthenticationRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const said = value as Record<string, unknown>;
  const [authority, homeAccountId] = [textOf(said.authority), textOf(said.homeAccountId)];
  const [clientId, tenantId, username] = [
    textOf(said.clientId),
    textOf(said.tenantId),
    textOf(said.username),
  ];
  if (authority === undefined || homeAccountId === undefined) return undefined;
  if (clientId === undefined || tenantId === undefined || username === undefined) return undefined;
  return {authority, homeAccountId, clientId, tenantId, username};
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([, text]) => typeof text === 'string'));
}
