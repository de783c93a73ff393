import {createHash, randomBytes} from 'node:crypto';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {PracticeCloud} from '../../src/sandbox/index.ts';
import {cp1, post, type Reply, signIn, stillCloud, visit, withClaims} from './support.ts';

const cli = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
let cloud: PracticeCloud;
let base: string;
let arm: string;

beforeEach(async () => {
  cloud = await stillCloud();
  base = `${cloud.origins.login}/${cloud.tenantId}/oauth2/v2.0`;
  arm = `${cloud.origins.arm}/.default offline_access`;
});
afterEach(() => cloud.stop());

const start = (fields: Record<string, string> = {}, at = base) =>
  post(`${at}/devicecode`, {client_id: cloud.clientId, scope: arm, ...fields});
const poll = (device_code: string, fields: Record<string, string> = {}) =>
  post(`${base}/token`, {client_id: cloud.clientId, grant_type: 'device_code', device_code, ...fields});
const refresh = (refresh_token: string, fields: Record<string, string> = {}) =>
  post(`${base}/token`, {
    client_id: cloud.clientId,
    grant_type: 'refresh_token',
    refresh_token,
    scope: arm,
    ...fields,
  });
const claimsOf = (reply: Reply) =>
  JSON.parse(Buffer.from(reply.body.access_token.split('.')[1], 'base64url').toString());
const refused = (reply: Reply) => [reply.status, reply.body.error, reply.body.error_codes?.[0]];

describe('device code', () => {
  test('starts with everything the protocol promises', async () => {
    const {status, body} = await start();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      expires_in: 900,
      interval: 1,
      verification_uri: expect.stringContaining('https://localhost'),
    });
    expect(body.user_code).toMatch(/^[A-Z]{9}$/);
    expect(body.message).toContain(body.user_code);
    expect(body).not.toHaveProperty('verification_uri_complete');
  });

  test('pends, is approved, and brings tokens for one audience', async () => {
    const {body} = await start({scope: `${arm} openid profile`});
    expect(refused(await poll(body.device_code))).toEqual([400, 'authorization_pending', 70016]);
    cloud.approveSignIn(body.user_code);
    const answer = await poll(body.device_code, {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      claims: cp1,
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      token_type: 'Bearer',
      expires_in: 3600,
      refresh_token: expect.any(String),
    });
    expect(claimsOf(answer)).toMatchObject({
      aud: cloud.origins.arm,
      tid: cloud.tenantId,
      oid: cloud.user.oid,
      upn: 'ada@contoso.com',
      appid: cloud.clientId,
      scp: 'user_impersonation',
      amr: ['pwd', 'mfa'],
      xms_cc: ['cp1'],
    });
    expect(claimsOf(answer)).not.toHaveProperty('acrs');
  });

  test('a code is good once', async () => {
    const {body} = await start();
    cloud.approveSignIn();
    expect((await poll(body.device_code)).status).toBe(200);
    expect(refused(await poll(body.device_code))).toEqual([400, 'invalid_grant', 54005]);
  });

  test('the body of a refusal is whole', async () => {
    const {body} = await start();
    const answer = await poll(body.device_code);
    const names = [
      'error',
      'error_description',
      'error_codes',
      'timestamp',
      'trace_id',
      'correlation_id',
      'error_uri',
    ];
    expect(Object.keys(answer.body)).toEqual(names);
    expect(answer.body.error_description).toMatch(
      /^AADSTS70016: .*Trace ID: .*Correlation ID: .*Timestamp: /,
    );
  });

  const blocked = (c: PracticeCloud, code: 53003 | 530033 | 530036) => {
    c.blockDeviceFlow(code);
    c.approveSignIn();
  };
  const ends: [string, (cloud: PracticeCloud) => void, unknown[]][] = [
    ['declined', c => c.declineSignIn(), [400, 'authorization_declined', 65004]],
    ['expired by its 900 seconds', c => c.clock.advance(900_000), [400, 'expired_token', 70019]],
    ['expired by hand', c => c.expireSignIn(), [400, 'expired_token', 70019]],
    ['blocked: 53003', c => blocked(c, 53003), [400, 'invalid_grant', 53003]],
    ['blocked: 530033', c => blocked(c, 530033), [400, 'invalid_grant', 530033]],
    ['blocked: 530036', c => blocked(c, 530036), [400, 'invalid_grant', 530036]],
  ];
  test.each(ends)('%s', async (_name, act, expected) => {
    const {body} = await start();
    act(cloud);
    expect(refused(await poll(body.device_code))).toEqual(expected);
  });

  test('a person may type the code on the page that was named', async () => {
    const {body} = await start();
    expect((await visit(body.verification_uri)).body).toContain('name="code"');
    expect((await post(body.verification_uri, {code: 'NONE'})).body).toContain('not known');
    const typed = body.user_code.toLowerCase().replace(/^(...)/, '$1-');
    expect((await post(body.verification_uri, {code: typed})).body).toContain('signed in');
    expect((await poll(body.device_code)).status).toBe(200);
  });

  test('an unknown code', async () => {
    expect(refused(await poll('nonsense'))).toEqual([400, 'bad_verification_code', 70018]);
  });

  test('slow_down only where it is switched on, and only when polled too fast', async () => {
    const {body} = await start();
    await poll(body.device_code);
    expect(refused(await poll(body.device_code))[1]).toBe('authorization_pending');
    cloud.organisation.settings.slowDown = true;
    expect(refused(await poll(body.device_code))[1]).toBe('slow_down');
    cloud.clock.advance(1000);
    expect(refused(await poll(body.device_code))[1]).toBe('authorization_pending');
  });

  test('approves itself after its time', async () => {
    await cloud.stop();
    cloud = await stillCloud({deviceCodeApproval: {afterMs: 4000}});
    base = `${cloud.origins.login}/${cloud.tenantId}/oauth2/v2.0`;
    const {body} = await start({scope: `${cloud.origins.arm}/.default`});
    cloud.clock.advance(3999);
    expect((await poll(body.device_code)).status).toBe(400);
    cloud.clock.advance(1);
    expect((await poll(body.device_code)).status).toBe(200);
  });
});

describe('who may ask for what', () => {
  const rows: [string, () => Promise<Reply>, unknown[]][] = [
    [
      'unknown app',
      () => start({client_id: 'a0a0a0a0-0000-4000-8000-000000000000'}),
      [400, 'unauthorized_client', 700016],
    ],
    ['no scope', () => start({scope: ''}), [400, 'invalid_request', 900144]],
    [
      'two audiences',
      () => start({scope: `${cloud.origins.arm}/.default ${cloud.origins.graph}/.default`}),
      [400, 'invalid_scope', 28000],
    ],
    [
      'unknown resource',
      () => start({scope: 'https://elsewhere.example/.default'}),
      [400, 'invalid_resource', 500011],
    ],
    [
      'a permission nobody consented to',
      () => start({scope: `${cloud.origins.graph}/Mail.Read`}),
      [400, 'invalid_grant', 65001],
    ],
    [
      'PIM by name with the CLI id',
      () =>
        start({client_id: cli, scope: `${cloud.origins.graph}/RoleAssignmentSchedule.ReadWrite.Directory`}),
      [400, 'invalid_grant', 65002],
    ],
    [
      'many tenants at once',
      () => start({}, `${cloud.origins.login}/organizations/oauth2/v2.0`),
      [400, 'unauthorized_client', 50194],
    ],
    [
      'no such tenant',
      () => start({}, `${cloud.origins.login}/fabrikam.example/oauth2/v2.0`),
      [400, 'invalid_request', 90002],
    ],
    ['unknown grant', () => poll('x', {grant_type: 'password'}), [400, 'unsupported_grant_type', 70003]],
  ];
  test.each(rows)('%s', async (_name, ask, expected) => {
    expect(refused(await ask())).toEqual(expected);
  });

  test('an app with secrets is no public client', async () => {
    cloud.organisation.confidentialClient();
    expect(refused(await start())).toEqual([401, 'invalid_client', 7000218]);
  });

  test('another tenant lets the sign-in begin and does not know the account', async () => {
    base = `${cloud.origins.login}/0a0a0a0a-0000-4000-8000-000000000000/oauth2/v2.0`;
    const {body} = await start();
    cloud.approveSignIn();
    expect(refused(await poll(body.device_code))).toEqual([400, 'invalid_grant', 50020]);
  });

  test('a consent that was taken away is missing in the token', async () => {
    cloud.organisation.withoutConsent('entra-group');
    const {scp} = claimsOf(await signIn(cloud, `${cloud.origins.graph}/.default`));
    expect(scp).toContain('RoleEligibilitySchedule.Read.Directory');
    expect(scp).not.toContain('AzureADGroup');
  });

  test('a guest has another oid at home', async () => {
    cloud.organisation.guest();
    const answer = await signIn(cloud, arm);
    const home = JSON.parse(Buffer.from(answer.body.client_info, 'base64url').toString());
    expect(claimsOf(answer).oid).toBe(cloud.user.oid);
    expect(home.uid).toBe(cloud.user.homeOid);
    expect(home.uid).not.toBe(cloud.user.oid);
    expect(home.utid).not.toBe(cloud.tenantId);
  });
});

describe('refresh', () => {
  test('serves both audiences from one sign-in, and goes on taking an old token', async () => {
    const first = await signIn(cloud, arm);
    const second = await refresh(first.body.refresh_token, {scope: `${cloud.origins.graph}/.default`});
    expect(claimsOf(second).aud).toBe(cloud.origins.graph);
    expect(second.body.refresh_token).not.toBe(first.body.refresh_token);
    expect((await refresh(first.body.refresh_token)).status).toBe(200);
  });

  test('strict rotation refuses the old one', async () => {
    cloud.organisation.settings.rotateStrictly = true;
    const {body} = await signIn(cloud, arm);
    expect((await refresh(body.refresh_token)).status).toBe(200);
    expect(refused(await refresh(body.refresh_token))).toEqual([400, 'invalid_grant', 54005]);
  });

  test("revoked, unknown, and another app's", async () => {
    const {body} = await signIn(cloud, arm);
    expect(refused(await refresh(body.refresh_token, {client_id: cli}))).toEqual([
      400,
      'invalid_grant',
      9002313,
    ]);
    cloud.revokeRefreshTokens();
    expect(refused(await refresh(body.refresh_token))).toEqual([400, 'invalid_grant', 50173]);
    expect(refused(await refresh('nonsense'))[1]).toBe('invalid_grant');
  });

  test('a device session stays marked: 530036 reaches its refreshes', async () => {
    const {body} = await signIn(cloud, arm);
    cloud.blockDeviceFlow(530036);
    expect(refused(await refresh(body.refresh_token))).toEqual([400, 'invalid_grant', 530036]);
    cloud.blockDeviceFlow(null);
    expect((await refresh(body.refresh_token)).status).toBe(200);
  });

  test('claims the session has not proven need a person; a new sign-in proves them', async () => {
    const claims = withClaims({acrs: {essential: true, value: 'c1'}});
    const {body} = await signIn(cloud, arm);
    const answer = await refresh(body.refresh_token, {claims});
    expect(refused(answer)).toEqual([400, 'interaction_required', 50076]);
    expect(answer.body).toMatchObject({suberror: 'basic_action', claims});
    const stepped = await signIn(cloud, arm, claims);
    expect(claimsOf(stepped)).toMatchObject({acrs: ['c1'], xms_cc: ['cp1']});
    expect(claimsOf(await refresh(stepped.body.refresh_token, {claims})).acrs).toEqual(['c1']);
    expect(claimsOf(await refresh(stepped.body.refresh_token))).not.toHaveProperty('acrs');
  });

  test('a second factor is asked for in the same way', async () => {
    cloud.organisation.signInWithoutMfa();
    const claims = withClaims({amr: {values: ['mfa']}});
    const {body} = await signIn(cloud, arm);
    expect(refused(await refresh(body.refresh_token, {claims}))[2]).toBe(50076);
    expect(claimsOf(await signIn(cloud, arm, claims)).amr).toEqual(['pwd', 'mfa']);
  });
});

describe('browser', () => {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const redirect_uri = 'http://localhost:4711';
  const page = (fields: Record<string, string> = {}) => {
    const query = {client_id: cloud.clientId, redirect_uri, scope: arm, response_type: 'code', state: 's 1'};
    const proof = {code_challenge: challenge, code_challenge_method: 'S256', nonce: 'n1'};
    return visit(`${base}/authorize?${new URLSearchParams({...query, ...proof, ...fields})}`);
  };
  const approve = async () => {
    await expect.poll(() => cloud.pendingSignIns, {interval: 5}).toEqual([{flow: 'browser', userCode: null}]);
    cloud.approveSignIn();
  };
  const approvedPage = async (fields?: Record<string, string>) => {
    const held = page(fields);
    await approve();
    const reply = await held;
    return new URL(reply.headers.get('location') ?? '');
  };
  const redeem = (code: string, fields: Record<string, string> = {}) =>
    post(`${base}/token`, {
      client_id: cloud.clientId,
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      redirect_uri,
      ...fields,
    });

  test('waits for the person, comes back to loopback, and brings tokens', async () => {
    const back = await approvedPage();
    expect(back.origin).toBe(redirect_uri);
    expect(back.searchParams.get('state')).toBe('s 1');
    const code = back.searchParams.get('code') ?? '';
    const answer = await redeem(code);
    expect(claimsOf(answer).aud).toBe(cloud.origins.arm);
    expect(JSON.parse(Buffer.from(answer.body.id_token.split('.')[1], 'base64url').toString()).nonce).toBe(
      'n1',
    );
    expect(refused(await redeem(code))[1]).toBe('invalid_grant');
  });

  test('a wrong verifier, another address', async () => {
    const code = async () => (await approvedPage()).searchParams.get('code') ?? '';
    expect(refused(await redeem(await code(), {code_verifier: 'other'}))).toEqual([
      400,
      'invalid_grant',
      501481,
    ]);
    expect(refused(await redeem(await code(), {redirect_uri: 'http://localhost:1'}))).toEqual([
      400,
      'invalid_grant',
      500112,
    ]);
  });

  test('a person who declines sends the browser back with a refusal', async () => {
    const held = page();
    await expect.poll(() => cloud.pendingSignIns.length, {interval: 5}).toBe(1);
    cloud.declineSignIn();
    const back = new URL((await held).headers.get('location') ?? '').searchParams;
    expect([back.get('error'), back.get('state'), back.get('code')]).toEqual(['access_denied', 's 1', null]);
  });

  test('only loopback addresses, only with a proof', async () => {
    expect(refused(await page({redirect_uri: 'https://evil.example/'}))).toEqual([
      400,
      'invalid_request',
      50011,
    ]);
    expect(refused(await page({code_challenge_method: 'plain'}))[1]).toBe('invalid_request');
  });

  test('form_post comes as a page that posts itself', async () => {
    const held = page({response_mode: 'form_post'});
    await approve();
    expect((await held).body).toMatch(/<form method="post" action="http:\/\/localhost:4711">.*name="code"/);
  });
});

test('what a client looks up first', async () => {
  const reply = await visit(`${cloud.origins.login}/${cloud.tenantId}/v2.0/.well-known/openid-configuration`);
  expect(reply.body.token_endpoint).toBe(`${base}/token`);
  const keys = await visit(reply.body.jwks_uri);
  expect(keys.body.keys[0]).toMatchObject({kty: 'EC', alg: 'ES256'});
  expect(keys.body.keys[0]).not.toHaveProperty('d');
  expect((await visit(`${base}/logout`)).status).toBe(200);
  expect((await visit(`${base}/nothing`)).status).toBe(404);
});
