/** The package brings no types. */
declare module 'proxy-from-env' {
  /** The proxy's URL by the process's environment; an empty string: none. */
  export function getProxyForUrl(url: string | URL): string;
}
