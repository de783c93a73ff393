import {createServer} from 'node:http';
import {Agent, createServer as createSecureServer} from 'node:https';
import {type AddressInfo, createServer as createPlainServer, type Server, type Socket} from 'node:net';
import {HttpsProxyAgent} from 'https-proxy-agent';
import {generate} from 'selfsigned';
import {expect, onTestFinished, test} from 'vitest';
import type {ProbeTarget} from '../../../src/core/emergency.ts';
import {Trouble} from '../../../src/core/problem.ts';
import {awsProbeTargets, createProber, probeTargets} from '../../../src/providers/evidence/index.ts';
import {type Harm, type OriginName, startPracticeCloud} from '../../../src/sandbox/index.ts';
import {HandClock} from '../../support/clock.ts';

const LIMIT = 2000;

function place(agentFor: (url: string) => Agent | Promise<Agent>) {
  const clock = new HandClock();
  const dates: string[] = [];
  const network = {agentFor, sawDate: (date: string | null | undefined) => void dates.push(date ?? '')};
  const {signal} = new AbortController();
  return {clock, dates, signal, prober: createProber({network, clock})};
}

async function practice() {
  const cloud = await startPracticeCloud({scenario: 'small', ticking: false});
  onTestFinished(() => cloud.stop());
  const agent = new Agent({ca: cloud.ca, keepAlive: true});
  onTestFinished(() => agent.destroy());
  const {login, arm, graph, oidc, portal, sts, signin} = cloud.origins;
  const endpoints = {authorityHost: login, armEndpoint: arm, graphEndpoint: graph};
  const targets = [
    ...probeTargets({endpoints, tenantId: cloud.tenantId}),
    ...awsProbeTargets('eu-west-1', {oidc, portal, sts, signin}),
  ];
  return {cloud, targets, agent, ...place(() => agent)};
}

test('everything answers somebody who shows nothing, and that is up', async () => {
  const {prober, targets, signal, dates, cloud} = await practice();
  const probes = await prober.probe(targets, LIMIT, signal);
  expect(probes.map(({service, isUp, status}) => [service, isUp, status])).toEqual([
    ['entra', true, 200],
    ['azure-pim', true, 401],
    ['graph-pim', true, 401],
    ['identity-center', true, 404],
    ['identity-center', true, 404],
    ['sts', true, 403],
  ]);
  expect(dates).toHaveLength(6);
  expect(cloud.log.map(({headers}) => headers.authorization)).toEqual(Array(6).fill(undefined));
});

const harms: readonly (readonly [string, Harm, Partial<Record<'status' | 'reason', unknown>>])[] = [
  ['a 503', {status: 503}, {status: 503, reason: 'it answered 503'}],
  ['a 500', {status: 500}, {status: 500, reason: 'it answered 500'}],
  [
    'a cut connection',
    {reset: true},
    {status: null, reason: expect.stringMatching(/^the connection was cut/)},
  ],
];

test.each(harms)('%s is down, and the others are not', async (_name, harm, expected) => {
  const {cloud, prober, targets, signal, dates} = await practice();
  cloud.faults.add({match: {origin: 'arm'}, do: harm});
  const probes = await prober.probe(targets, LIMIT, signal);
  expect(probes.filter(({isUp}) => !isUp)).toEqual([
    expect.objectContaining({service: 'azure-pim', ...expected}),
  ]);
  expect(dates).toHaveLength(5);
});

test.each([301, 302, 307, 400, 404, 429, 499])(
  'a %i is an answer, and leads nobody anywhere',
  async status => {
    const {cloud, prober, targets, signal} = await practice();
    const origins: readonly OriginName[] = ['login'];
    for (const origin of origins)
      cloud.faults.add({
        match: {origin},
        do: {status, headers: {location: `${cloud.origins.arm}/elsewhere`}},
      });
    const probes = await prober.probe(targets.slice(0, 1), LIMIT, signal);
    expect(probes).toEqual([expect.objectContaining({isUp: true, status, reason: null})]);
    expect(cloud.log).toHaveLength(1);
  },
);

const whole = ['entra', 'arm', 'graph', 'oidc', 'portal', 'sts'] as const;

test.each(whole.map((service, at) => [service, at] as const))(
  '%s down whole shows, alone',
  async (service, at) => {
    const {cloud, prober, targets, signal} = await practice();
    await cloud.outages.takeDown(service);
    const probes = await prober.probe(targets, LIMIT, signal);
    expect(probes.map(({isUp}) => isUp)).toEqual(targets.map((_, index) => index !== at));
    await cloud.outages.bringUp();
    expect((await prober.probe(targets, LIMIT, signal)).every(({isUp}) => isUp)).toBe(true);
  },
);

test('and so do all of them at once', async () => {
  const {cloud, prober, targets, signal} = await practice();
  for (const service of whole) await cloud.outages.takeDown(service);
  const probes = await prober.probe(targets, LIMIT, signal);
  expect(probes.map(({isUp, status}) => [isUp, status])).toEqual(targets.map(() => [false, null]));
});

test('who is silent is down at the limit, and his connection is given up', async () => {
  const {cloud, prober, targets, signal, clock} = await practice();
  cloud.faults.add({match: {origin: 'login'}, do: {hang: true}});
  const hung = cloud.faults.nextHang();
  const probing = prober.probe(targets, LIMIT, signal);
  const {gone} = await hung;
  await clock.turn(LIMIT);
  const [entra, ...others] = await probing;
  expect(entra).toMatchObject({isUp: false, status: null, reason: 'no answer came in time', took: LIMIT});
  expect(others.length).toBe(5);
  await gone;
});

test('whoever asked may go away meanwhile', async () => {
  const {cloud, prober, targets} = await practice();
  cloud.faults.add({do: {hang: true}});
  const asker = new AbortController();
  const hung = cloud.faults.nextHang();
  const probing = prober.probe(targets, LIMIT, asker.signal);
  await hung;
  asker.abort();
  const probes = await probing;
  expect(new Set(probes.map(({reason}) => reason))).toEqual(new Set(['nobody waited for its answer']));
});

test('a way out that is never found ends at the limit too', async () => {
  const {prober, clock, signal} = place(() => new Promise<Agent>(() => undefined));
  const probing = prober.probe([target('https://localhost:1/')], LIMIT, signal);
  await clock.turn(LIMIT);
  expect(await probing).toMatchObject([{isUp: false, reason: 'no answer came in time', took: LIMIT}]);
});

test('a proxy that is not set right is named, and what it holds is not told', async () => {
  const {prober, signal} = place(() => {
    throw new Trouble({code: 'misconfigured', setting: 'HTTPS_PROXY', reason: 'ftp://me:hunter2@proxy'});
  });
  const [probe] = await prober.probe([target('https://localhost:1/')], LIMIT, signal);
  expect(probe).toMatchObject({isUp: false, reason: 'HTTPS_PROXY is not set right'});
});

test('only https is asked', async () => {
  const {prober, signal} = place(() => {
    throw new Error('nothing may be sent');
  });
  const targets = ['http://localhost/', 'nonsense', 'file:///etc/passwd'].map(target);
  const probes = await prober.probe(targets, LIMIT, signal);
  expect(probes.map(({reason}) => reason)).toEqual(Array(3).fill('it is no https address'));
});

test('nobody there', async () => {
  const port = await listening(createPlainServer(), {close: true});
  const agent = new Agent();
  const {prober, signal} = place(() => agent);
  const [probe] = await prober.probe([target(`https://127.0.0.1:${port}/`)], LIMIT, signal);
  expect(probe).toMatchObject({
    ...{isUp: false, status: null, host: `127.0.0.1:${port}`},
    reason: 'nothing answers there (ECONNREFUSED)',
  });
});

test('somebody else’s certificate is down, and his date is not believed', async () => {
  const {targets, signal} = await practice();
  const other = new Agent();
  const {prober, dates} = place(() => other);
  const [probe] = await prober.probe(targets.slice(0, 1), LIMIT, signal);
  expect(probe).toMatchObject({
    isUp: false,
    reason: expect.stringMatching(/^its certificate is not trusted/),
  });
  expect(dates).toEqual([]);
});

test('a proxy that lets nobody through is not the service', async () => {
  const proxy = createServer();
  proxy.on('connect', (_request, socket) =>
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nDate: Sun, 22 Nov 2026 12:00:00 GMT\r\n\r\n'),
  );
  const agent = new HttpsProxyAgent(`http://127.0.0.1:${await listening(proxy)}`);
  const {prober, signal, dates} = place(() => agent);
  const [probe] = await prober.probe([target('https://login.example/')], LIMIT, signal);
  expect(probe).toMatchObject({
    ...{isUp: false, status: null},
    reason: 'the proxy lets nobody through to it (it answered 407)',
  });
  expect(dates).toEqual([]);
});

test('what is said without end is not read, and a kept answer’s date is not believed', async () => {
  const made = await generate([{name: 'commonName', value: 'localhost'}], {
    extensions: [{name: 'subjectAltName', altNames: [{type: 2, value: 'localhost'}]}],
  });
  const cut: Promise<void>[] = [];
  const server = createSecureServer({key: made.private, cert: made.cert}, (_request, response) => {
    cut.push(new Promise(resolve => response.once('close', resolve)));
    response.writeHead(200, {age: '86400'});
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  });
  const agent = new Agent({ca: made.cert});
  const {prober, signal, dates} = place(() => agent);
  const [probe] = await prober.probe(
    [target(`https://localhost:${await listening(server)}/`)],
    LIMIT,
    signal,
  );
  expect(probe).toMatchObject({isUp: true, status: 200});
  expect(dates).toEqual([]);
  await Promise.all(cut);
});

const target = (url: string): ProbeTarget => ({service: 'entra', label: 'Somebody', url});

async function listening(server: Server, then: {readonly close?: boolean} = {}): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>(resolve => server.close(() => resolve()));
  };
  if (then.close === true) await close();
  else onTestFinished(close);
  return port;
}
