import {afterAll, beforeEach, expect, test} from 'vitest';
import type {SignInEvent} from '../../../src/core/identity.ts';
import {problemOf} from '../../../src/core/problem.ts';
import {startPracticeCloud} from '../../../src/sandbox/index.ts';
import {live, nappingClock, never, newAwsMachine, oidcCalls, startAws, vaultOf} from './support.ts';

const cloud = await startPracticeCloud({scenario: 'empty', ticking: false});
const {aws} = cloud.organisation;
afterAll(() => cloud.stop());

beforeEach(() => {
  cloud.faults.clear();
  Object.assign(aws.settings, {slowDown: false, deviceCodeSeconds: 600, oauthBodiesOnly: false});
});

function newcomer(changes: Parameters<typeof startAws>[2] = {}) {
  const machine = newAwsMachine();
  const clock = nappingClock(cloud);
  return {machine, clock, ...startAws(cloud, machine, {clock, ...changes})};
}

const person = {
  approves: (event: SignInEvent) => event.type === 'device-code' && cloud.approveSignIn(`${event.userCode}`),
  declines: (event: SignInEvent) => event.type === 'device-code' && cloud.declineSignIn(`${event.userCode}`),
};

const problemIn = (story: AsyncIterable<SignInEvent>, act?: (event: SignInEvent) => void) =>
  live(story, act).then(() => undefined, problemOf);

test('a device code is shown, approved, and leaves a sign-in in the vault', async () => {
  const from = cloud.log.length;
  const {authority, machine, access} = newcomer();
  const events = await live(authority.signIn('auto', never()), person.approves);
  expect(events).toMatchObject([
    {
      ...{
        type: 'device-code',
        provider: 'aws',
        session: 'corp',
        verificationUri: `${cloud.origins.oidc}/device`,
      },
      ...{userCode: expect.stringMatching(/^\w{4}-\w{4}$/), expiresAt: cloud.clock.now() + 599_000},
    },
    {type: 'signed-in', provider: 'aws', identity: {signedIn: true, session: 'corp', cloud: 'aws'}},
  ]);
  expect(oidcCalls(cloud, from)).toEqual([
    'POST /client/register 200',
    'POST /device_authorization 200',
    'POST /token 400',
    'POST /token 200',
  ]);
  expect([...machine.entries.keys()].filter(entry => entry.endsWith('.token'))).toHaveLength(1);
  expect((await access.token('corp', never())).reveal()).toMatch(/./);
});

test.each([false, true])('errors in the body alone: %s; a declined code is cancelled', async bodiesOnly => {
  aws.oauthBodiesOnly(bodiesOnly);
  const {authority, machine} = newcomer();
  expect(await problemIn(authority.signIn('device', never()), person.declines)).toMatchObject({
    ...{code: 'cancelled', provider: 'aws'},
  });
  expect([...machine.entries.keys()].some(entry => entry.endsWith('.token'))).toBe(false);
});

test.each([false, true])('errors in the body alone: %s; a code nobody types runs out', async bodiesOnly => {
  aws.oauthBodiesOnly(bodiesOnly);
  const {authority} = newcomer();
  expect(await problemIn(authority.signIn('device', never()), () => cloud.expireSignIn())).toMatchObject({
    ...{code: 'signed-out', reason: 'code-expired', session: 'corp', provider: 'aws'},
  });
});

test('the deadline is ours: a service that always says "pending" is not asked for ever', async () => {
  const pending = {status: 400, headers: {'x-amzn-errortype': 'AuthorizationPendingException'}, body: {}};
  cloud.faults.add({match: {origin: 'oidc', path: '/token'}, do: pending});
  aws.settings.deviceCodeSeconds = 20;
  const {authority, clock} = newcomer();
  expect(await problemIn(authority.signIn('device', never()))).toMatchObject({reason: 'code-expired'});
  expect(clock.naps.reduce((sum, nap) => sum + nap, 0)).toBe(20_000);
});

test('told to slow down, it waits five seconds more from then on', async () => {
  const slower = {status: 400, body: {error: 'slow_down'}};
  cloud.faults.add({match: {origin: 'oidc', path: '/token'}, nth: 2, times: 2, do: slower});
  const {authority, clock} = newcomer();
  await live(authority.signIn('device', never()), event => {
    if (event.type === 'device-code') cloud.approveSignIn();
  });
  expect(clock.naps).toEqual([1000, 6000, 11_000]);
});

test('the network may come and go while the person types', async () => {
  cloud.faults.add({match: {origin: 'oidc', path: '/token'}, nth: 2, do: {reset: true}});
  cloud.faults.add({match: {origin: 'oidc', path: '/token'}, nth: 3, do: {status: 503, body: '<html>'}});
  cloud.faults.add({match: {origin: 'oidc', path: '/token'}, nth: 4, do: {garbage: 'html'}});
  const {authority, clock} = newcomer();
  const events = await live(authority.signIn('device', never()), person.approves);
  expect(events.at(-1)?.type).toBe('signed-in');
  expect(clock.naps).toHaveLength(4);
});

test('a client that AWS already trusts is given tokens before any code is shown', async () => {
  const tokens = {accessToken: 'ready', tokenType: 'Bearer', expiresIn: 3600, refreshToken: 'later'};
  cloud.faults.add({match: {origin: 'oidc', path: '/token'}, do: {status: 200, body: tokens}});
  const {authority, clock, access} = newcomer();
  const events = await live(authority.signIn('device', never()));
  expect([events.map(({type}) => type), clock.naps]).toEqual([['signed-in'], []]);
  expect((await access.token('corp', never())).reveal()).toBe('ready');
});

test('the client is registered once, and anew when AWS forgot it or its secret runs out', async () => {
  const {authority, machine} = newcomer();
  const signIn = async () => {
    const from = cloud.log.length;
    await live(authority.signIn('device', never()), person.approves);
    return oidcCalls(cloud, from).slice(0, 3);
  };
  expect(await signIn()).toContain('POST /client/register 200');
  expect(await signIn()).not.toContain('POST /client/register 200');
  const gone = {status: 401, headers: {'x-amzn-errortype': 'InvalidClientException'}, body: {}};
  cloud.faults.add({match: {origin: 'oidc', path: '/device_authorization'}, nth: 1, do: gone});
  expect(await signIn()).toEqual([
    'POST /device_authorization 401',
    'POST /client/register 200',
    'POST /device_authorization 200',
  ]);
  cloud.clock.advance(90 * 86_400_000 - 60_000);
  expect(await signIn()).toContain('POST /client/register 200');
  expect([...machine.entries.keys()].filter(entry => entry.startsWith('aws-client-'))).toHaveLength(1);
});

test('a client that AWS refuses twice is not registered a third time', async () => {
  const gone = {status: 401, body: {error: 'invalid_client', error_description: 'no'}};
  cloud.faults.add({match: {origin: 'oidc', path: '/device_authorization'}, do: gone});
  const from = cloud.log.length;
  const {authority} = newcomer();
  expect(await problemIn(authority.signIn('device', never()))).toMatchObject({
    code: 'failed',
    provider: 'aws',
  });
  expect(oidcCalls(cloud, from).filter(call => call.includes('register'))).toHaveLength(2);
});

test.each([
  'https://device.sso.eu-west-1.amazonaws.com.evil.example/',
  'https://user@evil.example/device',
  'http://device.sso.eu-west-1.amazonaws.com/',
  'http://127.0.0.1:1/device',
  'javascript:alert(1)',
  'not a page',
])('nobody is sent to %s', async verificationUri => {
  const body = {deviceCode: 'd', userCode: 'AAAA-BBBB', verificationUri, expiresIn: 600, interval: 1};
  cloud.faults.add({match: {origin: 'oidc', path: '/device_authorization'}, do: {status: 200, body}});
  const {authority} = newcomer();
  const shown: string[] = [];
  const story = authority.signIn('device', never());
  expect(await problemIn(story, ({type}) => shown.push(type))).toMatchObject({code: 'sign-in-blocked'});
  expect(shown).toEqual([]);
});

test.each([
  {status: 400, type: 'AccessDeniedException', reason: 'KMS_AccessDeniedException', code: 'sign-in-blocked'},
  {status: 400, type: 'InvalidRequestException', reason: 'KMS_DisabledKeyException', code: 'sign-in-blocked'},
  {status: 400, type: 'InvalidRequestException', reason: '', code: 'misconfigured'},
  {status: 400, type: 'UnheardOfException', reason: '', code: 'failed'},
  {status: 500, type: 'InternalServerException', reason: '', code: 'unreachable'},
  {status: 429, type: 'TooManyRequestsException', reason: '', code: 'throttled'},
])('$type $reason at the start is $code', async ({status, type, reason, code}) => {
  const body = {error: 'x', error_description: 'As the cloud says.', ...(reason === '' ? {} : {reason})};
  const answer = {status, headers: {'x-amzn-errortype': type}, body};
  cloud.faults.add({match: {origin: 'oidc', path: '/device_authorization'}, do: answer});
  const problem = await problemIn(newcomer().authority.signIn('device', never()));
  expect(problem).toMatchObject({code, provider: 'aws'});
});

test('an answer without what is needed is a bad answer, before anything is shown', async () => {
  cloud.faults.add({match: {origin: 'oidc', path: '/device_authorization'}, do: {status: 200, body: {}}});
  const problem = await problemIn(newcomer().authority.signIn('device', never()));
  expect(problem).toMatchObject({code: 'bad-answer', what: expect.stringContaining('AWS sign-in')});
});

test('the browser flow is not there yet, and says what is', async () => {
  const from = cloud.log.length;
  const problem = await problemIn(newcomer().authority.signIn('browser', never()));
  expect(problem).toMatchObject({code: 'unsupported', nextSteps: [expect.stringContaining('--flow device')]});
  expect(cloud.log.length).toBe(from);
});

test('a store that cannot be used is said before a person is asked', async () => {
  const from = cloud.log.length;
  const refused = new Error('no store');
  const vault = async () => ({...vaultOf(newAwsMachine()), prepare: () => Promise.reject(refused)});
  await expect(live(newcomer({vault}).authority.signIn('device', never()))).rejects.toBe(refused);
  expect(cloud.log.length).toBe(from);
});

test('an interruption ends a call that hangs', async () => {
  cloud.faults.add({match: {origin: 'oidc', path: '/token'}, nth: 2, do: {hang: true}});
  const stop = new AbortController();
  const {authority} = newcomer();
  const ended = problemIn(authority.signIn('device', stop.signal), () => setImmediate(() => stop.abort()));
  expect(await ended).toMatchObject({code: 'cancelled'});
});
