import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import {afterAll, expect, test} from 'vitest';
import {startPracticeCloud} from '../../../src/sandbox/index.ts';
import {type Address, sessionAt} from './places.ts';
import {live, never} from './support.ts';

const cloud = await startPracticeCloud({scenario: 'empty', deviceCodeApproval: {afterMs: 0}});
const folder = mkdtempSync(join(tmpdir(), 'stint-entra-'));
writeFileSync(join(folder, 'passphrase'), 'correct horse battery staple\n', {mode: 0o600});
afterAll(async () => {
  await cloud.stop();
  rmSync(folder, {recursive: true, force: true});
});

const {login, arm, graph} = cloud.origins;
const endpoints = {authorityHost: login, armEndpoint: arm, graphEndpoint: graph};
const address: Address = {
  ...{folder, ca: cloud.ca, tenantId: cloud.tenantId, clientId: cloud.clientId, endpoints},
};

async function refresher(): Promise<unknown> {
  const script = fileURLToPath(new URL('./refresher.ts', import.meta.url));
  const child = spawn(process.execPath, [script], {stdio: ['pipe', 'pipe', 'inherit']});
  child.stdin.end(JSON.stringify(address));
  return JSON.parse(await text(child.stdout));
}

test('two processes refresh at once, each refresh token good once: both are served, nothing is lost', async () => {
  const {settings} = cloud.organisation;
  settings.rotateStrictly = true;
  settings.tokenLifetime = 10;
  await live(sessionAt(address).signIn('device', never()));
  settings.tokenLifetime = 3600;
  // Slow enough that the second process arrives while the first one's refresh is on its way.
  cloud.faults.add({match: {origin: 'login', path: '/token'}, do: {delayMs: 500}});
  const from = cloud.log.length;
  const [first, second] = await Promise.all([refresher(), refresher()]);
  expect(first).toEqual(second);
  const refreshes = cloud.log.slice(from).filter(({body}) => body.includes('grant_type=refresh_token'));
  expect(refreshes.map(({status}) => status)).toEqual([200, 200]);
  expect((await sessionAt(address).identity()).signedIn).toBe(true);
});
