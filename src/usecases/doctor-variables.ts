import type {Finding} from '../core/finding.ts';
import {visible} from '../core/untrusted.ts';
import {fault, ok, warning} from './doctor-findings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that decide whom we talk to and whom we trust, as far as they are set. Values may hold passwords. */
export function variableFindings(env: Environment, isPractice: boolean): readonly Finding[] {
  return [proxyFinding(env), trustFinding(env), ...endpointFindings(env, isPractice)];
}

const PROXIES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'];
const EXCEPTIONS = ['no_proxy', 'NO_PROXY'];

function proxyFinding(env: Environment): Finding {
  const names = PROXIES.filter(name => isSet(env, name));
  const [first] = names;
  if (first === undefined) return ok('proxy', 'None is set: connections are direct.');
  const host = hostIn(env[first] ?? '');
  if (host === undefined)
    return fault('proxy', `${first} is not the URL of a proxy.`, [
      `Write it as http://HOST:PORT, or unset ${first}`,
    ]);
  const without = EXCEPTIONS.some(name => isSet(env, name)) ? ', but to what NO_PROXY names' : '';
  return ok('proxy', `Connections go through ${host} (${names.join(', ')})${without}.`);
}

/** Never the name and the password in it. A proxy without a scheme is http, as every tool reads it. */
function hostIn(text: string): string | undefined {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  return url === undefined || !/^https?:$/.test(url.protocol) || url.host === ''
    ? undefined
    : visible(url.host);
}

function trustFinding(env: Environment): Finding {
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0')
    return fault('certificates', 'NODE_TLS_REJECT_UNAUTHORIZED is 0: certificates would not be checked.', [
      'Unset NODE_TLS_REJECT_UNAUTHORIZED',
      'Name the CA of your organisation in NODE_EXTRA_CA_CERTS instead',
    ]);
  const more = env.NODE_EXTRA_CA_CERTS ?? '';
  if (more === '') return ok('certificates', 'Those that Node trusts are trusted, and no others.');
  return ok('certificates', `Those in ${visible(more)} (NODE_EXTRA_CA_CERTS) are trusted, too.`);
}

/** They are meant for practice clouds, and left over from one easily. */
function endpointFindings(env: Environment, isPractice: boolean): readonly Finding[] {
  const names = Object.keys(env).filter(name => name.startsWith('AWS_ENDPOINT_URL') && isSet(env, name));
  if (names.length === 0) return [];
  const words = `AWS is looked for where these say: ${names.sort().map(visible).join(', ')}.`;
  if (isPractice) return [ok('endpoints', `${words} This is a practice cloud.`)];
  return [warning('endpoints', words, ['Unset them to use the real AWS'])];
}

const isSet = (env: Environment, name: string): boolean => (env[name] ?? '') !== '';
