import {once} from 'node:events';
import {Agent, createServer, type RequestListener} from 'node:http';
import {ListAccountsCommand, SSOClient} from '@aws-sdk/client-sso';
import {expect, onTestFinished, test} from 'vitest';
import type {Clock} from '../../../src/core/ports.ts';
import {seconds} from '../../../src/core/time.ts';
import type {AwsSession} from '../../../src/providers/aws/access.ts';
import {createClientParts} from '../../../src/providers/aws/clients.ts';
import {HandClock} from '../../support/clock.ts';
import {publishedSession, wallClock} from './support.ts';

/** A portal of our own, in clear, so that a test sees every byte that arrives. */
async function portal(listener: RequestListener, clock?: Clock) {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const agent = new Agent({keepAlive: true});
  onTestFinished(() => {
    agent.destroy();
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {origin, ...client(origin, agent, clock)};
}

function client(origin: string, agent: Agent, clock: Clock = wallClock) {
  const [dates, lines]: [(string | null | undefined)[], string[]] = [[], []];
  const clientParts = createClientParts({
    network: {agentFor: () => agent, sawDate: date => void dates.push(date)},
    ...{clock, server: {now: () => wallClock.now() + 90_000, offset: () => 90_000}},
    debug: line => void lines.push(line),
  });
  const endpoints = {oidc: origin, portal: origin, sts: origin, signin: origin};
  const session: AwsSession = {...publishedSession('eu-west-1'), endpoints};
  const list = async (signal?: AbortSignal) => {
    const sso = new SSOClient(await clientParts('portal', session));
    try {
      const options = signal === undefined ? {} : {abortSignal: signal};
      return await sso.send(
        new ListAccountsCommand({accessToken: 'very-secret', nextToken: 'page-2'}),
        options,
      );
    } finally {
      sso.destroy();
    }
  };
  return {dates, lines, list, clientParts, session};
}

const json = {'content-type': 'application/json'};

test('every answer tells the time, and a line without header, query or body', async () => {
  const {list, dates, lines, origin} = await portal((_request, response) => {
    response.writeHead(200, {...json, date: 'Sun, 22 Nov 2026 12:00:00 GMT'}).end('{"accountList":[]}');
  });
  await list();
  expect(dates).toEqual(['Sun, 22 Nov 2026 12:00:00 GMT']);
  expect(lines).toEqual([
    expect.stringMatching(new RegExp(`^GET ${origin}/assignment/accounts 200 \\d+ ms$`)),
  ]);
});

test.each([301, 302, 307, 308])('a %i leads nowhere, and its token goes no further', async status => {
  const seen: string[] = [];
  const {list, lines} = await portal((request, response) => {
    seen.push(request.url ?? '');
    response.writeHead(status, {location: '/elsewhere'}).end('moved');
  });
  await expect(list()).rejects.toMatchObject({code: 'REDIRECT_REFUSED', statusCode: status});
  expect([seen.length, lines.length]).toEqual([1, 1]);
});

test("a 503 is asked once: retries are the callers'", async () => {
  let asked = 0;
  const {list} = await portal((_request, response) => {
    asked += 1;
    response.writeHead(503, json).end('{}');
  });
  await expect(list()).rejects.toMatchObject({$metadata: {httpStatusCode: 503}});
  expect(asked).toBe(1);
});

test('an interruption cuts the connection', async () => {
  const stop = new AbortController();
  const cut = Promise.withResolvers<void>();
  const {list} = await portal(request => {
    request.socket.on('close', () => cut.resolve());
    stop.abort();
  });
  await expect(list(stop.signal)).rejects.toMatchObject({name: 'AbortError'});
  await cut.promise;
});

test('an interruption in the middle of an answer cuts the connection too', async () => {
  const stop = new AbortController();
  const cut = Promise.withResolvers<void>();
  const {list} = await portal((request, response) => {
    request.socket.on('close', () => cut.resolve());
    response.writeHead(200, json).write('{"accountList":', () => stop.abort());
  });
  await expect(list(stop.signal)).rejects.toBeInstanceOf(Error);
  await cut.promise;
});

test('an answer that trickles in is given up after a minute', async () => {
  const clock = new HandClock();
  const cut = Promise.withResolvers<void>();
  const {list, lines} = await portal((request, response) => {
    request.socket.on('close', () => cut.resolve());
    response.writeHead(200, json).write('{"accountList":');
    const trickle = () => void clock.turn(seconds(25)).then(() => response.write(' ', next));
    const next = () => void (response.destroyed || setImmediate(trickle));
    next();
  }, clock);
  await expect(list()).rejects.toMatchObject({code: 'ANSWER_TIMED_OUT'});
  await cut.promise;
  expect(lines).toHaveLength(1);
});

test('a long answer that comes in time is whole', async () => {
  const name = 'x'.repeat(300_000);
  const {list} = await portal((_request, response) => {
    response
      .writeHead(200, json)
      .end(JSON.stringify({accountList: [{accountId: '111122223333', accountName: name}]}));
  });
  expect((await list()).accountList?.[0]?.accountName).toBe(name);
});

test('clients come and go on one connection', async () => {
  const ports = new Set<number | undefined>();
  const {list} = await portal((request, response) => {
    ports.add(request.socket.remotePort);
    response.writeHead(200, json).end('{"accountList":[]}');
  });
  for (let i = 0; i < 3; i += 1) await list();
  expect(ports.size).toBe(1);
});

test('the offset is the measured one, and only STS has credentials', async () => {
  const {clientParts, session} = client('https://localhost', new Agent());
  const parts = await clientParts('portal', session);
  expect(Math.round(parts.systemClockOffset / 1000)).toBe(90);
  expect(parts).toMatchObject({maxAttempts: 1, region: 'eu-west-1', defaultsMode: 'standard'});
  await expect(parts.credentials()).rejects.toThrow('without credentials');
});
