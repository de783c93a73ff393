import {execFileSync} from 'node:child_process';
import {createHttpHeaders, type PipelineRequest} from '@azure/core-rest-pipeline';
import {expect, test} from 'vitest';
import {createCredential} from '../../../src/providers/entra/credential.ts';
import {createTokenCache, ownPersistence, type TokenCache} from '../../../src/providers/entra/token-cache.ts';
import {createTokenTap} from '../../../src/providers/entra/token-tap.ts';
import {networkTrusting, never, newMachine, recordsOf, vaultOf, wallClock} from './support.ts';

const host = 'https://localhost:9';

function credentialWith(cache: TokenCache) {
  const machine = newMachine();
  const options = {
    ...{profile: 'p', tenantId: 'contoso.example', clientId: 'c', cloudName: 'lab'},
    endpoints: {authorityHost: host, armEndpoint: `${host}1`, graphEndpoint: `${host}2`},
    ...{network: networkTrusting(undefined), clock: wallClock, locks: machine.locks},
    server: {now: () => Date.now(), offset: () => 0},
    ...{vault: async () => vaultOf(machine), records: recordsOf(machine)},
    openBrowser: async () => false,
    defaultFlow: 'device' as const,
  };
  const addresses = {token_endpoint: `${host}/t`, authorization_endpoint: `${host}/a`, jwks_uri: `${host}/k`};
  const http = {
    sendRequest: async (request: PipelineRequest) => ({
      ...{request, status: 200, headers: createHttpHeaders()},
      bodyAsText: JSON.stringify({...addresses, issuer: host}),
    }),
  };
  const tap = createTokenTap({clock: wallClock, signal: never(), open: false});
  const record = {authority: host, homeAccountId: 'u.t', clientId: 'c', tenantId: 't', username: 'u'};
  return createCredential({options, http, tap, cache, record});
}

/** How often MSAL looked into the cache we gave it. */
async function looksAt(enableCae: boolean): Promise<number> {
  let looks = 0;
  const cache = createTokenCache('{}');
  const beforeCacheAccess: TokenCache['plugin']['beforeCacheAccess'] = async context => {
    looks += 1;
    await cache.plugin.beforeCacheAccess(context);
  };
  const credential = await credentialWith({...cache, plugin: {...cache.plugin, beforeCacheAccess}});
  await credential.getToken('x/.default', {enableCae}).catch(() => undefined);
  return looks;
}

test('@azure/identity keeps a cache of its own for calls without CAE; ours is never theirs (reference 1.2)', async () => {
  expect(await looksAt(true)).toBeGreaterThan(0);
  expect(await looksAt(false)).toBe(0);
});

test('reaching for the cache without CAE is a mistake of ours, said loudly', async () => {
  type Factory = (options: object) => Promise<TokenCache['plugin']>;
  let factory: Factory | undefined;
  const setPersistence = (given: Factory) => {
    factory = given;
  };
  ownPersistence({cachePluginControl: {setPersistence}});
  const cache = createTokenCache(undefined);
  const plain = await factory?.({name: 'msal.cache.nocae', enabled: true, cache});
  const access = plain?.beforeCacheAccess({} as Parameters<TokenCache['plugin']['beforeCacheAccess']>[0]);
  await expect(access).rejects.toThrow('enableCae');
  expect(await factory?.({name: 'msal.cache.cae', enabled: true, cache})).toBe(cache.plugin);
});

test('asking who is signed in loads no SDK', () => {
  const script = `
    import {registerHooks} from 'node:module';
    const loaded = [];
    registerHooks({load: (url, context, next) => (loaded.push(url), next(url, context))});
    const {createEntraSession} = await import('./src/providers/entra/index.ts');
    const endpoint = 'https://localhost:9';
    const session = createEntraSession({
      profile: 'p', tenantId: 'contoso.example', clientId: 'c', cloudName: 'lab',
      endpoints: {authorityHost: endpoint, armEndpoint: endpoint + '1', graphEndpoint: endpoint + '2'},
      records: {read: async () => undefined},
      vault: async () => ({level: 'keyring', path: null, protection: ''}),
    });
    const {signedIn} = await session.identity();
    console.log(JSON.stringify({signedIn, sdk: loaded.filter(url => url.includes('azure'))}));`;
  const told = execFileSync(process.execPath, ['--input-type=module', '-e', script], {encoding: 'utf8'});
  expect(JSON.parse(told)).toEqual({signedIn: false, sdk: []});
});
