import type {AuthorizationManagementClient} from '@azure/arm-authorization';
import type {HttpClient, PipelinePolicy} from '@azure/core-rest-pipeline';
import type {Call} from '../../core/ports.ts';
import type {Reach} from '../pim/reach.ts';

/** Retries, redirects and proxies are decided below, in the shared stack; the SDK's own would get around it. */
const NOT_OURS = ['defaultRetryPolicy', 'redirectPolicy', 'proxyPolicy'];

/**
 * ARM's client for one call: its token is exactly the call's, met claims included. The SDK answers a 401 with claims by
 * asking for the token again with them, once (reference azure-pim 2.7); nobody is prompted.
 */
export async function armClient(
  {access}: Reach,
  call: Call,
  http: HttpClient,
): Promise<AuthorizationManagementClient> {
  const {AuthorizationManagementClient: Client} = await import('@azure/arm-authorization');
  const {armEndpoint: endpoint} = access.endpoints;
  const getToken = async (_scopes: unknown, asked?: {readonly claims?: string}) => {
    const claims = asked?.claims ?? call.claims;
    const {token, expiresAt} = await access.token('arm', {signal: call.signal, claims});
    return {token: token.reveal(), expiresOnTimestamp: expiresAt};
  };
  const client = new Client({getToken}, '', {
    endpoint,
    $host: endpoint,
    credentialScopes: [`${endpoint}/.default`],
    httpClient: http,
  });
  for (const name of NOT_OURS) client.pipeline.removePolicy({name});
  client.pipeline.addPolicy(oneSlash);
  return client;
}

/** The tenant root is the empty scope, which the SDK writes as `//providers` (reference azure-pim 2.7). */
const oneSlash: PipelinePolicy = {
  name: 'oneSlash',
  sendRequest: (request, next) => {
    const url = new URL(request.url);
    url.pathname = url.pathname.replace(/\/{2,}/g, '/');
    request.url = url.toString();
    return next(request);
  },
};

/** A query the SDK's call has no parameter for (design 4). */
export function withFilter(client: AuthorizationManagementClient, filter: string): void {
  client.pipeline.addPolicy({
    name: 'withFilter',
    sendRequest: (request, next) => {
      const url = new URL(request.url);
      if (!url.searchParams.has('$filter') && !url.searchParams.has('$skiptoken'))
        url.searchParams.set('$filter', filter);
      request.url = url.toString();
      return next(request);
    },
  });
}

/** ARM ids go in after a slash of the SDK's own. */
export const scopePath = (scope: string): string => scope.replace(/^\/+|\/+$/g, '');
