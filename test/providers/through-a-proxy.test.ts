import {createServer, type IncomingMessage} from 'node:http';
import {type AddressInfo, connect} from 'node:net';
import {afterEach, expect, onTestFinished, test, vi} from 'vitest';
import {createNetwork, trustAlso} from '../../src/host/network.ts';
import {createServerTime} from '../../src/host/server-time.ts';
import {startPracticeCloud} from '../../src/sandbox/index.ts';
import {live, newMachine, startProcess, wallClock} from './entra/support.ts';
import {add, all} from './stage.ts';
import {subjects} from './subjects.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A real proxy on loopback that counts whom it was asked to connect to. */
async function countingProxy(): Promise<{readonly url: string; readonly asked: string[]}> {
  const asked: string[] = [];
  const server = createServer();
  server.on('connect', (request: IncomingMessage, socket) => {
    const [host = '', port = ''] = (request.url ?? '').split(':');
    asked.push(`https://${host}:${port}`);
    const onward = connect(Number(port), '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    onward.pipe(socket).pipe(onward);
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked};
}

/** Signs in and lists all three kinds; `isLoopback` says which hosts are never proxied. */
async function signInAndList(isLoopback?: (host: string) => boolean) {
  const cloud = await startPracticeCloud({scenario: 'empty', deviceCodeInterval: 0.02});
  onTestFinished(() => cloud.stop());
  trustAlso(cloud.ca);
  for (const subject of subjects) add(cloud.organisation, subject, {});
  const serverTime = createServerTime(wallClock);
  const network = createNetwork({env: process.env, serverTime, isLoopback});
  onTestFinished(() => network.close());
  const session = startProcess(cloud, newMachine(), {network});
  const signal = new AbortController().signal;
  await live(session.signIn('device', signal), event => {
    if (event.type === 'device-code') cloud.approveSignIn(String(event.userCode));
  });
  for (const subject of subjects)
    expect(await all(subject.make(session, wallClock, serverTime).eligible(signal))).toHaveLength(1);
  return {cloud, serverTime};
}

test('Entra, ARM and Graph alike go through the proxy, and the server’s time is learnt on the way', async () => {
  const proxy = await countingProxy();
  vi.stubEnv('HTTPS_PROXY', proxy.url);
  vi.stubEnv('NO_PROXY', '');
  const {cloud, serverTime} = await signInAndList(() => false);
  const {login, arm, graph} = cloud.origins;
  expect(new Set(proxy.asked)).toEqual(new Set([login, arm, graph]));
  expect(serverTime.offset()).toBeTypeOf('number');
});

test('loopback is always direct, whatever the proxy variables say', async () => {
  const proxy = await countingProxy();
  vi.stubEnv('HTTPS_PROXY', proxy.url);
  vi.stubEnv('NO_PROXY', '');
  await signInAndList();
  expect(proxy.asked).toEqual([]);
});
