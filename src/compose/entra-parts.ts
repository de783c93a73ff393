import {join} from 'node:path';
import type {CloudEndpoints} from '../core/clouds.ts';
import {isLoopbackHost} from '../core/loopback.ts';
import {Trouble} from '../core/problem.ts';
import {AZURE_CLI_CLIENT_ID, type EntraSettings, endpointsOf, kindsOf} from '../core/settings.ts';
import {checkTenantName, type EntraSessionOptions, sessionKey} from '../providers/entra/options.ts';
import {readRecord} from '../providers/entra/record.ts';
import {createCache} from '../stores/cache.ts';
import {createSignInRecords} from '../stores/sign-in-records.ts';
import type {App} from '../usecases/app.ts';
import {isEntraKind} from './cloud-kinds.ts';
import type {EntraCloud} from './entra-cloud.ts';
import {type Ground, profileOf} from './ground.ts';
import {later, laterAuthority, laterProvider} from './later.ts';
import type {EntraReach, Parts} from './parts.ts';

/**
 * Sign-in, providers and copies of the Entra part of a profile. Throws `misconfigured` for a tenant that cannot be one.
 */
export async function entraParts(ground: Ground): Promise<Parts> {
  const session = sessionOptions(ground);
  checkTenantName(session);
  const cloud = later(async () =>
    (await import('./entra-cloud.ts')).openEntraCloud(session, ground.options.debug),
  );
  const record = await readRecord(session.records, sessionKey(session));
  const identity = record === undefined ? ground.options.profile : `${record.tenantId}/${record.oid}`;
  const copies = `${session.endpoints.authorityHost}/${identity}`;
  return {
    onThisMachine: isOnThisMachine(session.endpoints),
    providers: providersOf(ground, cloud),
    authorities: [laterAuthority({provider: 'entra'}, async () => (await cloud()).session)],
    cache: createCache(ground.db, copies),
    copies,
    entra: reachOf(session, cloud),
  };
}

function isOnThisMachine(endpoints: CloudEndpoints): boolean {
  const hosts = [endpoints.authorityHost, endpoints.armEndpoint, endpoints.graphEndpoint];
  return hosts.every(host => isLoopbackHost(new URL(host).hostname));
}

function sessionOptions(ground: Ground): EntraSessionOptions {
  const {world, options, places, settings, vault, network, server, locks} = ground;
  const entra = entraOf(ground);
  const cloudName = entra.cloud ?? 'public';
  return {
    profile: options.profile,
    tenantId: entra.tenantId,
    clientId: entra.clientId ?? AZURE_CLI_CLIENT_ID,
    cloudName,
    endpoints: endpointsOf(settings, cloudName),
    records: createSignInRecords(join(places.state, 'sign-ins')),
    openBrowser: async url => (await import('../host/browser.ts')).openInBrowser(url),
    defaultFlow: entra.flow ?? 'device',
    ...(kindsOf(profileOf(ground)).includes('azure-resource') ? {} : {firstAudience: 'graph' as const}),
    ...{clock: world.clock, network, server, locks, vault},
  };
}

function entraOf(ground: Ground): EntraSettings & {readonly tenantId: string} {
  const {tenantId, ...others} = profileOf(ground).entra ?? {};
  if (tenantId !== undefined) return {...others, tenantId};
  throw new Trouble({
    code: 'misconfigured',
    setting: `profiles.${ground.options.profile}.entra.tenantId`,
    reason: 'no tenant is named yet',
    nextSteps: [
      'Sign in and name it: stint login --tenant TENANT --client-id APP-ID',
      'Or to AWS alone: stint login aws --start-url URL --region REGION',
      'Or look around first: stint demo',
    ],
  });
}

type Cloud = () => Promise<EntraCloud>;

const reachOf = ({endpoints, clientId}: EntraSessionOptions, cloud: Cloud): EntraReach => ({
  ...{endpoints, clientId},
  token: async (audience, call) => (await cloud()).session.token(audience, call),
  actor: async signal => (await cloud()).session.actor(signal),
});

const providersOf = (ground: Ground, cloud: Cloud): App['providers'] =>
  kindsOf(profileOf(ground))
    .filter(isEntraKind)
    .map(kind => laterProvider(kind, async () => (await cloud()).provider(kind)));
