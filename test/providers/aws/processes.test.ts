import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeEach, expect, test} from 'vitest';
import {startPracticeCloud} from '../../../src/sandbox/index.ts';
import {type Household, household} from './children.ts';
import {oidcCalls} from './support.ts';

const cloud = await startPracticeCloud({scenario: 'empty', deviceCodeApproval: {afterMs: 0}});
const {aws} = cloud.organisation;
afterAll(() => cloud.stop());
beforeEach(() => cloud.faults.clear());

/** Signed in by a process that is gone, with a token that needs a refresh at once. */
async function signedIn(share: boolean): Promise<Household> {
  const house = household(cloud);
  aws.settings.tokenSeconds = 60;
  expect(await house.run({act: 'sign-in', share})).toMatchObject({token: expect.any(String)});
  aws.settings.tokenSeconds = 3600;
  return house;
}

test.each([
  {share: false, where: 'in our store'},
  {share: true, where: "in the AWS CLI's file"},
])(
  'three processes refresh a sign-in $where at once: one refresh, and nobody is signed out',
  {
    timeout: 30_000,
  },
  async ({share}) => {
    const house = await signedIn(share);
    // Slow enough that the others arrive while the first one's refresh is on its way.
    cloud.faults.add({match: {origin: 'oidc', path: '/token'}, do: {delayMs: 800}});
    const from = cloud.log.length;
    const told = await Promise.all([house.run({share}), house.run({share}), house.run({share})]);
    expect(new Set(told.map(({token}) => token)).size).toBe(1);
    expect(told[0]?.token).toEqual(expect.any(String));
    expect(oidcCalls(cloud, from)).toEqual(['POST /token 200']);
  },
);

/** The stored sign-in, wherever it lies. */
function stored({home, cliFolder}: Household, share: boolean): string {
  const folder = share ? cliFolder : join(home, 'tokens', 'plaintext');
  const files = readdirSync(folder).map(name => readFileSync(join(folder, name), 'utf8'));
  const [found, ...others] = files.filter(text => text.includes('refreshToken'));
  expect(others).toEqual([]);
  return found ?? '';
}

test.each([
  {share: false, calls: ['request', 'answer', 'vault', 'records']},
  {share: true, calls: ['request', 'answer', 'cli', 'records']},
])(
  'killed at each point of a refresh (shared: $share), the sign-in is the old one or the new one, whole',
  {
    timeout: 60_000,
  },
  async ({share, calls}) => {
    aws.lenientRefresh(true);
    for (const dieBefore of calls) {
      const house = await signedIn(share);
      const before = stored(house, share);
      expect(await house.kill({share, dieBefore}), dieBefore).toBe('SIGKILL');
      const after = stored(house, share);
      expect(after === before, dieBefore).toBe(dieBefore !== 'records');
      expect(JSON.parse(after), dieBefore).toMatchObject({accessToken: expect.any(String)});
      expect(await house.run({share}), dieBefore).toMatchObject({token: expect.any(String)});
    }
    aws.lenientRefresh(false);
  },
);
