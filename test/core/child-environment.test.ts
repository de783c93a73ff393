import {describe, expect, test} from 'vitest';
import {childEnvironment} from '../../src/core/child-environment.ts';
import {Secret} from '../../src/core/secret.ts';

const CREDENTIALS = {
  accessKeyId: 'ASIANEW',
  secretAccessKey: new Secret('new-secret'),
  sessionToken: new Secret('new-session'),
  expiresAt: Date.UTC(2026, 10, 22, 14, 25),
};

describe('the environment of a child', () => {
  test('has what was lent, and nothing that was inherited in its place', () => {
    const inherited = {
      PATH: '/usr/bin',
      AWS_ACCESS_KEY_ID: 'AKIAOLD',
      AWS_SECRET_ACCESS_KEY: 'old',
      AWS_SESSION_TOKEN: 'old',
      AWS_SECURITY_TOKEN: 'old',
      AWS_PROFILE: 'prod',
      aws_default_profile: 'prod',
      AWS_WEB_IDENTITY_TOKEN_FILE: '/token',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://localhost',
      UNSET: undefined,
    };
    expect(childEnvironment(inherited, CREDENTIALS, 'eu-west-1')).toEqual({
      PATH: '/usr/bin',
      AWS_ACCESS_KEY_ID: 'ASIANEW',
      AWS_SECRET_ACCESS_KEY: 'new-secret',
      AWS_SESSION_TOKEN: 'new-session',
      AWS_CREDENTIAL_EXPIRATION: '2026-11-22T14:25:00Z',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
    });
  });

  test.each([
    ['chosen by the person', {AWS_REGION: 'us-east-2'}, 'eu-west-1', 'us-east-2'],
    ['by its older name', {AWS_DEFAULT_REGION: 'us-east-2'}, 'eu-west-1', 'us-east-2'],
    [
      'of another partition, where it is of no use',
      {AWS_REGION: 'us-east-2'},
      'us-gov-west-1',
      'us-gov-west-1',
    ],
    ['that nobody names', {}, null, undefined],
  ])('a Region %s', (_, env, region, expected) => {
    const child = childEnvironment(env, CREDENTIALS, region);
    expect([child.AWS_REGION, child.AWS_DEFAULT_REGION]).toEqual([expected, expected]);
  });

  test('loses our own secrets, and keeps what is none', () => {
    const env = {
      STINT_PASSPHRASE_FILE: '/pass',
      STINT_SIGNING_KEY: 'k',
      STINT_HOME: '/h',
      STINT_TOKEN_STORE: 'keyring',
    };
    expect(childEnvironment(env, CREDENTIALS, null)).toMatchObject({
      STINT_HOME: '/h',
      STINT_TOKEN_STORE: 'keyring',
    });
    expect(Object.keys(childEnvironment(env, CREDENTIALS, null))).not.toContain('STINT_PASSPHRASE_FILE');
    expect(childEnvironment(env, null, null)).toEqual({STINT_HOME: '/h', STINT_TOKEN_STORE: 'keyring'});
  });

  test('keeps its own AWS where nothing is lent', () => {
    expect(childEnvironment({AWS_PROFILE: 'mine'}, null, null)).toEqual({AWS_PROFILE: 'mine'});
  });
});
