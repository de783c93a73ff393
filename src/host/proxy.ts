import {getProxyForUrl} from 'proxy-from-env';
import {Trouble} from '../core/problem.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a URL by `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in both spellings; `undefined`:
 * direct. They are read from the process, as every program's are. Throws `misconfigured` for what is no http(s) URL;
 * its text is not repeated, for it may hold a password.
 */
export function proxyFor(url: string, env: Environment): URL | undefined {
  const found = getProxyForUrl(url);
  if (found === '') return undefined;
  const variable = variableHolding(found, env);
  const text = found.endsWith(`://${variable.text}`) ? `http://${variable.text}` : found;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy === undefined || !/^https?:$/.test(proxy.protocol) || proxy.hostname === '')
    throw new Trouble({
      code: 'misconfigured',
      setting: variable.name,
      reason: 'it is not the URL of an http or https proxy',
      nextSteps: [`Write it as http://HOST:PORT, or unset ${variable.name}`],
    });
  return proxy;
}

/**
 * Which variable said so. A proxy without a scheme is `http://`, as curl and every other tool reads it, where
 * proxy-from-env would take the scheme of the URL that is asked for.
 */
function variableHolding(found: string, env: Environment): {readonly name: string; readonly text: string} {
  const names = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'];
  const name = names.find(one => env[one] && (found === env[one] || found.endsWith(`://${env[one]}`)));
  return {name: name ?? 'HTTPS_PROXY', text: (name === undefined ? undefined : env[name]) ?? found};
}
