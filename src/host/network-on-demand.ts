import type {Network} from '../core/ports.ts';
import type {ClosableNetwork, NetworkParts} from './network.ts';
import {refuseUnsafeTls} from './unsafe-tls.ts';

export interface NetworkOnDemand extends Network {
  /** Drops every kept connection. */
  close(): Promise<void>;
}

/**
 * The network of `network.ts`, loaded at the first request: TLS, HTTP and the proxy agent take longer to load than a
 * cached answer to make. Throws `misconfigured` at once when TLS checks are switched off.
 */
export function createNetworkOnDemand(parts: NetworkParts): NetworkOnDemand {
  refuseUnsafeTls(parts.env);
  let made: Promise<ClosableNetwork> | undefined;
  return {
    agentFor: async url => {
      made ??= import('./network.ts').then(({createNetwork}) => createNetwork(parts));
      return (await made).agentFor(url);
    },
    sawDate: parts.serverTime.saw,
    close: async () => (await made)?.close(),
  };
}
