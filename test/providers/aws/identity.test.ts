import {existsSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeEach, expect, test} from 'vitest';
import {Secret} from '../../../src/core/secret.ts';
import {startPracticeCloud} from '../../../src/sandbox/index.ts';
import {createCliSignIns} from '../../../src/stores/cli-sign-ins.ts';
import {
  type AwsMachine,
  jsonAt,
  live,
  nappingClock,
  never,
  newAwsMachine,
  practiceSession,
  requests,
  startAws,
  vaultOf,
} from './support.ts';

const cloud = await startPracticeCloud({scenario: 'empty', ticking: false, deviceCodeApproval: {afterMs: 0}});
afterAll(() => cloud.stop());
beforeEach(() => cloud.faults.clear());

const {startUrl, region} = practiceSession(cloud);
const {nameOf} = createCliSignIns('/');

async function signIn(machine: AwsMachine, changes: Parameters<typeof startAws>[2] = {}) {
  const clock = nappingClock(cloud);
  await live(startAws(cloud, machine, {clock, ...changes}).authority.signIn('device', never()));
}

test('before and after the sign-in, without opening the vault', async () => {
  const machine = newAwsMachine();
  const locked = {...vaultOf(machine), read: () => Promise.reject(new Error('opened'))};
  const identity = () => startAws(cloud, machine, {vault: async () => locked}).authority.identity();
  const common = {
    provider: 'aws',
    session: 'corp',
    cloud: 'aws',
    tenantId: startUrl,
    oid: null,
    clientId: null,
  };
  const tokenStore = {level: 'keyring', path: 'tokens', protection: 'a key in the keyring'};
  expect(await identity()).toEqual({...common, account: null, signedIn: false, expiresAt: null, tokenStore});
  await signIn(machine);
  const from = cloud.log.length;
  const expiresAt = expect.any(Number);
  expect(await identity()).toEqual({...common, account: null, signedIn: true, expiresAt, tokenStore});
  expect(cloud.log.length).toBe(from);
  cloud.clock.advance(91 * 86_400_000);
  expect(await identity()).toMatchObject({signedIn: false, expiresAt: null});
});

test('a refresh moves the end that is told', async () => {
  const machine = newAwsMachine();
  await signIn(machine);
  const endsAt = async () => (await startAws(cloud, machine).authority.identity()).expiresAt ?? 0;
  const before = await endsAt();
  cloud.clock.advance(57 * 60_000);
  await startAws(cloud, machine).access.token('corp', never());
  expect((await endsAt()) - before).toBe(57 * 60_000);
});

test('the actor is the start URL, and the name once it is learnt; a new sign-in forgets it', async () => {
  const machine = newAwsMachine();
  await expect(startAws(cloud, machine).authority.actor(never())).rejects.toMatchObject({
    problem: {code: 'signed-out', reason: 'never', session: 'corp', provider: 'aws'},
  });
  await signIn(machine);
  const actor = {profile: 'default', authority: cloud.origins.oidc, tenantId: startUrl, oid: '', account: ''};
  expect(await startAws(cloud, machine).access.actor('corp', never())).toEqual(actor);
  await startAws(cloud, machine).access.learnUserName('corp', 'ada');
  expect(await startAws(cloud, machine).access.actor('corp', never())).toEqual({...actor, account: 'ada'});
  expect(await startAws(cloud, machine).authority.identity()).toMatchObject({account: 'ada'});
  await signIn(machine);
  expect(await startAws(cloud, machine).access.actor('corp', never())).toEqual(actor);
});

test("a name that was learnt of our sign-in is not given to the AWS CLI's", async () => {
  const machine = newAwsMachine();
  await signIn(machine);
  await startAws(cloud, machine).access.learnUserName('corp', 'ada');
  machine.entries.clear();
  const fields = {startUrl, region, accessToken: 'theirs', expiresAt: '2999-01-01T00:00:00Z'};
  await createCliSignIns(machine.cliFolder).write(nameOf('corp'), secret(fields));
  expect((await startAws(cloud, machine).access.actor('corp', never())).account).toBe('');
});

const secret = (fields: object) => new Secret(JSON.stringify(fields));

test("signing out ends the portal session and leaves nothing of ours, nor takes what is Entra's", async () => {
  const machine = newAwsMachine();
  await signIn(machine);
  machine.entries.set('entra-entry', 'theirs');
  const {authority, access} = startAws(cloud, machine);
  await access.token('corp', never());
  const from = cloud.log.length;
  expect(await authority.signOut()).toMatchObject({signedIn: false, account: null});
  expect(requests(cloud, 'portal', from).map(({path, status}) => [path, status])).toEqual([['/logout', 200]]);
  expect([[...machine.entries.keys()], [...machine.files.keys()]]).toEqual([['entra-entry'], []]);
  await expect(access.token('corp', never())).rejects.toMatchObject({problem: {reason: 'never'}});
});

test.each([{reset: true}, {status: 500, body: ''}, {status: 401, body: {}}] as const)(
  'a portal that answers with %j does not keep the tokens alive here',
  async harm => {
    const machine = newAwsMachine();
    await signIn(machine);
    cloud.faults.add({match: {origin: 'portal'}, do: harm});
    expect(await startAws(cloud, machine).authority.signOut()).toMatchObject({signedIn: false});
    expect(machine.entries.size).toBe(0);
  },
);

test('a portal that never answers is waited for five seconds', async () => {
  const machine = newAwsMachine();
  await signIn(machine);
  cloud.faults.add({match: {origin: 'portal'}, do: {hang: true}});
  const clock = nappingClock(cloud);
  await startAws(cloud, machine, {clock}).authority.signOut();
  expect([clock.naps, machine.entries.size]).toEqual([[5000], 0]);
});

test('what the AWS CLI holds is left, and said', async () => {
  const machine = newAwsMachine();
  await signIn(machine);
  const cli = createCliSignIns(machine.cliFolder);
  const fields = {startUrl, region, accessToken: 'theirs', expiresAt: '2999-01-01T00:00:00Z'};
  await cli.write(nameOf('corp'), secret(fields));
  expect(await startAws(cloud, machine).authority.signOut()).toMatchObject({
    signedIn: true,
    tokenStore: {level: 'plaintext', path: cli.pathOf(nameOf('corp'))},
  });
  expect(jsonAt(cli.pathOf(nameOf('corp')))).toEqual(fields);
});

test("a shared sign-in lies in the AWS CLI's file alone, and goes when we sign out", async () => {
  const machine = newAwsMachine();
  await signIn(machine);
  await signIn(machine, {share: true});
  const path = join(machine.cliFolder, `${nameOf('corp')}.json`);
  expect(Object.keys(jsonAt(path)).sort()).toEqual([
    ...['accessToken', 'clientId', 'clientSecret', 'expiresAt', 'refreshToken', 'region'],
    ...['registrationExpiresAt', 'startUrl'],
  ]);
  expect([statSync(path).mode & 0o777, statSync(machine.cliFolder).mode & 0o777]).toEqual([0o600, 0o700]);
  expect([...machine.entries.keys()].filter(entry => entry.endsWith('.token'))).toEqual([]);
  const {authority} = startAws(cloud, machine, {share: true});
  expect(await authority.identity()).toMatchObject({signedIn: true, tokenStore: {level: 'plaintext', path}});
  expect(await authority.signOut()).toMatchObject({signedIn: false});
  expect(existsSync(path)).toBe(false);
});

test('a file that somebody has signed in to anew is theirs, though we wrote it once', async () => {
  const machine = newAwsMachine();
  await signIn(machine, {share: true});
  const path = join(machine.cliFolder, `${nameOf('corp')}.json`);
  writeFileSync(path, JSON.stringify({...jsonAt(path), clientId: 'of-the-cli'}));
  expect(await startAws(cloud, machine).authority.signOut()).toMatchObject({signedIn: true});
  expect(jsonAt(path)).toMatchObject({clientId: 'of-the-cli'});
});

test('two sessions and two profiles are kept apart; an unknown name is refused', async () => {
  const machine = newAwsMachine();
  const sessions = [practiceSession(cloud, 'corp'), practiceSession(cloud, 'lab')];
  await signIn(machine, {sessions});
  const {authorities, access} = startAws(cloud, machine, {sessions});
  expect(authorities.map(({session}) => session)).toEqual(['corp', 'lab']);
  const signedIn = await Promise.all(authorities.map(async one => (await one.identity()).signedIn));
  expect(signedIn).toEqual([true, false]);
  expect((await startAws(cloud, machine, {profile: 'other'}).authority.identity()).signedIn).toBe(false);
  expect(() => access.session('nope')).toThrow(
    expect.objectContaining({problem: expect.objectContaining({code: 'misconfigured'})}),
  );
  await expect(access.token('nope', never())).rejects.toMatchObject({problem: {code: 'misconfigured'}});
});

test('there is no step-up in AWS', async () => {
  const {authority} = startAws(cloud, newAwsMachine());
  const story = authority.stepUp({context: 'c1', claims: '{}'}, 'aws-role', 'device', never());
  await expect(live(story)).rejects.toMatchObject({problem: {code: 'unsupported'}});
});

test('what is kept and shown holds no secret', async () => {
  const machine = newAwsMachine();
  await signIn(machine);
  const {access, authority} = startAws(cloud, machine);
  const first = await access.token('corp', never());
  await access.token('corp', never(), first);
  const told = JSON.stringify([[...machine.files.values()], await authority.identity(), access.sessions]);
  for (const text of machine.entries.values())
    for (const value of Object.values(JSON.parse(text) as Record<string, unknown>))
      if (typeof value === 'string' && value.length > 40) expect(told).not.toContain(value);
  expect(told).not.toContain(first.reveal());
});
