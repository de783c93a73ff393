import {mkdtemp, readFile, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {practiceHomeDirectory, writePracticeHome} from '../../src/sandbox/home.ts';
import {originNames} from '../../src/sandbox/http/call.ts';
import type {PracticeCloud} from '../../src/sandbox/index.ts';
import {activate, armList, caller, hour, post, type Reply, stillCloud, visit} from './support.ts';

const open: PracticeCloud[] = [];
const started = async (...args: Parameters<typeof stillCloud>) => {
  const cloud = await stillCloud(...args);
  open.push(cloud);
  return cloud;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map(cloud => cloud.stop()));
});

describe('the control origin', () => {
  test('turns every string a test needs', async () => {
    const cloud = await started();
    const {control, login, arm} = cloud.origins;
    const tell = (path: string, body: object = {}, method = 'POST') =>
      visit(control + path, {method, ...(method === 'POST' ? {body: JSON.stringify(body)} : {})});
    cloud.organisation.eligible({
      kind: 'azure-resource',
      role: 'Owner',
      scope: 'prod',
      requires: {approval: ['Grace Hopper']},
    });
    const send = await caller(cloud, 'arm');
    await activate(cloud, send);
    expect((await tell('/state', {}, 'GET')).body.requests[0].status).toBe('PendingApproval');
    expect((await tell('/clock', {advanceMs: 1000})).body.now).toBe(cloud.clock.now());
    expect((await tell('/decide', {requestId: 'next', decision: 'Approve'})).status).toBe(200);
    expect((await tell('/state', {}, 'GET')).body.active).toHaveLength(1);
    expect((await tell('/decide', {requestId: 'next'})).status).toBe(409);
    expect(
      (await tell('/faults', {match: {origin: 'arm', path: 'INSTANCES\\?'}, times: 1, do: {status: 500}}))
        .status,
    ).toBe(200);
    expect((await send('GET', armList('roleEligibilityScheduleInstances'))).status).toBe(500);
    expect((await tell('/faults', {}, 'DELETE')).status).toBe(200);
    const begun = await post(`${login}/${cloud.tenantId}/oauth2/v2.0/devicecode`, {
      client_id: cloud.clientId,
      scope: `${arm}/.default`,
    });
    expect((await tell('/state', {}, 'GET')).body.pendingSignIns).toEqual([
      {flow: 'device', userCode: begun.body.user_code},
    ]);
    for (const path of [
      '/approve-sign-in',
      '/decline-sign-in',
      '/expire-sign-in',
      '/revoke',
      '/challenge',
      '/block-device-flow',
    ])
      expect([path, (await tell(path)).status]).toEqual([path, 200]);
    expect((await tell('/approve-sign-in', {userCode: 'NONE'})).status).toBe(409);
    expect((await tell('/log', {}, 'GET')).body.length).toBe(cloud.log.length);
    expect((await tell('/nothing')).status).toBe(404);
  });
});

test('a practice home knows this cloud and nothing else', async () => {
  const cloud = await started();
  const directory = await practiceHomeDirectory();
  const {env} = await writePracticeHome(cloud, directory);
  expect(env).toEqual({
    STINT_HOME: directory,
    NODE_EXTRA_CA_CERTS: join(directory, 'ca.pem'),
    STINT_TOKEN_STORE: 'plaintext',
    AWS_ENDPOINT_URL_SSO_OIDC: cloud.origins.oidc,
    AWS_ENDPOINT_URL_SSO: cloud.origins.portal,
    AWS_ENDPOINT_URL_STS: cloud.origins.sts,
    AWS_ENDPOINT_URL_SIGNIN: cloud.origins.signin,
    AWS_CONFIG_FILE: join(directory, 'aws', 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(directory, 'aws', 'credentials'),
  });
  const config = JSON.parse(await readFile(join(directory, 'config.json'), 'utf8'));
  expect(config.profiles.default.entra).toEqual({
    tenantId: cloud.tenantId,
    clientId: cloud.clientId,
    cloud: 'lab',
    flow: 'device',
  });
  expect(new Set(Object.values(config.clouds.lab)).size).toBe(3);
  const modes = await Promise.all(
    ['', 'config.json', 'ca.pem'].map(async name => (await stat(join(directory, name))).mode & 0o777),
  );
  expect(modes).toEqual([0o700, 0o600, 0o600]);
  expect(await readFile(join(directory, 'ca.pem'), 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----/);
  expect(`${await readFile(join(directory, 'ca.pem'))}${JSON.stringify(config)}`).not.toContain('PRIVATE');
  await rm(directory, {recursive: true});
});

test('a home that was there is closed to others', async () => {
  const cloud = await started();
  const directory = await mkdtemp(join(tmpdir(), 'stint-test-'));
  await writePracticeHome(cloud, join(directory, 'deeper', 'home'));
  expect((await stat(join(directory, 'deeper', 'home'))).mode & 0o777).toBe(0o700);
  await rm(directory, {recursive: true});
});

describe('scenarios', () => {
  const counted = (cloud: PracticeCloud, kind: string) =>
    cloud.organisation.eligibilities.filter(row => row.kind === kind).length;

  test('the demo organisation is about forty things, asked for in every way', async () => {
    const cloud = await started({scenario: 'demo'});
    const {eligibilities, active} = cloud.organisation;
    expect(eligibilities.length).toBeGreaterThanOrEqual(38);
    expect(eligibilities.length).toBeLessThanOrEqual(48);
    expect(['azure-resource', 'entra-role', 'entra-group'].every(kind => counted(cloud, kind) >= 6)).toBe(
      true,
    );
    const asks: [string, boolean][] = [
      ['approval', eligibilities.some(row => row.policy.approvers[0]?.name === 'Grace Hopper')],
      ['context', eligibilities.some(row => row.policy.authContext === 'c1')],
      ['ticket', eligibilities.some(row => row.policy.ticket)],
      ['second factor', eligibilities.some(row => row.policy.mfa)],
      ['condition', eligibilities.some(row => row.condition !== null)],
      ['hidden policy', eligibilities.some(row => !row.policy.readable)],
      ['inherited twin', eligibilities.some(row => row.memberType === 'Group')],
    ];
    expect(asks.filter(([, there]) => !there)).toEqual([]);
    const held = active.map(row => [row.assignmentType, row.endsAt === null]);
    expect(held).toEqual(
      expect.arrayContaining([
        ['Assigned', true],
        ['Assigned', false],
        ['Activated', false],
      ]),
    );
  });

  test('in the demo the approver answers in four seconds, and provisioning takes one and a half', async () => {
    const cloud = await started({scenario: 'demo'});
    const send = await caller(cloud, 'arm');
    expect((await activate(cloud, send, {role: 'Owner'})).body.properties.status).toBe('PendingApproval');
    const seen = [3999, 1, 1500].map(step => {
      cloud.clock.advance(step);
      return cloud.organisation.requests[0]?.status;
    });
    expect(seen).toEqual(['PendingApproval', 'PendingProvisioning', 'Provisioned']);
  });

  test('the same seed gives the same ids, another one others', async () => {
    const [first, second, third] = await Promise.all([
      started({scenario: 'small'}),
      started({scenario: 'small'}),
      started({scenario: 'small', seed: 2}),
    ]);
    const ids = (cloud: PracticeCloud) => [
      cloud.tenantId,
      cloud.clientId,
      cloud.user.oid,
      ...cloud.organisation.eligibilities.map(row => row.scheduleId),
    ];
    expect(ids(first)).toEqual(ids(second));
    expect(ids(third).some(id => ids(first).includes(id))).toBe(false);
  });

  test('ten thousand rows are no trouble and no two are alike', async () => {
    const cloud = await started({scenario: 'thousands', count: 10_000});
    expect(counted(cloud, 'azure-resource')).toBe(8000);
    const send = await caller(cloud, 'arm');
    const places = new Set<string>();
    for (let next: string | undefined = armList('roleEligibilityScheduleInstances'); next !== undefined; ) {
      const {body}: Reply = await send('GET', next);
      for (const {properties} of body.value) places.add(`${properties.roleDefinitionId} ${properties.scope}`);
      next = body.nextLink;
    }
    expect(places.size).toBe(8000);
    expect((await activate(cloud, send, {role: 'Reader'})).status).toBe(201);
  });
});

test('consecutive ports where one is named; a taken one is said and nothing stays open', async () => {
  const first = await started();
  const base = Number(new URL(first.origins.control).port);
  await expect(stillCloud({port: base - 1})).rejects.toThrow('EADDRINUSE');
  const second = await startedInARow();
  const ports = originNames.map(name => Number(new URL(second.cloud.origins[name]).port) - second.base);
  expect(ports).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

/** Below the ports that systems hand out by themselves; somebody may have one of nine all the same. */
async function startedInARow(tries = 20): Promise<{readonly cloud: PracticeCloud; readonly base: number}> {
  const base = 20_000 + Math.floor(Math.random() * 10_000);
  try {
    return {cloud: await started({port: base}), base};
  } catch (thrown) {
    if (tries === 0 || (thrown as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw thrown;
    return startedInARow(tries - 1);
  }
}

test('the clock runs beside the wall clock unless told to stand', async () => {
  const cloud = await started({ticking: true, startAt: Date.UTC(2030, 0, 1)});
  const began = cloud.clock.now();
  await expect.poll(() => cloud.clock.now(), {interval: 2}).toBeGreaterThan(began);
  cloud.clock.advance(hour);
  expect(cloud.clock.now()).toBeGreaterThanOrEqual(began + hour);
  cloud.clock.set(Date.UTC(2031, 0, 1));
  expect(cloud.clock.now() - Date.UTC(2031, 0, 1)).toBeLessThan(1000);
});
