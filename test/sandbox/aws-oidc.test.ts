import {
  CreateTokenCommand,
  RegisterClientCommand,
  SSOOIDCServiceException,
  StartDeviceAuthorizationCommand,
} from '@aws-sdk/client-sso-oidc';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {PracticeCloud} from '../../src/sandbox/index.ts';
import {
  begun,
  deviceGrant,
  oidcOf,
  polled,
  refreshed,
  refusedAs,
  registered,
  signedIn,
  startUrl,
} from './aws-support.ts';
import {hour, post, stillCloud, visit} from './support.ts';

let cloud: PracticeCloud;
beforeEach(async () => {
  cloud = await stillCloud();
});
afterEach(() => cloud.stop());

describe('registering', () => {
  const register = (change: object) =>
    oidcOf(cloud).send(new RegisterClientCommand({clientName: 'a', clientType: 'public', ...change}));

  test('tells when the client ends, in seconds', async () => {
    const {clientIdIssuedAt = 0, clientSecretExpiresAt = 0} = await register({});
    expect(clientIdIssuedAt).toBe(Math.floor(cloud.clock.now() / 1000));
    expect(clientSecretExpiresAt - clientIdIssuedAt).toBe(90 * 86_400);
  });

  test.each([
    [{clientType: 'confidential'}, '400 InvalidClientMetadataException'],
    [{clientName: ''}, '400 InvalidRequestException'],
    [{scopes: ['everything']}, '400 InvalidScopeException'],
    [{grantTypes: ['password']}, '400 UnsupportedGrantTypeException'],
    [{redirectUris: ['https://evil.example/']}, '400 InvalidRedirectUriException'],
  ])('refuses %o', async (change, expected) => {
    expect(await refusedAs(register(change))).toBe(expected);
  });

  test('ends: the client is then unknown', async () => {
    cloud.organisation.aws.registrationSeconds(60);
    const {client, refreshToken} = await signedIn(cloud);
    cloud.clock.advance(60_000);
    expect(await refusedAs(refreshed(cloud, client, refreshToken))).toBe('401 InvalidClientException');
  });
});

describe('a device code', () => {
  test('waits, is approved, and is good once', async () => {
    const begin = await begun(cloud);
    expect(begin.userCode).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
    expect(cloud.pendingSignIns).toEqual([{flow: 'device', userCode: begin.userCode}]);
    expect(await refusedAs(polled(cloud, begin))).toBe('400 AuthorizationPendingException');
    cloud.approveSignIn(begin.userCode);
    const issued = await polled(cloud, begin);
    expect(issued).toMatchObject({tokenType: 'Bearer', expiresIn: 3600});
    expect(await refusedAs(polled(cloud, begin))).toBe('400 InvalidGrantException');
  });

  test.each([
    ['declined', (at: PracticeCloud) => at.declineSignIn(), '400 AccessDeniedException'],
    ['expired', (at: PracticeCloud) => at.expireSignIn(), '400 ExpiredTokenException'],
    [
      'left alone for ten minutes',
      (at: PracticeCloud) => at.clock.advance(600_000),
      '400 ExpiredTokenException',
    ],
  ])('%s', async (_name, act, expected) => {
    const begin = await begun(cloud);
    act(cloud);
    expect(await refusedAs(polled(cloud, begin))).toBe(expected);
  });

  test('polled too fast where that counts', async () => {
    cloud.organisation.aws.settings.slowDown = true;
    const begin = await begun(cloud);
    expect(await refusedAs(polled(cloud, begin))).toBe('400 AuthorizationPendingException');
    expect(await refusedAs(polled(cloud, begin))).toBe('400 SlowDownException');
    cloud.clock.advance(1000);
    expect(await refusedAs(polled(cloud, begin))).toBe('400 AuthorizationPendingException');
  });

  test('typed on its own page only, however it is spelt', async () => {
    const begin = await begun(cloud);
    const code = begin.userCode.toLowerCase().replace('-', ' ');
    expect((await post(`${cloud.origins.login}/device`, {code})).body).toContain('not known');
    expect((await visit(`${cloud.origins.oidc}/device`)).body).toContain('<form');
    expect((await post(`${cloud.origins.oidc}/device`, {code})).body).toContain('signed in');
    await polled(cloud, begin);
  });

  test('of another client, start URL or secret', async () => {
    const begin = await begun(cloud);
    const client = await registered(cloud);
    expect(await refusedAs(polled(cloud, {...begin, client}))).toBe('400 InvalidGrantException');
    const start = (change: object) =>
      oidcOf(cloud).send(
        new StartDeviceAuthorizationCommand({...client, startUrl: startUrl(cloud), ...change}),
      );
    expect(await refusedAs(start({startUrl: 'https://other.example/start'}))).toBe(
      '400 InvalidRequestException',
    );
    expect(await refusedAs(start({startUrl: `${startUrl(cloud)}ed`}))).toBe('400 InvalidRequestException');
    await start({startUrl: `${startUrl(cloud)}/lab/#/`});
    expect(await refusedAs(start({clientSecret: 'guessed'}))).toBe('401 InvalidClientException');
  });
});

describe('tokens', () => {
  test('rotate: the old refresh token is refused', async () => {
    const {client, refreshToken} = await signedIn(cloud);
    const next = await refreshed(cloud, client, refreshToken);
    expect(next.refreshToken).not.toBe(refreshToken);
    expect(await refusedAs(refreshed(cloud, client, refreshToken))).toBe('400 InvalidGrantException');
    await refreshed(cloud, client, next.refreshToken ?? '');
  });

  test('are taken twice where the organisation is lenient', async () => {
    cloud.organisation.aws.lenientRefresh();
    const {client, refreshToken} = await signedIn(cloud);
    await refreshed(cloud, client, refreshToken);
    await refreshed(cloud, client, refreshToken);
  });

  test('end with the session, and when they are revoked', async () => {
    const first = await signedIn(cloud);
    cloud.revokeAwsRefreshTokens();
    expect(await refusedAs(refreshed(cloud, first.client, first.refreshToken))).toBe(
      '400 InvalidGrantException',
    );
    const second = await signedIn(cloud);
    cloud.clock.advance(8 * hour - 60_000);
    const last = await refreshed(cloud, second.client, second.refreshToken);
    expect(last.expiresIn).toBe(60);
    cloud.clock.advance(60_000);
    expect(await refusedAs(refreshed(cloud, second.client, last.refreshToken ?? ''))).toBe(
      '400 InvalidGrantException',
    );
  });

  test('are for the grants there are', async () => {
    const client = await registered(cloud);
    const ask = (grantType: string) =>
      oidcOf(cloud).send(new CreateTokenCommand({...client, grantType, code: 'x'}));
    expect(await refusedAs(ask('authorization_code'))).toBe('400 UnsupportedGrantTypeException');
    expect(await refusedAs(ask('password'))).toBe('400 UnsupportedGrantTypeException');
    const only = {clientName: 'a', clientType: 'public', grantTypes: ['refresh_token']};
    const {clientId = '', clientSecret = ''} = await oidcOf(cloud).send(new RegisterClientCommand(only));
    const begin = {client: {clientId, clientSecret}, deviceCode: 'x', userCode: ''};
    expect(await refusedAs(polled(cloud, begin))).toBe('400 UnauthorizedClientException');
  });
});

test('both spellings of an error', async () => {
  const begin = await begun(cloud);
  const ask = () =>
    visit(`${cloud.origins.oidc}/token`, {
      method: 'POST',
      body: JSON.stringify({...begin.client, grantType: deviceGrant, deviceCode: begin.deviceCode}),
    });
  const named = await ask();
  expect(named.headers.get('x-amzn-errortype')).toBe('AuthorizationPendingException');
  expect(named.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  cloud.organisation.aws.oauthBodiesOnly();
  const bare = await ask();
  expect([bare.headers.get('x-amzn-errortype'), bare.body.error]).toEqual([null, 'authorization_pending']);
  const thrown = await polled(cloud, begin).catch((cause: unknown) => cause);
  expect(thrown).toBeInstanceOf(SSOOIDCServiceException);
  expect(thrown).toMatchObject({name: 'Unknown', error: 'authorization_pending'});
});
