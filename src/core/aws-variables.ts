import {AWS_SERVICES, type AwsEndpoints, type AwsService, awsEndpoints} from './aws.ts';
import {isLoopbackHost} from './loopback.ts';
import {Trouble} from './problem.ts';

const VARIABLES: Readonly<Record<AwsService, string>> = {
  oidc: 'AWS_ENDPOINT_URL_SSO_OIDC',
  portal: 'AWS_ENDPOINT_URL_SSO',
  sts: 'AWS_ENDPOINT_URL_STS',
  signin: 'AWS_ENDPOINT_URL_SIGNIN',
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where the services of a Region are for this profile: the published hosts, or what the endpoint variables say where
 * they name this machine or a host in `trustedEndpoints`. Throws `misconfigured` for any other, for they would receive
 * bearer tokens (contract 5; reference aws-jit 8). What `~/.aws/config` says about endpoints is never looked at.
 */
export function awsEndpointsOf(region: string, env: Environment, trusted: readonly string[]): AwsEndpoints {
  const moved = env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === 'true' ? {} : env;
  const published = awsEndpoints(region);
  const entries = AWS_SERVICES.map(service => [
    service,
    movedTo(service, moved, trusted) ?? published[service],
  ]);
  return Object.fromEntries(entries) as AwsEndpoints;
}

function movedTo(service: AwsService, env: Environment, trusted: readonly string[]): string | undefined {
  const name = env[VARIABLES[service]] ? VARIABLES[service] : 'AWS_ENDPOINT_URL';
  const text = env[name];
  if (!text) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !isTrusted(url, trusted)) throw new Trouble(refused(name));
  return url.href.replace(/\/+$/, '');
}

function isTrusted({protocol, hostname, host}: URL, trusted: readonly string[]): boolean {
  if (isLoopbackHost(hostname)) return protocol === 'https:' || protocol === 'http:';
  const named = trusted.map(one => one.toLowerCase());
  return protocol === 'https:' && (named.includes(hostname) || named.includes(host));
}

const refused = (variable: string) =>
  ({
    code: 'misconfigured',
    setting: variable,
    reason: 'it leads to a host that is neither this machine nor in aws.trustedEndpoints of the profile',
    nextSteps: [
      `Unset ${variable}`,
      'Or name its host in profiles.NAME.aws.trustedEndpoints, if sign-in tokens may go there',
    ],
    provider: 'aws',
  }) as const;
