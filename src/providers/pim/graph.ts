import type {HttpClient, PipelineResponse} from '@azure/core-rest-pipeline';
import type {Client, Context, Middleware} from '@microsoft/microsoft-graph-client';
import type {Call, Page} from '../../core/ports.ts';
import {claimsInHeader} from '../entra/claims-challenge.ts';
import {atTheDoor, type Shape} from './door.ts';
import {notAgain} from './pages.ts';
import type {Reach} from './reach.ts';

/**
 * Graph's client for one call. Its chain is ours: the token, then the shared stack. The client's own retries (it would
 * send a POST again), redirects and `fetch` are left out (reference azure-pim 3, "retries POST automatically").
 */
export async function graphClient(reach: Reach, call: Call, http: HttpClient): Promise<Client> {
  const {AuthenticationHandler, Client: GraphClient} = await import('@microsoft/microsoft-graph-client');
  const {token} = await reach.access.token('graph', call);
  const bearer = new AuthenticationHandler({getAccessToken: async () => token.reveal()});
  bearer.setNext(await handOver(reach, call, http));
  const endpoint = new URL(reach.access.endpoints.graphEndpoint);
  return GraphClient.initWithMiddleware({
    middleware: bearer,
    baseUrl: `${endpoint.origin}/`,
    defaultVersion: 'v1.0',
    customHosts: new Set([endpoint.hostname.toLowerCase()]),
  });
}

/** The last link of the chain: from the client's `fetch` words to the shared stack and back. */
async function handOver(reach: Reach, call: Call, http: HttpClient): Promise<Middleware> {
  const {createHttpHeaders, createPipelineRequest} = await import('@azure/core-rest-pipeline');
  return {
    execute: async context => {
      const {method, headers, body} = context.options ?? {};
      const request = createPipelineRequest({
        url: urlOf(context),
        method: method === 'POST' ? 'POST' : 'GET',
        headers: createHttpHeaders(Object.fromEntries(new Headers(headers))),
        ...(typeof body === 'string' ? {body} : {}),
        abortSignal: call.signal,
      });
      const answer = await http.sendRequest(request);
      const claims =
        answer.status === 401 ? claimsInHeader(answer.headers.get('www-authenticate')) : undefined;
      if (claims === undefined) return giveBack(context, answer);
      const {token} = await reach.access.token('graph', {...call, claims});
      request.headers.set('Authorization', `Bearer ${token.reveal()}`);
      return giveBack(context, await http.sendRequest(request));
    },
  };
}

const urlOf = ({request}: Context): string => (typeof request === 'string' ? request : request.url);

function giveBack(context: Context, {status, headers, bodyAsText}: PipelineResponse): void {
  const empty = status === 204 || status === 304;
  context.response = new Response(empty ? null : (bodyAsText ?? ''), {status, headers: headers.toJSON()});
}

/** Every page of a list. A `nextLink` is followed only within the cloud's own origin, see `reach.ts`. */
export async function* graphPages<Row>(
  reach: Reach,
  {path, shape}: {readonly path: string; readonly shape: Shape<GraphPage<Row>>},
  signal: AbortSignal,
  http: HttpClient,
): AsyncGenerator<Page<Row>> {
  const links = new Set<string>();
  let next: string | undefined = path;
  while (next !== undefined) {
    const client = await graphClient(reach, {signal}, http);
    const page: GraphPage<Row> = atTheDoor(reach.what, shape, await client.api(next).get());
    next = page['@odata.nextLink'] ?? undefined;
    if (next !== undefined) notAgain(reach, links, next);
    yield {items: page.value, complete: next === undefined};
  }
}

export interface GraphPage<Row> {
  readonly value: readonly Row[];
  readonly '@odata.nextLink'?: string | null | undefined;
}
