import {afterAll, beforeEach, describe, expect, test} from 'vitest';
import {problemOf} from '../../../src/core/problem.ts';
import type {Harm} from '../../../src/sandbox/http/faults.ts';
import {type PracticeCloud, startPracticeCloud} from '../../../src/sandbox/index.ts';
import {live, type Machine, networkTrusting, never, newMachine, startProcess} from './support.ts';

const cloud: PracticeCloud = await startPracticeCloud({
  scenario: 'empty',
  deviceCodeApproval: {afterMs: 0},
});
afterAll(() => cloud.stop());

let machine: Machine;
/** Signed in, with tokens so short that MSAL refreshes them at once; what is issued from now on lives an hour. */
beforeEach(async () => {
  cloud.faults.clear();
  cloud.blockDeviceFlow(null);
  machine = newMachine();
  cloud.organisation.settings.rotateStrictly = false;
  cloud.organisation.settings.tokenLifetime = 10;
  await live(startProcess(cloud, machine).signIn('device', never()));
  cloud.organisation.settings.tokenLifetime = 3600;
});

const refreshesSince = (from: number) =>
  cloud.log.slice(from).filter(({body}) => body.includes('grant_type=refresh_token')).length;
const refused = async (work: Promise<unknown>) => problemOf(await work.catch((thrown: unknown) => thrown));
const token = (audience: 'arm' | 'graph' = 'arm') =>
  startProcess(cloud, machine).token(audience, {signal: never()});

describe('refreshing', () => {
  test('two processes at once, with refresh tokens that are good once: one asks, nothing is lost', async () => {
    cloud.organisation.settings.rotateStrictly = true;
    const from = cloud.log.length;
    const both = await Promise.all([token(), token(), token('graph'), token('graph')]);
    expect(both.map(({token: secret}) => secret.reveal().length > 100)).toEqual([true, true, true, true]);
    expect(both[0]?.token.reveal()).toBe(both[1]?.token.reveal());
    expect(refreshesSince(from)).toBe(2);
    expect((await startProcess(cloud, machine).identity()).signedIn).toBe(true);
  });

  test('a new end is written to the record', async () => {
    const before = (await startProcess(cloud, machine).identity()).expiresAt ?? 0;
    const {expiresAt} = await token();
    expect(expiresAt - before).toBeGreaterThan(3_000_000);
    expect((await startProcess(cloud, machine).identity()).expiresAt).toBe(expiresAt);
  });

  test('the token is never printed', async () => {
    expect(`${JSON.stringify(await token())}`).toContain('***');
  });

  test('revoked: signed out with what Entra said; whoami knows', async () => {
    cloud.revokeRefreshTokens();
    expect(await refused(token())).toMatchObject({
      code: 'signed-out',
      reason: 'revoked',
      detail: expect.stringMatching(/^AADSTS50173: .*[^ ]$/),
      correlationId: expect.any(String),
    });
    expect(await startProcess(cloud, machine).identity()).toMatchObject({
      signedIn: false,
      account: cloud.user.upn,
    });
  });

  test('530036: a session begun with a code is banned, so its tokens go (reference azure-pim 1.4)', async () => {
    cloud.blockDeviceFlow(530036);
    expect(await refused(token())).toMatchObject({
      code: 'sign-in-blocked',
      aadsts: 530036,
      nextSteps: expect.arrayContaining(['Sign in with stint login --flow browser']),
    });
    expect([machine.entries.size, machine.files.size]).toEqual([0, 0]);
  });

  test('the stored tokens are gone', async () => {
    machine.entries.clear();
    expect(await refused(token())).toMatchObject({code: 'signed-out', reason: 'expired'});
  });

  test('a token of another account than the record names is refused', async () => {
    const [[name = '', text = ''] = []] = [...machine.files];
    machine.files.set(name, text.replaceAll(`"oid":"${cloud.user.oid}"`, `"oid":"${cloud.tenantId}"`));
    expect(await refused(token())).toMatchObject({code: 'signed-out', reason: 'wrong-identity'});
  });

  test('a store that cannot be opened is said as that', async () => {
    const unreadable = Object.assign(new Error('locked'), {});
    const session = startProcess(cloud, machine, {vault: () => Promise.reject(unreadable)});
    await expect(session.token('arm', {signal: never()})).rejects.toBe(unreadable);
  });
});

describe('trouble at the authority', () => {
  const harm = (what: Harm) => cloud.faults.add({match: {origin: 'login', path: '/token'}, do: what});

  test.each<[string, Harm, object]>([
    ['a web page', {garbage: 'html'}, {code: 'bad-answer'}],
    ['JSON of another shape', {garbage: 'json'}, {code: 'bad-answer'}],
    ['an answer cut short', {truncate: true}, {code: 'bad-answer'}],
    [
      'a long wait is handed to the person',
      {status: 429, headers: {'retry-after': '30'}},
      {code: 'throttled', retryAfterSeconds: 30},
    ],
    ['a redirect', {status: 307, headers: {location: 'https://localhost/'}}, {code: 'bad-answer'}],
    ['an unknown refusal', {status: 400, body: {error: 'invalid_request'}}, {code: 'failed'}],
    [
      'a refresh token that is no good',
      {status: 400, body: {error: 'invalid_grant', error_description: 'AADSTS99: Odd. Trace ID: x'}},
      {code: 'signed-out', reason: 'expired', detail: 'AADSTS99: Odd.'},
    ],
  ])('%s', async (_name, what, problem) => {
    harm(what);
    expect(await refused(token())).toMatchObject(problem);
  });

  test.each<[string, Harm]>([
    ['5xx', {status: 503, body: {}}],
    ['a cut connection', {reset: true}],
  ])('%s: tried three times, then unreachable', async (_name, what) => {
    harm(what);
    const hits = cloud.faults.hits;
    expect(await refused(token())).toMatchObject({
      code: 'unreachable',
      what: expect.stringContaining('Entra'),
    });
    expect(cloud.faults.hits - hits).toBe(3);
  });

  test('one bad moment is ridden out', async () => {
    cloud.faults.add({match: {origin: 'login', path: '/token'}, nth: 1, do: {status: 500, body: {}}});
    expect((await token()).token.reveal()).toContain('.');
  });

  test('a refused moment does not end the sign-in', async () => {
    harm({status: 503, body: {}});
    await refused(token());
    expect((await startProcess(cloud, machine).identity()).signedIn).toBe(true);
  });

  test('no answer at all: the signal ends it at once', async () => {
    harm({hang: true});
    const signal = AbortSignal.timeout(150);
    const problem = await refused(startProcess(cloud, machine).token('arm', {signal}));
    expect(problem.code).toBe('cancelled');
  });

  test('a certificate nobody vouches for is named', async () => {
    const network = networkTrusting(undefined);
    const session = startProcess(cloud, machine, {network});
    expect(await refused(session.token('arm', {signal: never()}))).toMatchObject({
      code: 'unreachable',
      reason: expect.stringContaining('certificate'),
    });
  });

  test('nobody there', async () => {
    const endpoints = {
      authorityHost: 'https://localhost:9',
      armEndpoint: cloud.origins.arm,
      graphEndpoint: cloud.origins.graph,
    };
    const session = startProcess(cloud, newMachine(), {endpoints});
    expect(await refused(live(session.signIn('device', never())))).toMatchObject({
      code: 'unreachable',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('a discovery document that moves an endpoint is refused', async () => {
    const moved = {token_endpoint: 'https://elsewhere.example/token', issuer: cloud.origins.login};
    cloud.faults.add({match: {origin: 'login', path: 'openid-configuration'}, do: {body: moved}});
    const session = startProcess(cloud, newMachine());
    expect(await refused(live(session.signIn('device', never())))).toMatchObject({code: 'bad-answer'});
  });
});
