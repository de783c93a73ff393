import type {CloudEndpoints} from './clouds.ts';
import {isLoopbackHost} from './loopback.ts';

/** Where logs are sent in each published cloud, and what a token for it is asked for. */
const CLOUDS: readonly (readonly [suffix: string, audience: string])[] = [
  ['.ingest.monitor.azure.com', 'https://monitor.azure.com'],
  ['.ingest.monitor.azure.us', 'https://monitor.azure.us'],
  ['.ingest.monitor.azure.cn', 'https://monitor.azure.cn'],
];

/** The token's scope goes by the host it is sent to, so that no setting can lead a token astray. Loopback is practice. */
export function monitorScope(hostname: string): string | undefined {
  const audience = isLoopbackHost(hostname)
    ? CLOUDS[0]?.[1]
    : CLOUDS.find(([suffix]) => hostname.endsWith(suffix))?.[1];
  return audience === undefined ? undefined : `${audience}/.default`;
}

export const isIngestionHost = (hostname: string): boolean => monitorScope(hostname) !== undefined;

/** What a token for Azure Monitor is asked for in a cloud; clouds of one's own have the public one's. */
export function monitorOf({armEndpoint}: CloudEndpoints): string {
  const {hostname} = new URL(armEndpoint);
  if (hostname.endsWith('.usgovcloudapi.net')) return 'https://monitor.azure.us';
  return hostname.endsWith('.chinacloudapi.cn') ? 'https://monitor.azure.cn' : 'https://monitor.azure.com';
}
