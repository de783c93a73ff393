import {createHttpHeaders, createPipelineRequest, type PipelineResponse} from '@azure/core-rest-pipeline';
import {afterAll, beforeEach, describe, expect, test} from 'vitest';
import {authContextClaims} from '../../../src/core/identity.ts';
import {problemOf} from '../../../src/core/problem.ts';
import {hours} from '../../../src/core/time.ts';
import type {EntraAccess} from '../../../src/providers/entra/index.ts';
import {type PracticeCloud, startPracticeCloud} from '../../../src/sandbox/index.ts';
import {live, type Machine, never, newMachine, startProcess} from './support.ts';

const cloud: PracticeCloud = await startPracticeCloud({
  scenario: 'empty',
  deviceCodeApproval: {afterMs: 0},
  deviceCodeInterval: 0,
});
afterAll(() => cloud.stop());

let machine: Machine;
beforeEach(async () => {
  cloud.faults.clear();
  cloud.organisation.settings.rotateStrictly = true;
  machine = newMachine();
  await live(startProcess(cloud, machine).signIn('device', never()));
});

const LIST = '/providers/Microsoft.Authorization/roleEligibilityScheduleInstances';
const QUERY = '?api-version=2020-10-01&$filter=asTarget()';

/** A call as a provider makes it: the token is asked for, then sent. */
async function asked(
  access: EntraAccess,
  {signal = never(), claims}: {signal?: AbortSignal; claims?: string} = {},
): Promise<PipelineResponse> {
  const {token} = await access.token('arm', {signal, claims});
  return sent(access, token.reveal(), signal);
}

function sent(access: EntraAccess, token: string, abortSignal = never()): Promise<PipelineResponse> {
  const headers = createHttpHeaders({authorization: `Bearer ${token}`});
  return access.http.sendRequest(
    createPipelineRequest({url: `${cloud.origins.arm}${LIST}${QUERY}`, headers, abortSignal}),
  );
}

/** The cloud's time goes on, and ours does not: what looks live here is over there. */
const clockFallsBehind = () => cloud.clock.advance(hours(2));

function since(from: number) {
  const calls = cloud.log.slice(from);
  return {
    asked: calls.filter(({origin}) => origin === 'arm').length,
    refreshes: calls.filter(({body}) => body.includes('grant_type=refresh_token')).length,
  };
}

describe('a token that is over although it looks live', () => {
  test('is renewed once, and the request goes out once more', async () => {
    const access = startProcess(cloud, machine);
    expect((await asked(access)).status).toBe(200);
    clockFallsBehind();
    const from = cloud.log.length;
    expect((await asked(access)).status).toBe(200);
    expect(since(from)).toEqual({asked: 2, refreshes: 1});
  });

  test('the new one is kept: for this process, and for the next', async () => {
    clockFallsBehind();
    await asked(startProcess(cloud, machine));
    const from = cloud.log.length;
    for (let run = 0; run < 2; run += 1) expect((await asked(startProcess(cloud, machine))).status).toBe(200);
    expect(since(from)).toEqual({asked: 2, refreshes: 0});
  });

  test('many requests at once, in two processes, with refresh tokens that are good once: one refresh', async () => {
    clockFallsBehind();
    const from = cloud.log.length;
    const [one, other] = [startProcess(cloud, machine), startProcess(cloud, machine)];
    const answers = await Promise.all([asked(one), asked(one), asked(other), asked(other)]);
    expect(answers.map(({status}) => status)).toEqual([200, 200, 200, 200]);
    expect(since(from)).toEqual({asked: 8, refreshes: 1});
    expect((await startProcess(cloud, machine).identity()).signedIn).toBe(true);
  });

  test('the token of the other audience stays as it is', async () => {
    const access = startProcess(cloud, machine);
    const before = await access.token('graph', {signal: never()});
    const {token} = await access.token('arm', {signal: never()});
    cloud.faults.add({match: {origin: 'arm'}, nth: 1, do: {status: 401}});
    await sent(access, token.reveal());
    const after = await startProcess(cloud, machine).token('graph', {signal: never()});
    expect(after.token.reveal()).toBe(before.token.reveal());
  });

  test('one that has met a step-up is renewed with what it met', async () => {
    const access = startProcess(cloud, machine);
    const claims = authContextClaims('c1');
    await live(access.stepUp(claims, 'azure-resource', 'device', never()));
    clockFallsBehind();
    const from = cloud.log.length;
    const answer = await asked(access, {claims: claims.claims});
    expect(answer.status).toBe(200);
    expect(since(from)).toEqual({asked: 2, refreshes: 1});
    const kept = await startProcess(cloud, machine).token('arm', {signal: never(), claims: claims.claims});
    expect(answer.request.headers.get('authorization')).toBe(`Bearer ${kept.token.reveal()}`);
  });
});

describe('never a loop', () => {
  test('a service that refuses each token is asked twice, and from then on once', async () => {
    const access = startProcess(cloud, machine);
    cloud.faults.add({match: {origin: 'arm'}, times: Number.POSITIVE_INFINITY, do: {status: 401}});
    const from = cloud.log.length;
    expect((await asked(access)).status).toBe(401);
    expect(since(from)).toEqual({asked: 2, refreshes: 1});
    expect((await asked(access)).status).toBe(401);
    expect(since(from)).toEqual({asked: 3, refreshes: 1});
  });

  test('a 401 that names claims is the step-up’s affair', async () => {
    const access = startProcess(cloud, machine);
    const {token} = await access.token('arm', {signal: never()});
    cloud.challengeAccessTokens();
    const from = cloud.log.length;
    expect((await sent(access, token.reveal())).status).toBe(401);
    expect(since(from)).toEqual({asked: 1, refreshes: 0});
  });

  test('a token that was not given out here is not ours to renew', async () => {
    const from = cloud.log.length;
    expect((await sent(startProcess(cloud, machine), 'e30.e30.x')).status).toBe(401);
    expect(since(from)).toEqual({asked: 1, refreshes: 0});
  });

  test('where no new one is to be had, that is the problem', async () => {
    const access = startProcess(cloud, machine);
    await asked(access);
    clockFallsBehind();
    cloud.revokeRefreshTokens();
    const from = cloud.log.length;
    const thrown = await asked(access).catch((thrown: unknown) => thrown);
    expect(problemOf(thrown)).toMatchObject({code: 'signed-out', reason: 'revoked'});
    expect(since(from).asked).toBe(1);
    expect((await startProcess(cloud, machine).identity()).signedIn).toBe(false);
  });

  test('an authority that cannot be reached is not taken for the end of the sign-in', async () => {
    const access = startProcess(cloud, machine);
    await asked(access);
    clockFallsBehind();
    cloud.faults.add({match: {origin: 'login', path: '/token'}, do: {status: 503}});
    const thrown = await asked(access).catch((thrown: unknown) => thrown);
    expect(problemOf(thrown)).toMatchObject({code: 'unreachable'});
    expect((await startProcess(cloud, machine).identity()).signedIn).toBe(true);
  });

  test('interrupted while it is renewed: that is definite, for nothing has been done', async () => {
    const access = startProcess(cloud, machine);
    await asked(access);
    clockFallsBehind();
    cloud.faults.add({match: {origin: 'login', path: '/token'}, do: {hang: true}});
    const stop = new AbortController();
    const answer = asked(access, {signal: stop.signal}).catch((thrown: unknown) => thrown);
    await expect.poll(() => cloud.faults.hits, {interval: 5}).toBeGreaterThan(0);
    stop.abort();
    expect(problemOf(await answer)).toMatchObject({code: 'cancelled'});
  });
});
