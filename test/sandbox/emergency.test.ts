import {readFile, rm, stat} from 'node:fs/promises';
import {Agent} from 'node:https';
import {join} from 'node:path';
import {GetSessionTokenCommand, STSClient} from '@aws-sdk/client-sts';
import {NodeHttpHandler} from '@smithy/node-http-handler';
import {Ajv2020} from 'ajv/dist/2020.js';
import {afterEach, describe, expect, test} from 'vitest';
import type {Rung} from '../../src/core/ladder.ts';
import {practiceHomeDirectory, writePracticeHome} from '../../src/sandbox/home.ts';
import {services} from '../../src/sandbox/http/outages.ts';
import type {PracticeCloud} from '../../src/sandbox/index.ts';
import {SETTINGS_SCHEMA} from '../../src/stores/settings-schema.ts';
import {armList, caller, type Json, stillCloud, visit} from './support.ts';

const open: PracticeCloud[] = [];
const started = async (...args: Parameters<typeof stillCloud>) => {
  const cloud = await stillCloud(...args);
  open.push(cloud);
  return cloud;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map(cloud => cloud.stop()));
});

async function homeOf(cloud: PracticeCloud) {
  const directory = await practiceHomeDirectory();
  const {env} = await writePracticeHome(cloud, directory);
  const config: Json = JSON.parse(await readFile(join(directory, 'config.json'), 'utf8'));
  const path = join(directory, 'emergency-user.txt');
  const user = await readFile(path, 'utf8').catch(() => undefined);
  const mode = user === undefined ? undefined : (await stat(path)).mode & 0o777;
  await rm(directory, {recursive: true});
  const ladder: readonly Rung[] = config.breakGlass?.ladder ?? [];
  return {env, config, ladder, user, mode};
}

describe('the ladder of a practice home', () => {
  test('has one rung of each way in the demo', async () => {
    const {ladder} = await homeOf(await started({scenario: 'demo'}));
    expect(ladder.map(({kind, name}) => `${kind} ${name}`)).toEqual([
      'azure-resource prod-payments-contributor',
      'entra-role user-administrator',
      'aws-permission-set payments-prod-incidentresponder',
      'aws-role break-glass-admin',
    ]);
  });

  test('has whatever there is elsewhere', async () => {
    const kindsOf = async (scenario: 'small' | 'empty' | 'thousands') =>
      (await homeOf(await started({scenario, count: 30}))).ladder.map(({kind}) => kind);
    expect(await kindsOf('small')).toEqual(['azure-resource', 'entra-role', 'aws-permission-set']);
    expect(await kindsOf('empty')).toEqual([]);
    expect((await kindsOf('thousands')).length).toBeGreaterThan(0);
  });

  test.each(['demo', 'small', 'empty', 'thousands'] as const)(
    'is one that the app takes: %s',
    async scenario => {
      const check = new Ajv2020({strict: false}).compile(SETTINGS_SCHEMA);
      check((await homeOf(await started({scenario, count: 30}))).config);
      expect(check.errors).toBeNull();
    },
  );
});

describe('the emergency user', () => {
  test('is in an account of its own, which the portal does not show', async () => {
    const {aws} = (await started({scenario: 'demo'})).organisation;
    const id = aws.accountId('emergency-operations');
    expect(aws.assigned.some(({accountId}) => accountId === id)).toBe(false);
    expect(new Set(aws.assigned.map(({accountId}) => accountId)).size).toBe(12);
    expect(aws.roles.filter(({accountId}) => accountId === id)).toMatchObject([
      {name: 'break-glass-admin', maxSessionSeconds: 3600, via: null, trust: {mfa: true}},
    ]);
  });

  test('lies in a file that only its owner reads, and in no variable or setting', async () => {
    const cloud = await started({scenario: 'demo'});
    const {user, mode, env, config} = await homeOf(cloud);
    const [known] = cloud.organisation.aws.iamUsers;
    if (known === undefined || user === undefined) throw new Error('there is none');
    expect(mode).toBe(0o600);
    for (const secret of [known.accessKeyId, known.secretAccessKey]) {
      expect(user).toContain(secret);
      expect(JSON.stringify([env, config])).not.toContain(secret);
    }
  });

  test('and the file’s way to a code is one that STS takes', async () => {
    const cloud = await started({scenario: 'demo'});
    const {user = ''} = await homeOf(cloud);
    const [, url = '', data = ''] = /(https:\/\/\S+\/aws\/mfa-code) --data '(.+)'/.exec(user) ?? [];
    const {code} = (await visit(url, {method: 'POST', body: data})).body;
    const [, accessKeyId = ''] = /access key id +(\S+)/.exec(user) ?? [];
    const [, secretAccessKey = ''] = /secret access key +(\S+)/.exec(user) ?? [];
    const sts = new STSClient({
      ...{region: 'eu-west-1', endpoint: cloud.origins.sts, credentials: {accessKeyId, secretAccessKey}},
      ...{systemClockOffset: cloud.clock.now() - Date.now(), maxAttempts: 1},
      requestHandler: new NodeHttpHandler({httpsAgent: new Agent({ca: cloud.ca})}),
    });
    const shown = {SerialNumber: JSON.parse(data).serial, TokenCode: code};
    const {Credentials} = await sts.send(new GetSessionTokenCommand({DurationSeconds: 900, ...shown}));
    expect(Credentials?.AccessKeyId).toMatch(/^ASIA/);
    await expect(sts.send(new GetSessionTokenCommand(shown))).rejects.toThrow(/MultiFactorAuthentication/);
  });

  test('is not in a home without one', async () => {
    expect((await homeOf(await started({scenario: 'small'}))).user).toBeUndefined();
  });
});

describe('an outage', () => {
  const reach = (url: string) =>
    visit(url, {signal: AbortSignal.timeout(20_000)}).then(
      ({status}) => status,
      (thrown: Error) => (thrown.cause as NodeJS.ErrnoException | undefined)?.code ?? thrown.name,
    );
  const urlOf = ({origins}: PracticeCloud, service: (typeof services)[number]) =>
    `${origins[service === 'entra' ? 'login' : service]}/nothing`;

  test.each(services)('of %s is its own, and ends', async service => {
    const cloud = await started({scenario: 'small'});
    const before = await reach(urlOf(cloud, service));
    await cloud.outages.takeDown(service);
    expect(await reach(urlOf(cloud, service))).toBe('ECONNREFUSED');
    for (const other of services.filter(one => one !== service))
      expect([other, typeof (await reach(urlOf(cloud, other)))]).toEqual([other, 'number']);
    await cloud.outages.bringUp(service);
    expect(await reach(urlOf(cloud, service))).toBe(before);
  });

  test.each([
    ['503', 503],
    ['cut', 'UND_ERR_SOCKET'],
    ['refused', 'ECONNREFUSED'],
  ] as const)('in the manner of %s, asked for from outside', async (manner, expected) => {
    const cloud = await started({scenario: 'small'});
    const outages = `${cloud.origins.control}/outages`;
    const body = JSON.stringify({service: 'arm', manner});
    expect((await visit(outages, {method: 'POST', body})).status).toBe(200);
    expect(await reach(urlOf(cloud, 'arm'))).toBe(expected);
    expect((await visit(outages, {method: 'DELETE'})).status).toBe(200);
    const send = await caller(cloud, 'arm');
    expect((await send('GET', armList('roleEligibilityScheduleInstances'))).status).toBe(200);
  });

  test('may be silence', async () => {
    const cloud = await started({scenario: 'small'});
    await cloud.outages.takeDown('graph', 'hang');
    const hung = cloud.faults.nextHang();
    const asker = new AbortController();
    const asking = visit(urlOf(cloud, 'graph'), {signal: asker.signal}).catch(() => 'gone');
    const {gone} = await hung;
    asker.abort();
    expect(await asking).toBe('gone');
    await gone;
  });

  test('of everything ends with the cloud', async () => {
    const cloud = await started({scenario: 'small'});
    for (const service of services) await cloud.outages.takeDown(service);
    await cloud.outages.bringUp();
    expect(typeof (await reach(urlOf(cloud, 'entra')))).toBe('number');
    for (const service of services) await cloud.outages.takeDown(service);
  });

  test('of nothing that there is, is said', async () => {
    const cloud = await started({scenario: 'small'});
    const reply = await visit(`${cloud.origins.control}/outages`, {
      method: 'POST',
      body: '{"service":"aws"}',
    });
    expect([reply.status, reply.body.error]).toEqual([409, expect.stringContaining('entra')]);
  });
});
