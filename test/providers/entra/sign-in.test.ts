import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import type {SignInEvent} from '../../../src/core/identity.ts';
import {problemOf, Trouble} from '../../../src/core/problem.ts';
import {type PracticeCloud, startPracticeCloud} from '../../../src/sandbox/index.ts';
import {
  live,
  networkTrusting,
  never,
  newMachine,
  startProcess,
  tokenRequests,
  vaultOf,
  wallClock,
} from './support.ts';

let cloud: PracticeCloud;
beforeAll(async () => {
  cloud = await startPracticeCloud({scenario: 'empty', deviceCodeInterval: 0.02});
});
afterEach(() => {
  cloud.faults.clear();
  cloud.blockDeviceFlow(null);
  cloud.organisation.settings.publicClient = true;
});
afterAll(() => cloud.stop());

const approve = (event: SignInEvent) => {
  if (event.type === 'device-code') cloud.approveSignIn(String(event.userCode));
};
const signIn = (changes: Parameters<typeof startProcess>[2] = {}, machine = newMachine()) =>
  live(startProcess(cloud, machine, changes).signIn('device', never()), approve);
const refused = async (work: Promise<unknown>) => problemOf(await work.catch((thrown: unknown) => thrown));

describe('sign-in by code', () => {
  test('the story: a code with its address and end in server time, then signed in', async () => {
    const before = cloud.clock.now();
    const [code, done] = await signIn();
    expect(code).toMatchObject({type: 'device-code', verificationUri: expect.stringMatching(/^https:/)});
    if (code?.type !== 'device-code') throw new Error('no code');
    expect(code.expiresAt - before).toBeGreaterThanOrEqual(900_000);
    expect(done).toMatchObject({
      type: 'signed-in',
      identity: {
        account: cloud.user.upn,
        tenantId: cloud.tenantId,
        oid: cloud.user.oid,
        cloud: 'lab',
        signedIn: true,
        tokenStore: {level: 'keyring'},
      },
    });
  });

  test('the device code, which is a secret, is not in the story (reference azure-pim 1.2)', async () => {
    const events = await signIn();
    const polled = cloud.log.findLast(({body}) => body.includes('device_code='));
    const secret = new URLSearchParams(polled?.body).get('device_code') ?? '';
    expect(secret.length).toBeGreaterThan(20);
    expect(JSON.stringify(events)).not.toContain(secret);
  });

  test('every token request says cp1, so that CAE and step-up work (reference azure-pim 5.2)', async () => {
    const from = cloud.log.length;
    const machine = newMachine();
    await signIn({}, machine);
    await startProcess(cloud, machine).token('graph', {signal: never()});
    const bodies = cloud.log.slice(from).filter(({path}) => path.endsWith('/token'));
    expect(bodies.length).toBeGreaterThan(1);
    for (const {body} of bodies) expect(new URLSearchParams(body).get('claims')).toContain('"cp1"');
    expect([...machine.entries.keys()].every(entry => entry.endsWith('.cae'))).toBe(true);
  });

  test('one sign-in: the second process asks nothing and sends nothing while tokens are good', async () => {
    const machine = newMachine();
    await signIn({}, machine);
    await startProcess(cloud, machine).token('graph', {signal: never()});
    const [requests, taken] = [cloud.log.length, machine.taken()];
    const second = startProcess(cloud, machine);
    const arm = await second.token('arm', {signal: never()});
    const graph = await second.token('graph', {signal: never()});
    expect(arm.token.reveal()).not.toBe(graph.token.reveal());
    expect(await second.actor(never())).toEqual({
      profile: 'default',
      authority: cloud.origins.login,
      tenantId: cloud.tenantId,
      oid: cloud.user.oid,
      account: cloud.user.upn,
    });
    expect([cloud.log.length, machine.taken()]).toEqual([requests, taken]);
  });

  test('slow_down is a longer wait, not the end (reference azure-pim 1.1, 1.2)', async () => {
    const naps: number[] = [];
    const slowDown = {status: 400, body: {error: 'slow_down'}};
    cloud.faults.add({match: {origin: 'login', path: '/token'}, nth: 1, do: slowDown});
    const pending = {status: 400, body: {error: 'authorization_pending'}};
    cloud.faults.add({match: {origin: 'login', path: '/token'}, nth: 2, do: pending});
    const clock: typeof wallClock = {
      ...wallClock,
      sleep: async (length, signal) => {
        if (length >= 60_000) return wallClock.sleep(length, signal);
        naps.push(length);
      },
    };
    const events = await signIn({clock});
    expect(events.at(-1)?.type).toBe('signed-in');
    expect(naps).toEqual([5000, 5000]);
  });

  test('declined is cancelled; nothing is kept', async () => {
    const machine = newMachine();
    const story = startProcess(cloud, machine).signIn('device', never());
    expect(await refused(live(story, () => cloud.declineSignIn()))).toMatchObject({code: 'cancelled'});
    expect([machine.entries.size, machine.files.size]).toEqual([0, 0]);
  });

  test('a code that ran out', async () => {
    const story = startProcess(cloud, newMachine()).signIn('device', never());
    expect(await refused(live(story, () => cloud.expireSignIn()))).toMatchObject({
      code: 'signed-out',
      reason: 'code-expired',
    });
  });

  test.each([53003, 530033, 530036] as const)('blocked by AADSTS%i: the browser is offered', async code => {
    cloud.blockDeviceFlow(code);
    expect(await refused(signIn())).toMatchObject({
      code: 'sign-in-blocked',
      aadsts: code,
      correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      nextSteps: expect.arrayContaining(['Sign in with stint login --flow browser']),
    });
  });

  test.each([
    ['an unknown app', {clientId: 'f0f0f0f0-0000-4000-8000-000000000000'}, 'profiles.default.entra.clientId'],
    ['an unknown tenant', {tenantId: 'nowhere.example'}, 'profiles.default.entra.tenantId'],
  ])('%s is named as a setting', async (_name, changes, setting) => {
    expect(await refused(signIn(changes))).toMatchObject({code: 'misconfigured', setting});
  });

  test('an app that is no public client', async () => {
    cloud.organisation.settings.publicClient = false;
    const problem = await refused(signIn());
    expect(problem).toMatchObject({
      code: 'misconfigured',
      nextSteps: [expect.stringContaining('public client')],
    });
  });

  test('an account of another tenant', async () => {
    const tenantId = 'f0f0f0f0-0000-4000-8000-000000000000';
    expect(await refused(signIn({tenantId}))).toMatchObject({code: 'sign-in-blocked', aadsts: 50020});
  });

  test('“organizations” is no tenant to act in', () => {
    expect(() => startProcess(cloud, newMachine(), {tenantId: 'organizations'})).toThrow('misconfigured');
  });

  test('an interruption ends it at once, though MSAL would sleep on', async () => {
    const slow = await startPracticeCloud({scenario: 'empty', deviceCodeInterval: 5});
    try {
      const stop = new AbortController();
      const story = startProcess(slow, newMachine()).signIn('device', stop.signal);
      const began = performance.now();
      const problem = await refused(live(story, () => stop.abort()));
      expect(problem.code).toBe('cancelled');
      expect(performance.now() - began).toBeLessThan(2500);
    } finally {
      await slow.stop();
    }
  });

  test('a tenant named by its domain tells its id in the token', async () => {
    const machine = newMachine();
    const changes = {tenantId: 'contoso.onmicrosoft.com'};
    const events = await signIn(changes, machine);
    expect(events.at(-1)).toMatchObject({identity: {tenantId: cloud.tenantId}});
    const requests = cloud.log.length;
    expect((await startProcess(cloud, machine, changes).actor(never())).tenantId).toBe(cloud.tenantId);
    expect(cloud.log.length).toBe(requests);
  });

  test('Azure’s own proxy policy does not bypass the network port (design 3)', async () => {
    process.env.HTTPS_PROXY = 'http://127.0.0.1:9';
    try {
      const network = networkTrusting(cloud.ca);
      const events = await signIn({network});
      expect(events.at(-1)?.type).toBe('signed-in');
      expect(network.dates.length).toBeGreaterThan(1);
      expect(network.dates.length).toBe(network.urls.length);
    } finally {
      delete process.env.HTTPS_PROXY;
    }
  });
});

test('a guest acts with the oid of this tenant, in later processes too (design 5)', async () => {
  const abroad = await startPracticeCloud({scenario: 'empty', deviceCodeApproval: {afterMs: 0}});
  try {
    abroad.organisation.guest();
    const machine = newMachine();
    await live(startProcess(abroad, machine).signIn('device', never()));
    const requests = tokenRequests(abroad);
    const actor = await startProcess(abroad, machine).actor(never());
    expect(actor.oid).toBe(abroad.user.oid);
    expect(actor.oid).not.toBe(abroad.user.homeOid);
    expect(tokenRequests(abroad)).toBe(requests);
  } finally {
    await abroad.stop();
  }
});

test('a store that is refused is said before a code is asked for', async () => {
  const machine = newMachine();
  const problem = {code: 'misconfigured', setting: 'STINT_TOKEN_STORE', reason: 'no keyring'} as const;
  const refusing = {...vaultOf(machine), prepare: () => Promise.reject(new Trouble(problem))};
  const requests = cloud.log.length;
  expect(await refused(signIn({vault: async () => refusing}, machine))).toEqual(problem);
  expect(cloud.log.length).toBe(requests);
});

describe('who is signed in', () => {
  test('is told without opening the locked store', async () => {
    const machine = newMachine();
    await signIn({}, machine);
    const locked = {
      ...vaultOf(machine),
      read: () => Promise.reject(new Error('a passphrase would be asked')),
    };
    const session = startProcess(cloud, machine, {vault: async () => locked});
    expect(await session.identity()).toMatchObject({signedIn: true, oid: cloud.user.oid});
  });

  test('nobody yet', async () => {
    const session = startProcess(cloud, newMachine());
    expect(await session.identity()).toMatchObject({signedIn: false, account: null, expiresAt: null});
    expect(await refused(session.actor(never()))).toMatchObject({code: 'signed-out', reason: 'never'});
  });

  test('signing out really forgets', async () => {
    const machine = newMachine();
    await signIn({}, machine);
    expect(await startProcess(cloud, machine).signOut()).toMatchObject({signedIn: false});
    expect([machine.entries.size, machine.files.size]).toEqual([0, 0]);
    const later = startProcess(cloud, machine).token('arm', {signal: never()});
    expect(await refused(later)).toMatchObject({code: 'signed-out', reason: 'never'});
  });

  test('a second sign-in replaces the first whole', async () => {
    const machine = newMachine();
    await signIn({}, machine);
    const [before] = machine.entries.values();
    await signIn({}, machine);
    expect(machine.entries.size).toBe(1);
    expect([...machine.entries.values()][0]).not.toBe(before);
  });
});
