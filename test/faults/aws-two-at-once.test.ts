import {describe, expect, test} from 'vitest';
import {minutes} from '../../src/core/time.ts';
import {type Practice, practice} from '../terminal/practice.ts';
import {both, codes, recordIsWhole} from './at-once.ts';
import {fillAws, LINKED_GROUP} from './aws-house.ts';

/** Signed in to AWS; answers take so long that two processes are surely at it together. */
async function atWork(aws = {}): Promise<Practice> {
  const given = await practice({latencyMs: 60, aws: {scimInMs: 100, ...aws}}, fillAws);
  await given.signIn();
  return given;
}

const asking = (name: string) => ['activate', name, '--justification', 'INC-7', '--json'];

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly endsAt: string;
}

async function lentNow({run}: Practice): Promise<readonly Row[]> {
  const {code, stdout} = await run('status', '--json');
  expect(code).toBe(0);
  const rows: readonly Row[] = JSON.parse(stdout).items;
  return rows.filter(({kind}) => kind.startsWith('aws-'));
}

describe.each([
  ['a permission set', 'Builder'],
  ['a role', 'breakfix'],
  ['a permission set through a group', 'Admin'],
] as const)('%s', (_, name) => {
  test('two ask at once: one loan, and both are told the truth; two end it at once: it is ended', async () => {
    const given = await atWork();
    const ran = await both(given, ...asking(name));
    const open = await lentNow(given);
    expect(open.map(({state}) => state)).toEqual(['active']);
    for (const {stdout} of ran) {
      const item = JSON.parse(stdout).items[0];
      expect([
        ['active'],
        ['active', 'already-active'],
        ['failed', 'already-active'],
        ['failed', 'request-pending'],
      ]).toContainEqual([item.state, item.problem?.code].filter(word => word !== undefined));
    }
    expect(codes(ran)[0]).toBe(0);
    const asked = given.cloud.organisation.requests.filter(({action}) => action === 'SelfActivate');
    expect(asked).toHaveLength(name === 'Admin' ? 1 : 0);
    const used = await both(given, 'creds', name, '--format', 'process');
    expect(new Set(used.map(({stdout}) => stdout)).size, 'the same credentials').toBe(1);
    expect(codes(used)).toEqual([0, 0]);
    given.cloud.clock.advance(minutes(6));
    const ended = await both(given, 'deactivate', name, '--json');
    expect(codes(ended)[0]).toBe(0);
    expect([0, 65, 81]).toContain(codes(ended)[1]);
    await given.run('status');
    expect(await lentNow(given)).toEqual([]);
    const stillHeld = given.cloud.organisation.active.filter(({scope}) => scope.name === LINKED_GROUP);
    expect(stillHeld).toEqual([]);
    await recordIsWhole(given);
  });
});

test('two renew the credentials of one loan at once: both get ones that work, and one set is kept', async () => {
  const given = await atWork();
  expect((await given.run('activate', 'Builder', '--duration', '6h', '--justification', 'INC-7')).code).toBe(
    0,
  );
  given.cloud.clock.advance(minutes(118));
  await given.run('status');
  const ran = await both(given, 'creds', 'Builder', '--format', 'process');
  expect(codes(ran)).toEqual([0, 0]);
  const {aws} = given.cloud.organisation;
  for (const {stdout} of ran) expect(aws.isUsable(JSON.parse(stdout).AccessKeyId)).toBe(true);
  const kept = await given.run('creds', 'Builder', '--format', 'process');
  expect(ran.map(({stdout}) => stdout)).toContain(kept.stdout);
  await recordIsWhole(given);
});

test('two extend one loan at once: one loan with the later end, and both are told the truth', async () => {
  const given = await atWork();
  expect((await given.run('activate', 'Builder', '--duration', '1h', '--justification', 'INC-7')).code).toBe(
    0,
  );
  const ran = await Promise.all(
    ['3h', '4h'].map(length => given.run('extend', 'Builder', '--duration', length, '--json')),
  );
  expect(codes(ran)).toEqual([0, 0]);
  const ends = ran.map(({stdout}) => JSON.parse(stdout).items[0].grant.endsAt);
  const [loan, ...others] = await lentNow(given);
  expect(others).toEqual([]);
  expect(ends).toContain(loan?.endsAt);
  await recordIsWhole(given);
});

test('two refresh the sign-in at once, each refresh token good once: both go on, and so does the sign-in', async () => {
  const given = await atWork();
  given.cloud.clock.advance(minutes(61));
  expect(codes(await both(given, 'list', '--refresh', '--kind', 'aws-permission-set'))).toEqual([0, 0]);
  const refreshes = given.cloud.log.filter(
    ({path, body}) => path === '/token' && body.includes('refresh_token"'),
  );
  expect(refreshes.filter(({body}) => body.includes('"refreshToken"'))).toHaveLength(1);
  expect((await given.run('list', '--refresh', '--kind', 'aws-permission-set')).code).toBe(0);
  expect(given.cloud.pendingSignIns).toEqual([]);
});

test('two sign in to AWS at once: both are let in, and one whole sign-in is kept', async () => {
  const given = await practice({deviceCodeApproval: {afterMs: 0}}, fillAws);
  expect(codes(await both(given, 'login', 'aws'))).toEqual([0, 0]);
  expect((await given.run('list', '--refresh', '--kind', 'aws-permission-set')).code).toBe(0);
  await recordIsWhole(given);
});
