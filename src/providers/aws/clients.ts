import type {NodeHttpHandler} from '@smithy/node-http-handler';
import type {ServerTime} from '../../core/ports.ts';
import type {AwsAccess, ClientParts, SdkCredentials, Signing} from './access.ts';
import {createHttpHandler, type HandlerParts} from './http-handler.ts';

export interface ClientsParts extends HandlerParts {
  readonly server: ServerTime;
}

/**
 * Makes what every SDK client is constructed with: complete, so that nothing is left to look up (design 7). One
 * handler for each endpoint; the SDK's HTTP stack is loaded by the first.
 */
export function createClientParts(parts: ClientsParts): AwsAccess['clientParts'] {
  const handlers = new Map<string, Promise<NodeHttpHandler>>();
  const handlerFor = (endpoint: string): Promise<NodeHttpHandler> => {
    const handler = handlers.get(endpoint) ?? createHttpHandler(parts, endpoint);
    handlers.set(endpoint, handler);
    handler.catch(() => handlers.delete(endpoint));
    return handler;
  };
  return async (service, {region, endpoints}, credentials): Promise<ClientParts> => ({
    region,
    endpoint: endpoints[service],
    requestHandler: await handlerFor(endpoints[service]),
    systemClockOffset: parts.server.now() - parts.clock.now(),
    maxAttempts: 1,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    defaultsMode: 'standard',
    retryMode: 'standard',
    userAgentAppId: nothing,
    sigv4aSigningRegionSet: nothing,
    disableClockSkewCorrection: false,
    authSchemePreference: async () => [],
    credentials: async () => inSdkWords(credentials),
  });
}

const nothing = async () => undefined;

function inSdkWords(credentials: Signing | undefined): SdkCredentials {
  if (credentials === undefined) throw new Error('a client without credentials was asked to sign');
  const {accessKeyId, secretAccessKey} = credentials;
  const key = {accessKeyId, secretAccessKey: secretAccessKey.reveal()};
  if (!('sessionToken' in credentials)) return key;
  const {sessionToken, expiresAt} = credentials;
  return {
    ...key,
    sessionToken: sessionToken.reveal(),
    expiration: new Date(expiresAt),
  };
}
