import {afterAll, beforeEach, describe, expect, test} from 'vitest';
import {authContextClaims, MFA_STEP_UP, type SignInEvent} from '../../../src/core/identity.ts';
import {problemOf} from '../../../src/core/problem.ts';
import {readRefusal} from '../../../src/providers/entra/refusals.ts';
import {readTokenClaims} from '../../../src/providers/entra/token-claims.ts';
import {type PracticeCloud, startPracticeCloud} from '../../../src/sandbox/index.ts';
import {live, type Machine, never, newMachine, startProcess, tokenRequests} from './support.ts';

const cloud: PracticeCloud = await startPracticeCloud({scenario: 'empty', deviceCodeInterval: 0.02});
afterAll(() => cloud.stop());

const c1 = authContextClaims('c1');
/** As PIM writes the same request (reference azure-pim 5.2). */
const c1AsPim = '{"access_token":{"acrs":{"essential":true, "value":"c1"}}}';
const approve = (event: SignInEvent) => {
  if (event.type === 'device-code') cloud.approveSignIn(String(event.userCode));
};
const refused = async (work: Promise<unknown>) => problemOf(await work.catch((thrown: unknown) => thrown));

let machine: Machine;
beforeEach(async () => {
  cloud.blockDeviceFlow(null);
  cloud.organisation.settings.mfaAtSignIn = true;
  machine = newMachine();
  await live(startProcess(cloud, machine).signIn('device', never()), approve);
});

const stepUp = (person: (event: SignInEvent) => void = approve, challenge = c1) =>
  live(startProcess(cloud, machine).stepUp(challenge, 'azure-resource', 'device', never()), person);
const stepped = (audience: 'arm' | 'graph', claims = c1.claims) =>
  startProcess(cloud, machine).token(audience, {signal: never(), claims});
const read = async (work: Promise<{token: {reveal(): string}}>) =>
  readTokenClaims((await work).token.reveal());

describe('step-up (reference azure-pim 5.2)', () => {
  test('a person meets it once; the token carries the context and cp1', async () => {
    const events = await stepUp();
    expect(events.map(({type}) => type)).toEqual(['device-code', 'signed-in']);
    const {token} = await stepped('arm');
    const [, payload = ''] = token.reveal().split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    expect(claims).toMatchObject({acrs: ['c1'], xms_cc: ['cp1'], oid: cloud.user.oid});
  });

  test('a later process, and PIM’s own spelling, get exactly that token without a request', async () => {
    await stepUp();
    const first = await stepped('arm');
    const requests = cloud.log.length;
    expect((await stepped('arm', c1AsPim)).token.reveal()).toBe(first.token.reveal());
    const again = await stepUp();
    expect(again.map(({type}) => type)).toEqual(['signed-in']);
    expect(cloud.log.length).toBe(requests);
  });

  test('the other audience follows silently from the same session, once', async () => {
    await stepUp();
    const requests = tokenRequests(cloud);
    expect((await read(stepped('graph'))).acrs).toEqual(['c1']);
    await stepped('graph');
    expect(tokenRequests(cloud) - requests).toBe(1);
  });

  test('claims do not stick to the plain token', async () => {
    const plain = () => startProcess(cloud, machine).token('arm', {signal: never()});
    const before = (await plain()).token.reveal();
    await stepUp();
    const requests = cloud.log.length;
    expect((await plain()).token.reveal()).toBe(before);
    expect(cloud.log.length).toBe(requests);
  });

  test('silent where the session behind the token already meets it', async () => {
    const events = await stepUp(approve, MFA_STEP_UP);
    expect(events.map(({type}) => type)).toEqual(['signed-in']);
  });

  test('a fresh second factor is asked for where there was none', async () => {
    cloud.organisation.settings.mfaAtSignIn = false;
    machine = newMachine();
    await live(startProcess(cloud, machine).signIn('device', never()), approve);
    const events = await stepUp(approve, MFA_STEP_UP);
    expect(events.map(({type}) => type)).toEqual(['device-code', 'signed-in']);
    expect((await read(stepped('arm', MFA_STEP_UP.claims))).amr).toContain('mfa');
  });

  test('nobody is asked by `token`: what is missing is said', async () => {
    expect(await refused(stepped('arm'))).toMatchObject({
      code: 'step-up-needed',
      context: 'c1',
      claims: c1.claims,
      detail: expect.stringContaining('AADSTS50076'),
    });
    expect((await startProcess(cloud, machine).identity()).signedIn).toBe(true);
  });

  test('declined, it is still needed', async () => {
    const problem = await refused(stepUp(() => cloud.declineSignIn()));
    expect(problem).toMatchObject({
      code: 'step-up-needed',
      context: 'c1',
      detail: 'The sign-in was declined.',
    });
  });

  test('blocked, it is still needed, and the block is explained', async () => {
    cloud.blockDeviceFlow(530033);
    expect(await refused(stepUp())).toMatchObject({
      code: 'step-up-needed',
      detail: expect.stringContaining('AADSTS530033'),
    });
  });

  test('its session can be revoked on its own', async () => {
    await stepUp();
    cloud.revokeRefreshTokens();
    expect(await refused(stepped('graph'))).toMatchObject({code: 'step-up-needed', context: 'c1'});
  });

  test('another account may not meet it', async () => {
    const [[name = '', text = ''] = []] = [...machine.files];
    const person = (event: SignInEvent) => {
      machine.files.set(name, text.replaceAll(`"oid":"${cloud.user.oid}"`, `"oid":"${cloud.tenantId}"`));
      approve(event);
    };
    expect(await refused(stepUp(person))).toMatchObject({code: 'signed-out', reason: 'wrong-identity'});
    machine.files.set(name, text);
    expect(await refused(stepped('arm'))).toMatchObject({code: 'step-up-needed'});
  });

  test('signing out and signing in anew forget it', async () => {
    await stepUp();
    await live(startProcess(cloud, machine).signIn('device', never()), approve);
    expect(await refused(stepped('arm'))).toMatchObject({code: 'step-up-needed'});
  });
});

test('a session that was outdated (CAE) gets a newer token by the claims of the 401', async () => {
  const session = startProcess(cloud, machine);
  const call = async (claims?: string) => {
    const {createPipelineRequest, createHttpHeaders} = await import('@azure/core-rest-pipeline');
    const {token} = await session.token('arm', {signal: never(), ...(claims === undefined ? {} : {claims})});
    const headers = createHttpHeaders({authorization: `Bearer ${token.reveal()}`});
    const path = '/providers/Microsoft.Authorization/roleEligibilityScheduleInstances';
    const url = `${cloud.origins.arm}${path}?api-version=2020-10-01&$filter=asTarget()`;
    return session.http.sendRequest(createPipelineRequest({url, headers}));
  };
  expect((await call()).status).toBe(200);
  cloud.challengeAccessTokens();
  const {status: statusCode, headers, bodyAsText: body} = await call();
  const problem = readRefusal({statusCode, headers, body});
  expect(problem).toMatchObject({code: 'step-up-needed', context: 'session'});
  if (problem?.code !== 'step-up-needed') throw new Error('no challenge');
  expect((await call(problem.claims)).status).toBe(200);
  expect((await call()).status).toBe(200);
});
