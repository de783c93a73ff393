import {createHash} from 'node:crypto';
import {type CloudEndpoints, originOf, PUBLISHED_CLOUDS} from '../../core/clouds.ts';
import type {SignInFlow} from '../../core/identity.ts';
import type {Clock, Locks, Network, ServerTime, TokenVault} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import {monitorOf} from '../../core/sink-monitor.ts';
import type {Audience} from './access.ts';

/**
 * Where the sign-in's record lies: who is signed in, without any secret, so that it can be read while the tokens are
 * locked away. Names are `[a-z0-9-]+`; a write replaces atomically.
 */
export interface Records {
  read(name: string): Promise<string | undefined>;
  write(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
}

export interface EntraVault extends TokenVault {
  /** Makes sure that tokens can be stored, asking for what that needs. Rejects `misconfigured` or `signed-out`. */
  prepare?(): Promise<void>;
}

export interface EntraSessionOptions {
  readonly profile: string;
  /** GUID or domain; of the tenant to act in, for guests too (reference azure-pim 1.1). */
  readonly tenantId: string;
  readonly clientId: string;
  readonly cloudName: string;
  readonly endpoints: CloudEndpoints;
  readonly network: Network;
  readonly clock: Clock;
  readonly server: ServerTime;
  /** Opening must not ask for a passphrase; reading an entry may. */
  readonly vault: () => Promise<EntraVault>;
  readonly records: Records;
  readonly locks: Locks;
  /** false: there is no browser to open here. */
  readonly openBrowser: (url: string) => Promise<boolean>;
  readonly defaultFlow: SignInFlow;
  /** What a sign-in asks a token for first; default ARM. `graph` where the profile has no Azure resource roles. */
  readonly firstAudience?: Audience | undefined;
}

/** Names the sign-in of one profile, tenant and app in one cloud: in the vault, among the records and the locks. */
export function sessionKey({profile, endpoints, tenantId, clientId}: EntraSessionOptions): string {
  const parts = [profile, originOf(endpoints.authorityHost), tenantId.toLowerCase(), clientId.toLowerCase()];
  return `entra-${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24)}`;
}

/** One resource per token (reference azure-pim 1.2). */
export function scopeOf({endpoints}: EntraSessionOptions, audience: Audience): string {
  return `${resourceOf(endpoints, audience)}/.default`;
}

/** The origin that a token of the audience is for. */
export function resourceOf(endpoints: CloudEndpoints, audience: Audience): string {
  if (audience === 'monitor') return monitorOf(endpoints);
  return originOf(audience === 'arm' ? endpoints.armEndpoint : endpoints.graphEndpoint) ?? '';
}

/** Hosts that Microsoft does not publish cannot be found by instance discovery (reference azure-pim 1.2). */
export function isOwnCloud({endpoints}: EntraSessionOptions): boolean {
  const origin = originOf(endpoints.authorityHost);
  return !Object.values(PUBLISHED_CLOUDS).some(cloud => cloud.authorityHost === origin);
}

export function authorityOf({endpoints, tenantId}: EntraSessionOptions): string {
  return `${originOf(endpoints.authorityHost)}/${tenantId.toLowerCase()}`;
}

/** Entra's own names for "any tenant" are refused: eligibility is per tenant (reference azure-pim 1.1). */
const ANY_TENANT: readonly string[] = ['common', 'organizations', 'consumers'];

export function checkTenantName({profile, tenantId}: EntraSessionOptions): void {
  const fits = /^[a-z0-9][a-z0-9.-]*$/i.test(tenantId) && !ANY_TENANT.includes(tenantId.toLowerCase());
  if (fits) return;
  throw new Trouble({
    code: 'misconfigured',
    setting: `profiles.${profile}.entra.tenantId`,
    reason: 'it must be the id or a domain of one tenant',
  });
}
