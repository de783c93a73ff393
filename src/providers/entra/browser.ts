import type {AuthenticationRecord} from '@azure/identity';
import type {AuthenticationResult, InteractiveRequest, PublicClientApplication} from '@azure/msal-node';
import {Trouble} from '../../core/problem.ts';
import {type Millis, minutes} from '../../core/time.ts';
import {type Asking, type Met, rethrow} from './asking.ts';
import {createMsalNetwork} from './msal-network.ts';
import {authorityOf, isOwnCloud} from './options.ts';
import {wayToAuthority} from './patience.ts';
import {createTokenCache, type TokenCache} from './token-cache.ts';
import {createTokenTap, type TokenTap} from './token-tap.ts';

/** As long as the authority keeps the page's code. */
const PAGE_LIFE: Millis = minutes(10);

/**
 * Signs in on a page in the browser: authorization code with PKCE, sent back to loopback. MSAL itself is used here:
 * `InteractiveBrowserCredential` opens the browser by its own `open` package, which runs what the environment names,
 * and can be neither interrupted nor told that there is no browser. Cache and account are the same as @azure/identity's.
 */
export async function askInBrowser(asking: Asking): Promise<Met> {
  const {options, signal} = asking;
  const tap = createTokenTap({clock: options.clock, signal, open: true});
  const cache = createTokenCache(undefined);
  const page = new AbortController();
  try {
    const app = await createApp(asking, tap, cache);
    const result = await app.acquireTokenInteractive(requestOf(asking, page.signal));
    return metBy(asking, result, cache);
  } catch (thrown) {
    return rethrow(thrown, tap, asking);
  } finally {
    page.abort();
  }
}

async function createApp({options, http, signal}: Asking, tap: TokenTap, cache: TokenCache) {
  const msal = await import('@azure/msal-node');
  const authority = authorityOf(options);
  const way = wayToAuthority({clock: options.clock, signal}, http);
  return new msal.PublicClientApplication({
    auth: {
      ...{clientId: options.clientId, authority, clientCapabilities: ['cp1']},
      knownAuthorities: isOwnCloud(options) ? [authority] : [],
    },
    system: {networkClient: await createMsalNetwork(way, tap)},
    cache: {cachePlugin: cache.plugin},
  }) satisfies PublicClientApplication;
}

function requestOf(asking: Asking, over: AbortSignal): InteractiveRequest {
  const {scope, stepUp, account} = asking;
  return {
    scopes: [scope],
    openBrowser: url => openPage(asking, url, over),
    ...(stepUp === undefined ? {} : {claims: stepUp.claims}),
    ...(account === undefined ? {prompt: 'select_account'} : {loginHint: account}),
  };
}

async function openPage({options, announce, signal}: Asking, url: string, over: AbortSignal): Promise<void> {
  if (!(await options.openBrowser(url)))
    throw new Trouble({
      code: 'unsupported',
      reason: 'There is no browser to open here.',
      nextSteps: ['Sign in with stint login --flow device'],
    });
  announce({type: 'browser', provider: 'entra', expiresAt: options.server.now() + PAGE_LIFE});
  signal.addEventListener('abort', () => giveUp(url, 'access_denied'), {once: true, signal: over});
  options.clock.sleep(PAGE_LIFE, over).then(
    () => giveUp(url, 'expired_token'),
    () => undefined,
  );
}

/** MSAL's loopback listener knows no signal; it ends when an answer with its `state` arrives. */
function giveUp(page: string, error: string): void {
  const asked = new URL(page).searchParams;
  const port = new URL(asked.get('redirect_uri') ?? '').port;
  const body = new URLSearchParams({error, state: asked.get('state') ?? ''});
  fetch(`http://127.0.0.1:${port}/`, {method: 'POST', body, redirect: 'error'}).catch(() => undefined);
}

function metBy({options}: Asking, result: AuthenticationResult, cache: TokenCache): Met {
  const {account, accessToken, expiresOn} = result;
  if (account === null || expiresOn === null) throw new Error('the sign-in has no account');
  const {environment: authority, homeAccountId, tenantId, username} = account;
  const authentication: AuthenticationRecord = {
    ...{authority, homeAccountId, tenantId, username, clientId: options.clientId},
  };
  return {authentication, token: accessToken, expiresAt: expiresOn.getTime(), cache: cache.text()};
}
