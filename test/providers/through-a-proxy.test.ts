import {createServer, type IncomingMessage} from 'node:http';
import {type AddressInfo, connect} from 'node:net';
import {afterEach, expect, onTestFinished, test, vi} from 'vitest';
import {createNetwork, trustAlso} from '../../src/host/network.ts';
import {createServerTime} from '../../src/host/server-time.ts';
import {callerName} from '../../src/providers/aws/caller.ts';
import {consoleLink} from '../../src/providers/aws/federation.ts';
import {createPortal} from '../../src/providers/aws/portal.ts';
import {startPracticeCloud} from '../../src/sandbox/index.ts';
import {newAwsMachine, startAws} from './aws/support.ts';
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

/** Signs in to AWS, lends a role through a permission set, and asks for a console link: every AWS host is spoken to. */
async function signInAndLend(isLoopback?: (host: string) => boolean) {
  const cloud = await startPracticeCloud({scenario: 'small', deviceCodeApproval: {afterMs: 0}});
  onTestFinished(() => cloud.stop());
  trustAlso(cloud.ca);
  const serverTime = createServerTime(wallClock);
  const network = createNetwork({env: process.env, serverTime, isLoopback});
  onTestFinished(() => network.close());
  const {access, authority} = startAws(cloud, newAwsMachine(), {network, server: serverTime});
  const signal = new AbortController().signal;
  for await (const _ of authority.signIn('device', signal));
  const [set] = cloud.organisation.aws.assigned;
  const [session] = access.sessions;
  if (set === undefined || session === undefined) throw new Error('nothing to lend');
  const portal = createPortal(access, wallClock);
  const lent = await portal.credentials(session.name, set.accountId, set.name, signal);
  expect(await callerName(access, session, lent, signal)).toBe(cloud.user.upn);
  const now = serverTime.now();
  await consoleLink(access, session, lent, {now, endsAt: now + 1_800_000, chained: false}, signal);
  return {cloud, serverTime};
}

test('AWS goes the same way: OIDC, the portal, STS and the console’s sign-in', async () => {
  const proxy = await countingProxy();
  vi.stubEnv('HTTPS_PROXY', proxy.url);
  vi.stubEnv('NO_PROXY', '');
  const {cloud, serverTime} = await signInAndLend(() => false);
  const {oidc, portal, sts, signin} = cloud.origins;
  expect(new Set(proxy.asked)).toEqual(new Set([oidc, portal, sts, signin]));
  expect(serverTime.offset()).toBeTypeOf('number');
});

test('AWS on loopback is direct too', async () => {
  const proxy = await countingProxy();
  vi.stubEnv('HTTPS_PROXY', proxy.url);
  vi.stubEnv('NO_PROXY', '');
  await signInAndLend();
  expect(proxy.asked).toEqual([]);
});

test('loopback is always direct, whatever the proxy variables say', async () => {
  const proxy = await countingProxy();
  vi.stubEnv('HTTPS_PROXY', proxy.url);
  vi.stubEnv('NO_PROXY', '');
  await signInAndList();
  expect(proxy.asked).toEqual([]);
});
