import {join} from 'node:path';
import type {CloudEndpoints} from '../core/clouds.ts';
import {isLoopbackHost} from '../core/loopback.ts';
import {Trouble} from '../core/problem.ts';
import {AZURE_CLI_CLIENT_ID, type EntraSettings, endpointsOf, kindsOf} from '../core/settings.ts';
import {openInBrowser} from '../host/browser.ts';
import {createAzureResources} from '../providers/azure-resources/index.ts';
import {
  createEntraSession,
  type EntraAccess,
  type EntraSessionOptions,
  readRecord,
  sessionKey,
} from '../providers/entra/index.ts';
import {createEntraGroups} from '../providers/entra-groups/index.ts';
import {createEntraRoles} from '../providers/entra-roles/index.ts';
import {createCache} from '../stores/cache.ts';
import {createSignInRecords} from '../stores/sign-in-records.ts';
import type {App} from '../usecases/app.ts';
import {type Ground, profileOf} from './ground.ts';
import type {Parts} from './parts.ts';
import {tracing} from './tracing.ts';

/** Sign-in, providers and copies of the Entra part of a profile. */
export async function entraParts(ground: Ground): Promise<Parts> {
  const session = sessionOptions(ground);
  const access = createEntraSession(session);
  const record = await readRecord(session.records, sessionKey(session));
  const identity = record === undefined ? ground.options.profile : `${record.tenantId}/${record.oid}`;
  const copies = `${session.endpoints.authorityHost}/${identity}`;
  return {
    onThisMachine: isOnThisMachine(session.endpoints),
    providers: providersOf(ground, tracing(access, ground.options.debug, ground.world.clock)),
    authorities: [access],
    cache: createCache(ground.db, copies),
    copies,
    entra: access,
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
    openBrowser: openInBrowser,
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

function providersOf(ground: Ground, access: EntraAccess): App['providers'] {
  const {world, server} = ground;
  const makers = {
    'azure-resource': createAzureResources,
    'entra-role': createEntraRoles,
    'entra-group': createEntraGroups,
  };
  return kindsOf(profileOf(ground)).flatMap(kind =>
    kind === 'aws-permission-set' || kind === 'aws-role' ? [] : [makers[kind](access, world.clock, server)],
  );
}
