import {describe, expect, test} from 'vitest';
import {awsEndpoints} from '../../src/core/aws.ts';
import {awsEndpointsOf} from '../../src/core/aws-variables.ts';

const REGION = 'eu-west-1';
const PUBLISHED = awsEndpoints(REGION);
const HERE = 'https://localhost:8443';

const of = (env: Readonly<Record<string, string>>, trusted: readonly string[] = []) =>
  awsEndpointsOf(REGION, env, trusted);

describe('the endpoint variables', () => {
  test.each([
    [{}, PUBLISHED],
    [{AWS_ENDPOINT_URL: ''}, PUBLISHED],
    [{AWS_ENDPOINT_URL: HERE}, {oidc: HERE, portal: HERE, sts: HERE, signin: HERE}],
    [{AWS_ENDPOINT_URL_SSO: `${HERE}/`}, {...PUBLISHED, portal: HERE}],
    [{AWS_ENDPOINT_URL_SSO_OIDC: HERE}, {...PUBLISHED, oidc: HERE}],
    [{AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1/sts'}, {...PUBLISHED, sts: 'http://127.0.0.1:1/sts'}],
    [{AWS_ENDPOINT_URL_SIGNIN: 'https://[::1]:9'}, {...PUBLISHED, signin: 'https://[::1]:9'}],
    [
      {AWS_ENDPOINT_URL: HERE, AWS_ENDPOINT_URL_STS: 'https://127.0.0.1:2'},
      {oidc: HERE, portal: HERE, sts: 'https://127.0.0.1:2', signin: HERE},
    ],
    [{AWS_ENDPOINT_URL: 'https://elsewhere.test', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'True'}, PUBLISHED],
  ])('%j', (env, endpoints) => {
    expect(of(env)).toEqual(endpoints);
  });

  test.each(['proxy.example.org', 'PROXY.example.org', 'proxy.example.org:8443'])(
    'may name a host that is trusted as %s',
    trusted => {
      const url = 'https://proxy.example.org:8443';
      expect(of({AWS_ENDPOINT_URL_SSO: url}, [trusted]).portal).toBe(url);
    },
  );

  test.each([
    ['AWS_ENDPOINT_URL', 'https://elsewhere.test'],
    ['AWS_ENDPOINT_URL_SSO', 'https://elsewhere.test'],
    ['AWS_ENDPOINT_URL_SSO_OIDC', 'https://elsewhere.test'],
    ['AWS_ENDPOINT_URL_STS', 'https://elsewhere.test'],
    ['AWS_ENDPOINT_URL_SIGNIN', 'https://elsewhere.test'],
    // Tokens would cross the network in the open.
    ['AWS_ENDPOINT_URL', 'http://proxy.example.org'],
    ['AWS_ENDPOINT_URL', 'https://sub.proxy.example.org'],
    ['AWS_ENDPOINT_URL', 'https://proxy.example.org.elsewhere.test'],
    ['AWS_ENDPOINT_URL', 'https://localhost.elsewhere.test'],
    ['AWS_ENDPOINT_URL', 'ftp://localhost'],
    ['AWS_ENDPOINT_URL', 'localhost:8443'],
    ['AWS_ENDPOINT_URL', 'nonsense'],
  ])('%s=%s is refused by its name', (name, url) => {
    expect(() => of({[name]: url}, ['proxy.example.org'])).toThrow(
      expect.objectContaining({
        problem: expect.objectContaining({code: 'misconfigured', setting: name, provider: 'aws'}),
      }),
    );
  });
});
