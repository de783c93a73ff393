import type {HttpClient, PipelineResponse} from '@azure/core-rest-pipeline';
import type {INetworkModule, NetworkRequestOptions, NetworkResponse} from '@azure/msal-node';
import type {TokenTap} from './token-tap.ts';
import {jsonObject} from './wire-error.ts';

/** MSAL's door to the network for the browser flow: the same client and tap as @azure/identity is given. */
export async function createMsalNetwork(http: HttpClient, tap: TokenTap): Promise<INetworkModule> {
  const rest = await import('@azure/core-rest-pipeline');
  const pipeline = rest.createEmptyPipeline();
  pipeline.addPolicy(tap.policy);
  const send = async <T>(method: 'GET' | 'POST', url: string, options: NetworkRequestOptions = {}) => {
    const headers = rest.createHttpHeaders(options.headers ?? {});
    const body = options.body === undefined ? {} : {body: options.body};
    const request = rest.createPipelineRequest({url, method, headers, ...body});
    return answerOf<T>(await pipeline.sendRequest(http, request));
  };
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  };
}

function answerOf<T>({status, headers, bodyAsText}: PipelineResponse): NetworkResponse<T> {
  const body = jsonObject(bodyAsText ?? '') ?? {error: 'unknown_error'};
  return {status, headers: headers.toJSON(), body: body as T};
}
