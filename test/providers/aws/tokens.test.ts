import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {inspect} from 'node:util';
import {afterAll, beforeEach, expect, test} from 'vitest';
import type {Clock} from '../../../src/core/ports.ts';
import {problemOf} from '../../../src/core/problem.ts';
import {showInstant} from '../../../src/core/time.ts';
import {startPracticeCloud} from '../../../src/sandbox/index.ts';
import {createCliSignIns} from '../../../src/stores/cli-sign-ins.ts';
import {
  type AwsMachine,
  jsonAt,
  live,
  nappingClock,
  never,
  newAwsMachine,
  oidcCalls,
  practiceSession,
  startAws,
} from './support.ts';

const cloud = await startPracticeCloud({scenario: 'empty', ticking: false, deviceCodeApproval: {afterMs: 0}});
afterAll(() => cloud.stop());
beforeEach(() => cloud.faults.clear());

const MINUTE = 60_000;

async function signedIn(share = false) {
  const machine = newAwsMachine();
  await live(
    startAws(cloud, machine, {share, clock: nappingClock(cloud)}).authority.signIn('device', never()),
  );
  return machine;
}

const tokenFrom = async (machine: AwsMachine, changes: Parameters<typeof startAws>[2] = {}) =>
  (await startAws(cloud, machine, changes).access.token('corp', never())).reveal();

const troubleFrom = (machine: AwsMachine, changes: Parameters<typeof startAws>[2] = {}) =>
  startAws(cloud, machine, changes)
    .access.token('corp', never())
    .then(() => undefined, problemOf);

/** Writes a file as a tool of somebody else's would. */
function cliFile(machine: AwsMachine, name: string, fields: object): string {
  mkdirSync(machine.cliFolder, {recursive: true});
  const path = join(machine.cliFolder, `${name}.json`);
  writeFileSync(path, JSON.stringify(fields));
  return path;
}

const {startUrl, region} = practiceSession(cloud);
const {nameOf} = createCliSignIns('/');
const live10 = () => showInstant(Math.floor((cloud.clock.now() + 10 * MINUTE) / 1000) * 1000);

test('a token that lives long enough costs no call; with less than five minutes it is renewed once', async () => {
  const machine = await signedIn();
  const from = cloud.log.length;
  const first = await tokenFrom(machine);
  cloud.clock.advance(54 * MINUTE);
  expect([await tokenFrom(machine), cloud.log.length]).toEqual([first, from]);
  cloud.clock.advance(2 * MINUTE);
  const {access} = startAws(cloud, machine);
  const renewed = await Promise.all(Array.from({length: 20}, () => access.token('corp', never())));
  expect(new Set(renewed.map(token => token.reveal())).size).toBe(1);
  expect(renewed[0]?.reveal()).not.toBe(first);
  expect(oidcCalls(cloud, from)).toEqual(['POST /token 200']);
  expect(await tokenFrom(machine)).toBe(renewed[0]?.reveal());
});

test('a token that the portal refused is not given again, to nobody', async () => {
  const machine = await signedIn();
  const {access} = startAws(cloud, machine);
  const first = await access.token('corp', never());
  const second = await access.token('corp', never(), first);
  expect(await startAws(cloud, machine).authority.identity()).toMatchObject({signedIn: true});
  expect(second.reveal()).not.toBe(first.reveal());
  const from = cloud.log.length;
  // Late news of the first one: the second has long taken its place.
  expect((await access.token('corp', never(), first)).reveal()).toBe(second.reveal());
  expect(cloud.log.length).toBe(from);
});

test('a revoked refresh token ends the sign-in once: nobody asks with it again, in no process', async () => {
  const machine = await signedIn();
  cloud.revokeAwsRefreshTokens();
  cloud.clock.advance(61 * MINUTE);
  const from = cloud.log.length;
  const {access, authority} = startAws(cloud, machine);
  const asked = await Promise.allSettled(Array.from({length: 8}, () => access.token('corp', never())));
  expect(asked.every(one => one.status === 'rejected')).toBe(true);
  expect(await troubleFrom(machine)).toMatchObject({
    ...{code: 'signed-out', reason: 'revoked', session: 'corp', provider: 'aws'},
  });
  expect(oidcCalls(cloud, from)).toEqual(['POST /token 400']);
  await expect(authority.actor(never())).rejects.toMatchObject({problem: {code: 'signed-out'}});
  expect(cloud.pendingSignIns).toEqual([]);
});

test('an access token lives on to its end after its refresh token was turned down', async () => {
  const machine = await signedIn();
  const first = await tokenFrom(machine);
  cloud.revokeAwsRefreshTokens();
  cloud.clock.advance(57 * MINUTE);
  const from = cloud.log.length;
  expect([await tokenFrom(machine), await tokenFrom(machine)]).toEqual([first, first]);
  expect(oidcCalls(cloud, from)).toEqual(['POST /token 400']);
});

test('a token and a refresh token both turned down: signed out, and that is remembered', async () => {
  const machine = await signedIn();
  const {access} = startAws(cloud, machine);
  const first = await access.token('corp', never());
  cloud.revokeAwsRefreshTokens();
  const problem = await access.token('corp', never(), first).then(() => undefined, problemOf);
  expect(problem).toMatchObject({code: 'signed-out', reason: 'revoked'});
  expect(await startAws(cloud, machine).authority.identity()).toMatchObject({signedIn: false});
  const from = cloud.log.length;
  expect(await troubleFrom(machine)).toMatchObject({code: 'signed-out', reason: 'revoked'});
  expect(cloud.log.length).toBe(from);
});

test.each([
  {harm: {status: 503, body: ''}, name: 'a 503'},
  {harm: {status: 429, body: '{}'}, name: 'a 429'},
  {harm: {reset: true}, name: 'a cut'},
  {harm: {garbage: 'html'}, name: 'a web page'},
  {
    harm: {status: 400, body: {error: 'access_denied', reason: 'KMS_DisabledKeyException'}},
    name: 'a lost key',
  },
] as const)(
  'after $name the old token does while it lives, and OIDC is left in peace for a while',
  async ({harm}) => {
    const machine = await signedIn();
    const first = await tokenFrom(machine);
    cloud.clock.advance(57 * MINUTE);
    cloud.faults.add({match: {origin: 'oidc', path: '/token'}, do: harm});
    const from = cloud.log.length;
    let monotonic = 0;
    const clock: Clock = {...nappingClock(cloud), monotonic: () => monotonic};
    const {access} = startAws(cloud, machine, {clock});
    const ask = async () => (await access.token('corp', never())).reveal();
    expect([await ask(), await ask(), await ask()]).toEqual([first, first, first]);
    expect(cloud.log.length - from).toBe(1);
    monotonic = 31_000;
    cloud.faults.clear();
    expect(await ask()).not.toBe(first);
  },
);

test('after the end of the token a passing failure is told as it is, and the sign-in is kept', async () => {
  const machine = await signedIn();
  cloud.clock.advance(61 * MINUTE);
  cloud.faults.add({match: {origin: 'oidc', path: '/token'}, nth: 1, do: {status: 503, body: ''}});
  expect(await troubleFrom(machine)).toMatchObject({code: 'unreachable', provider: 'aws'});
  expect(await tokenFrom(machine)).toMatch(/./);
});

test.each([
  {harm: {truncate: true}, code: 'bad-answer'},
  {harm: {garbage: 'html'}, code: 'bad-answer'},
  {harm: {garbage: 'json'}, code: 'bad-answer'},
  {harm: {status: 200, body: 'half-a-tok'}, code: 'bad-answer'},
  {harm: {status: 307, headers: {location: 'https://localhost/'}, body: ''}, code: 'bad-answer'},
] as const)('an answer like $harm is $code, and nothing of it is told', async ({harm, code}) => {
  const machine = await signedIn();
  cloud.clock.advance(61 * MINUTE);
  cloud.faults.add({match: {origin: 'oidc', path: '/token'}, do: harm});
  const thrown: unknown = await startAws(cloud, machine)
    .access.token('corp', never())
    .catch(one => one);
  expect(thrown).toMatchObject({problem: {code, provider: 'aws'}});
  expect(inspect(thrown, {depth: 9, showHidden: true})).not.toMatch(/half-a-tok|accessToken/);
});

test('where nobody ever signed in, there is no call and no lock', async () => {
  const machine = newAwsMachine();
  const from = cloud.log.length;
  expect(await troubleFrom(machine)).toMatchObject({code: 'signed-out', reason: 'never', session: 'corp'});
  expect([cloud.log.length, machine.taken()]).toEqual([from, 0]);
});

test.each([
  {where: "the session's name", name: nameOf('corp')},
  {where: 'the start URL', name: nameOf(startUrl)},
  {where: 'any other name', name: 'something-else'},
])('a sign-in of the AWS CLI under $where is used without asking', async ({name}) => {
  const machine = newAwsMachine();
  cliFile(machine, name, {startUrl: `${startUrl}/#/`, region, accessToken: 'theirs', expiresAt: live10()});
  expect(await tokenFrom(machine)).toBe('theirs');
  expect(await startAws(cloud, machine).authority.identity()).toMatchObject({
    ...{signedIn: true, account: null},
    tokenStore: {level: 'plaintext', path: join(machine.cliFolder, `${name}.json`)},
  });
});

test('older CLIs wrote UTC at the end of a time', async () => {
  const machine = newAwsMachine();
  const expiresAt = live10().replace('Z', 'UTC');
  cliFile(machine, nameOf('corp'), {startUrl, region, accessToken: 'theirs', expiresAt});
  expect(await tokenFrom(machine)).toBe('theirs');
});

test.each([
  {why: 'another start URL', fields: {startUrl: 'https://d-other.awsapps.com/start'}},
  {why: 'another Region', fields: {region: 'us-east-1'}},
  {why: 'an expired token', fields: {expiresAt: '2020-01-01T00:00:00Z'}},
  {why: 'no time', fields: {expiresAt: 'tomorrow'}},
  {why: 'a number for a token', fields: {accessToken: 12}},
  {why: 'no token', fields: {accessToken: ''}},
  {
    why: 'an expired client',
    fields: {
      expiresAt: '2020-01-01T00:00:00Z',
      refreshToken: 'r',
      clientId: 'c',
      clientSecret: 's',
      registrationExpiresAt: '2020-01-02T00:00:00UTC',
    },
  },
])('a file with $why is left alone', async ({fields}) => {
  const machine = newAwsMachine();
  const from = cloud.log.length;
  cliFile(machine, nameOf('corp'), {startUrl, region, accessToken: 't', expiresAt: live10(), ...fields});
  cliFile(machine, nameOf(startUrl), [1, 2]);
  expect(await troubleFrom(machine)).toMatchObject({code: 'signed-out'});
  expect(cloud.log.length).toBe(from);
});

test('what the AWS CLI refreshed while we asked is used, although our refresh was refused', async () => {
  const machine = await signedIn(true);
  const path = join(machine.cliFolder, `${nameOf('corp')}.json`);
  const mine = jsonAt(path);
  cloud.clock.advance(57 * MINUTE);
  // Refreshed by another one: our refresh token is spent by the time we ask.
  await tokenFrom(machine);
  const theirs = jsonAt(path);
  writeFileSync(path, JSON.stringify(mine));
  const real = createCliSignIns(machine.cliFolder);
  let reads = 0;
  const cliSignIns = {
    ...real,
    read: async (name: string) => {
      const text = await real.read(name);
      // The first reading is without the lock, the second inside it.
      if (name === nameOf('corp')) reads += 1;
      if (reads === 2) writeFileSync(path, JSON.stringify(theirs));
      return text;
    },
  };
  const from = cloud.log.length;
  expect(await tokenFrom(machine, {cliSignIns})).toBe(theirs.accessToken);
  expect(oidcCalls(cloud, from)).toEqual(['POST /token 400']);
  expect(await tokenFrom(machine)).toBe(theirs.accessToken);
});

test('a refreshed file of the AWS CLI keeps every field that we do not know', async () => {
  const machine = await signedIn(true);
  const path = join(machine.cliFolder, `${nameOf('corp')}.json`);
  const before = {...jsonAt(path), theirs: {a: [1]}, scopes: ['sso:account:access']};
  writeFileSync(path, JSON.stringify(before), {mode: 0o600});
  cloud.clock.advance(57 * MINUTE);
  const token = await tokenFrom(machine);
  const after = jsonAt(path);
  expect(after).toEqual({
    ...before,
    accessToken: token,
    expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    refreshToken: expect.any(String),
  });
  expect(after.refreshToken).not.toBe((before as Record<string, unknown>).refreshToken);
});

test("ours comes before the AWS CLI's; when ours is over, theirs is used", async () => {
  const machine = await signedIn();
  const ours = await tokenFrom(machine);
  const fields = {startUrl, region, accessToken: 'theirs', expiresAt: '2999-01-01T00:00:00Z'};
  cliFile(machine, nameOf('corp'), fields);
  expect(await tokenFrom(machine)).toBe(ours);
  cloud.revokeAwsRefreshTokens();
  cloud.clock.advance(61 * MINUTE);
  expect(await tokenFrom(machine)).toBe('theirs');
});

test('a token that cannot be written back is told, not kept in secret', async () => {
  const machine = await signedIn(true);
  cloud.clock.advance(57 * MINUTE);
  const full = new Error('disk full');
  const real = createCliSignIns(machine.cliFolder);
  const cliSignIns = {...real, write: () => Promise.reject(full)};
  await expect(startAws(cloud, machine, {cliSignIns}).access.token('corp', never())).rejects.toBe(full);
});

test('an interrupted refresh is an interruption, and the sign-in is kept', async () => {
  const machine = await signedIn();
  cloud.clock.advance(57 * MINUTE);
  cloud.faults.add({match: {origin: 'oidc', path: '/token'}, nth: 1, do: {hang: true}});
  const stop = new AbortController();
  const asked = startAws(cloud, machine).access.token('corp', stop.signal);
  const from = cloud.log.length;
  const arrival = setInterval(() => cloud.log.length > from && stop.abort(), 5);
  await expect(asked).rejects.toMatchObject({name: 'AbortError'});
  clearInterval(arrival);
  expect(await tokenFrom(machine)).toMatch(/./);
});
