import type {HttpClient, PipelineResponse} from '@azure/core-rest-pipeline';
import {jsonObject} from './wire-error.ts';

/** Discovery documents of an own cloud by address; they hold no secret. */
export type Discoveries = Map<string, string>;

export const isDiscovery = (url: string): boolean =>
  new URL(url).pathname.endsWith('/.well-known/openid-configuration');

/**
 * MSAL asks an own cloud for its discovery document in every process (for Microsoft's clouds it knows it by heart).
 * The one that was read at sign-in is kept with the record and read to MSAL again, so that tokens that are still good
 * need no network. A document that names another host is refused: nothing may move an endpoint (design 9).
 */
export function rememberDiscovery(http: HttpClient, known: Discoveries): HttpClient {
  return {
    sendRequest: async request => {
      if (request.method !== 'GET' || !isDiscovery(request.url)) return http.sendRequest(request);
      const kept = known.get(request.url);
      if (kept !== undefined) return {request, status: 200, headers: request.headers, bodyAsText: kept};
      const response = await http.sendRequest(request);
      if (response.status === 200) keep(known, response);
      return response;
    },
  };
}

function keep(known: Discoveries, {request, bodyAsText}: PipelineResponse): void {
  const document = jsonObject(bodyAsText ?? '');
  if (document === undefined) return;
  const origin = new URL(request.url).origin;
  const moved = ENDPOINTS.find(name => !staysAt(origin, document[name]));
  if (moved !== undefined)
    throw Object.assign(new Error(`${moved} is on another host`), {code: 'PARSE_ERROR'});
  known.set(request.url, bodyAsText ?? '');
}

const ENDPOINTS = ['token_endpoint', 'authorization_endpoint', 'device_authorization_endpoint'] as const;

function staysAt(origin: string, endpoint: unknown): boolean {
  return endpoint === undefined || (typeof endpoint === 'string' && endpoint.startsWith(`${origin}/`));
}
