import {Agent as HttpAgent} from 'node:http';
import {Agent as HttpsAgent} from 'node:https';
import {getCACertificates, setDefaultCACertificates} from 'node:tls';
import {HttpsProxyAgent} from 'https-proxy-agent';
import {isLoopbackHost} from '../core/loopback.ts';
import type {Network} from '../core/ports.ts';
import {type Environment, proxyFor} from './proxy.ts';
import type {MeasuredServerTime} from './server-time.ts';
import {refuseUnsafeTls} from './unsafe-tls.ts';

export {refuseUnsafeTls};

export interface NetworkParts {
  readonly env: Environment;
  readonly serverTime: MeasuredServerTime;
  /** Which hosts are never proxied; a test may name fewer. */
  readonly isLoopback?: ((hostname: string) => boolean) | undefined;
}

export interface ClosableNetwork extends Network {
  agentFor(url: string): HttpAgent;
  /** Drops every kept connection. */
  close(): void;
}

/**
 * The one way out (contract 5): loopback is always direct, everything else obeys the proxy variables. Agents are
 * shared, keep connections alive, and do not hold the process back. Throws `misconfigured` when TLS checks are
 * switched off; `agentFor` does for a bad proxy.
 */
export function createNetwork({env, serverTime, isLoopback = isLoopbackHost}: NetworkParts): ClosableNetwork {
  refuseUnsafeTls(env);
  const agents = new Map<string, HttpAgent>();
  const kept = (key: string, make: () => HttpAgent): HttpAgent => {
    const agent = agents.get(key) ?? make();
    agents.set(key, agent);
    return agent;
  };
  return {
    agentFor(text) {
      const url = new URL(text);
      const proxy = isLoopback(url.hostname) ? undefined : proxyFor(text, env);
      if (proxy !== undefined) return kept(proxy.href, () => new HttpsProxyAgent(proxy, {keepAlive: true}));
      return kept(url.protocol, () => directAgent(url.protocol));
    },
    sawDate: serverTime.saw,
    close() {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

const directAgent = (protocol: string): HttpAgent =>
  protocol === 'https:' ? new HttpsAgent({keepAlive: true}) : new HttpAgent({keepAlive: true});

/** Trusts one more CA (PEM) in this process only, for the practice cloud; nothing is written anywhere. */
export function trustAlso(pem: string): void {
  setDefaultCACertificates([...getCACertificates('default'), pem]);
}
