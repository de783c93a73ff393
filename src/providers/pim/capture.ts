import type {HttpClient, PipelineRequest} from '@azure/core-rest-pipeline';
import type {PlannedRequest} from '../../core/ports.ts';
import {Secret} from '../../core/secret.ts';
import type {EntraAccess} from '../entra/access.ts';
import type {Reach} from './reach.ts';

/** Ends the SDK's call after it has made the request whole. */
class Captured extends Error {}

/**
 * The request an SDK would send, taken from its own pipeline right before the network: what is shown is what would go
 * out. Nothing is sent, and no token is asked for.
 */
export async function captured(
  reach: Reach,
  work: (reach: Reach, http: HttpClient) => Promise<unknown>,
): Promise<PlannedRequest> {
  let taken: PipelineRequest | undefined;
  const http: HttpClient = {
    sendRequest: request => {
      taken = request;
      return Promise.reject(new Captured('captured'));
    },
  };
  try {
    await work({...reach, access: tokenless(reach.access)}, http);
  } catch (thrown) {
    if (taken === undefined) throw thrown;
  }
  return planOf(taken);
}

function planOf(request: PipelineRequest | undefined): PlannedRequest {
  const {method, url, body} = request ?? {method: '', url: '', body: undefined};
  return {method, url, body: typeof body === 'string' ? (JSON.parse(body) as unknown) : null};
}

function tokenless(access: EntraAccess): EntraAccess {
  const {endpoints, clientId, http} = access;
  const nothing = {token: new Secret('none'), expiresAt: Number.MAX_SAFE_INTEGER};
  return {endpoints, clientId, http, actor: signal => access.actor(signal), token: async () => nothing};
}
