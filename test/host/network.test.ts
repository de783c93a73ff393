import {randomUUID} from 'node:crypto';
import {createServer, get, type IncomingMessage} from 'node:http';
import {createServer as createSecureServer, get as getSecurely} from 'node:https';
import {type AddressInfo, connect, type Server} from 'node:net';
import {text} from 'node:stream/consumers';
import {generate} from 'selfsigned';
import {afterEach, describe, expect, onTestFinished, test, vi} from 'vitest';
import {isLoopbackHost} from '../../src/core/loopback.ts';
import {Trouble} from '../../src/core/problem.ts';
import {type ClosableNetwork, createNetwork, refuseUnsafeTls, trustAlso} from '../../src/host/network.ts';
import {createServerTime} from '../../src/host/server-time.ts';
import {HandClock} from '../support/clock.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const PROXY_VARIABLES = ['https_proxy', 'http_proxy', 'all_proxy', 'no_proxy'];

/** The process's own proxy variables are these and no others. */
function withProxies(variables: Readonly<Record<string, string>>): void {
  for (const name of PROXY_VARIABLES) {
    vi.stubEnv(name, undefined);
    vi.stubEnv(name.toUpperCase(), undefined);
  }
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

function network(isLoopback?: (hostname: string) => boolean): ClosableNetwork {
  const made = createNetwork({env: process.env, serverTime: createServerTime(new HandClock()), isLoopback});
  onTestFinished(() => made.close());
  return made;
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A proxy that remembers whom it was asked for, and takes everybody to the one port. */
async function proxyTo(port: number): Promise<{readonly url: string; readonly asked: string[]}> {
  const asked: string[] = [];
  const server = createServer();
  server.on('connect', (request: IncomingMessage, socket) => {
    asked.push(request.url ?? '');
    const onward = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    onward.pipe(socket).pipe(onward);
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  return {url: `http://127.0.0.1:${await listening(server)}`, asked};
}

async function secureSite(): Promise<{readonly port: number; readonly ca: string}> {
  const made = await generate([{name: 'commonName', value: `test ${randomUUID()}`}], {
    extensions: [
      {name: 'basicConstraints', cA: true},
      {
        name: 'subjectAltName',
        altNames: [
          {type: 2, value: 'cloud.example'},
          {type: 2, value: 'localhost'},
        ],
      },
    ],
  });
  const server = createSecureServer({key: made.private, cert: made.cert}, (_, response) =>
    response.end('hello'),
  );
  return {port: await listening(server), ca: made.cert};
}

function fetched(url: string, way: ClosableNetwork): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = (url.startsWith('https') ? getSecurely : get)(url, {agent: way.agentFor(url)}, answer =>
      resolve(text(answer)),
    );
    request.on('error', reject);
  });
}

describe('the way out', () => {
  test('a cloud goes through the proxy; loopback never does', async () => {
    const {port, ca} = await secureSite();
    trustAlso(ca);
    const proxy = await proxyTo(port);
    withProxies({HTTPS_PROXY: proxy.url});
    const way = network();
    expect(await fetched(`https://cloud.example:${port}/`, way)).toBe('hello');
    expect(await fetched(`https://localhost:${port}/`, way)).toBe('hello');
    expect(proxy.asked).toEqual([`cloud.example:${port}`]);
  });

  test('one connection serves several requests', async () => {
    const {port, ca} = await secureSite();
    trustAlso(ca);
    const proxy = await proxyTo(port);
    withProxies({https_proxy: proxy.url});
    const way = network();
    for (let n = 0; n < 3; n += 1) await fetched(`https://cloud.example:${port}/${n}`, way);
    expect(proxy.asked).toHaveLength(1);
  });

  test('NO_PROXY is obeyed, and an agent is shared by all that go the same way', () => {
    withProxies({HTTPS_PROXY: 'http://proxy.example:3128', NO_PROXY: 'graph.microsoft.com,.internal'});
    const way = network();
    const direct = way.agentFor('https://localhost/');
    expect(way.agentFor('https://graph.microsoft.com/v1.0')).toBe(direct);
    expect(way.agentFor('https://a.internal/')).toBe(direct);
    const proxied = way.agentFor('https://management.azure.com/');
    expect(proxied).not.toBe(direct);
    expect(way.agentFor('https://login.microsoftonline.com/')).toBe(proxied);
  });

  test('what is no loopback for this network is proxied', async () => {
    withProxies({HTTPS_PROXY: 'http://proxy.example:3128'});
    const way = network(() => false);
    expect(way.agentFor('https://localhost/')).toBe(way.agentFor('https://management.azure.com/'));
  });

  test('a proxy without a scheme is an http proxy', async () => {
    const {port, ca} = await secureSite();
    trustAlso(ca);
    const proxy = await proxyTo(port);
    withProxies({HTTPS_PROXY: proxy.url.replace('http://', '')});
    expect(await fetched(`https://cloud.example:${port}/`, network())).toBe('hello');
    expect(proxy.asked).toHaveLength(1);
  });

  test.each(['socks5://ada:secret@proxy:1080', 'http://', 'http://a b', 'nonsense://x'])(
    '%s is refused without being repeated',
    url => {
      withProxies({HTTPS_PROXY: url});
      const way = network();
      expect(() => way.agentFor('https://management.azure.com/')).toThrow(Trouble);
      expect(() => way.agentFor('https://localhost/')).not.toThrow();
      try {
        way.agentFor('https://management.azure.com/');
      } catch (thrown) {
        const problem = thrown instanceof Trouble ? thrown.problem : undefined;
        expect(problem).toMatchObject({code: 'misconfigured', setting: 'HTTPS_PROXY'});
        expect(JSON.stringify(problem)).not.toContain('secret');
      }
    },
  );

  test('an unknown CA is refused', async () => {
    const {port} = await secureSite();
    withProxies({});
    await expect(fetched(`https://localhost:${port}/`, network())).rejects.toMatchObject({
      code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY/),
    });
  });

  test('the Date of an answer reaches the server time', () => {
    const clock = new HandClock();
    const serverTime = createServerTime(clock);
    const way = createNetwork({env: {}, serverTime});
    way.sawDate(new Date(clock.now() + 10_000).toUTCString(), clock.now());
    expect(serverTime.offset()).toBe(10_500);
  });
});

test('switched off TLS checks are refused', () => {
  const refused = {problem: {code: 'misconfigured', setting: 'NODE_TLS_REJECT_UNAUTHORIZED'}};
  const env = {NODE_TLS_REJECT_UNAUTHORIZED: '0'};
  expect(() => refuseUnsafeTls(env)).toThrow(
    expect.objectContaining({problem: expect.objectContaining(refused.problem)}),
  );
  expect(() => createNetwork({env, serverTime: createServerTime(new HandClock())})).toThrow(Trouble);
  expect(() => refuseUnsafeTls({NODE_TLS_REJECT_UNAUTHORIZED: '1'})).not.toThrow();
});

test.each([
  ['localhost', true],
  ['localhost.', true],
  ['sandbox.localhost', true],
  ['127.0.0.1', true],
  ['127.255.0.9', true],
  ['[::1]', true],
  ['localhost.example.com', false],
  ['notlocalhost', false],
  ['128.0.0.1', false],
  ['127.0.0.1.example.com', false],
  ['[::2]', false],
  ['0.0.0.0', false],
])('%s is loopback: %s', (hostname, expected) => {
  expect(isLoopbackHost(hostname)).toBe(expected);
});
