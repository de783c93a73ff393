/** The three origins an Entra profile talks to. Token scope is `{endpoint}/.default` of the same cloud. */
export interface CloudEndpoints {
  readonly authorityHost: string;
  readonly armEndpoint: string;
  readonly graphEndpoint: string;
}

/** Reference azure-pim 6. */
export const PUBLISHED_CLOUDS: Readonly<Record<string, CloudEndpoints>> = {
  public: {
    authorityHost: 'https://login.microsoftonline.com',
    armEndpoint: 'https://management.azure.com',
    graphEndpoint: 'https://graph.microsoft.com',
  },
  usgov: {
    authorityHost: 'https://login.microsoftonline.us',
    armEndpoint: 'https://management.usgovcloudapi.net',
    graphEndpoint: 'https://graph.microsoft.us',
  },
  'usgov-dod': {
    authorityHost: 'https://login.microsoftonline.us',
    armEndpoint: 'https://management.usgovcloudapi.net',
    graphEndpoint: 'https://dod-graph.microsoft.us',
  },
  china: {
    authorityHost: 'https://login.chinacloudapi.cn',
    armEndpoint: 'https://management.chinacloudapi.cn',
    graphEndpoint: 'https://microsoftgraph.chinacloudapi.cn',
  },
};

/** Also published, though no cloud of ours names it. */
const OTHER_PUBLISHED = ['https://login.partner.microsoftonline.cn'];

/** What is wrong with a cloud of one's own, in words, or `undefined` (contract 5: https, no mix, origins of their own). */
export function cloudFault(cloud: CloudEndpoints): string | undefined {
  const parts = Object.entries(cloud) as [string, string][];
  const odd = parts.find(([, text]) => originOf(text) === undefined);
  if (odd) return `${odd[0]} must be an https origin without a path`;
  if (originOf(cloud.armEndpoint) === originOf(cloud.graphEndpoint))
    return 'armEndpoint and graphEndpoint need origins of their own: one audience per token';
  const published = parts.filter(([, text]) => isPublished(text)).length;
  if (published !== 0 && !isOnePublishedCloud(cloud)) return 'published and other hosts must not be mixed';
  return undefined;
}

/** `https://host[:port]`, lower case; `undefined` when it is not exactly an https origin. */
export function originOf(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.protocol !== 'https:' || url.username !== '' || url.password !== '')
    return undefined;
  return url.pathname === '/' && url.search === '' && url.hash === '' ? url.origin : undefined;
}

function isPublished(text: string): boolean {
  const origin = originOf(text);
  const known = Object.values(PUBLISHED_CLOUDS).flatMap(cloud => Object.values(cloud) as string[]);
  return origin !== undefined && [...known, ...OTHER_PUBLISHED].includes(origin);
}

function isOnePublishedCloud(cloud: CloudEndpoints): boolean {
  return Object.values(PUBLISHED_CLOUDS).some(
    known =>
      originOf(cloud.authorityHost) === known.authorityHost &&
      originOf(cloud.armEndpoint) === known.armEndpoint &&
      originOf(cloud.graphEndpoint) === known.graphEndpoint,
  );
}
