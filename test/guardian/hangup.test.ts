import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import {spawn as spawnInTerminal} from '@lydell/node-pty';
import {expect, onTestFinished, test} from 'vitest';
import {minutes} from '../../src/core/time.ts';
import {processes} from '../../src/host/processes.ts';
import type {PracticeCloudOptions} from '../../src/sandbox/index.ts';
import {type Practice, practice} from '../terminal/practice.ts';
import {AZURE, endsAt, gone, heldAt, recorded} from './stage.ts';
import {guardsIn} from './state.ts';

const BUNDLE = fileURLToPath(new URL('../../dist/stint.js', import.meta.url));
const UNTIL_EXIT = ['activate', AZURE, '--until-exit', '--justification', 'incident 42'];

async function signedIn(options: PracticeCloudOptions = {}): Promise<Practice> {
  const staged = await practice({
    ...{scenario: 'small', deviceCodeApproval: {afterMs: 0}, deviceCodeInterval: 0},
    ...options,
  });
  expect((await staged.run('login')).code).toBe(0);
  return staged;
}

const environment = ({env}: Practice) => ({PATH: process.env.PATH ?? '', TZ: 'UTC', ...env});

/** A command without a terminal, and what it says on stderr. */
function started(staged: Practice, ...args: readonly string[]) {
  const child: ChildProcess = spawn(process.execPath, [BUNDLE, ...args], {
    env: environment(staged),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const exit = once(child, 'exit');
  return {
    child,
    says: (words: string) => expect.poll(() => said, {interval: 20, timeout: 20_000}).toContain(words),
    code: async () => Number((await exit)[0]),
  };
}

test('a hangup is 129, and what was to end with the command has ended', async () => {
  const staged = await signedIn();
  const command = started(staged, ...UNTIL_EXIT);
  await command.says('It ends when this command ends');
  expect(heldAt(staged.cloud)).toEqual([AZURE]);
  staged.cloud.clock.advance(minutes(6));
  command.child.kill('SIGHUP');
  expect(await command.code()).toBe(129);
  expect(heldAt(staged.cloud)).toEqual([]);
  expect(await recorded(staged, 'end')).toEqual([AZURE]);
});

test('a second one, as the system sends it after the shell’s, cuts nothing off', async () => {
  const staged = await signedIn({latencyMs: 300});
  const command = started(staged, ...UNTIL_EXIT);
  await command.says('It ends when this command ends');
  staged.cloud.clock.advance(minutes(6));
  const before = staged.cloud.log.length;
  command.child.kill('SIGHUP');
  await expect.poll(() => staged.cloud.log.length, {interval: 5}).toBeGreaterThan(before);
  command.child.kill('SIGHUP');
  expect(await command.code()).toBe(129);
  expect(endsAt(staged.cloud)).toBe(1);
  expect(await recorded(staged, 'end')).toEqual([AZURE]);
});

test('in the first five minutes somebody stays behind for it', async () => {
  const staged = await signedIn();
  const command = started(staged, ...UNTIL_EXIT);
  await command.says('It ends when this command ends');
  command.child.kill('SIGHUP');
  expect(await command.code()).toBe(129);
  expect(heldAt(staged.cloud)).toEqual([AZURE]);
  const guards = (await guardsIn(staged)).map(({guard}) => guard.pid);
  expect(guards).toHaveLength(1);
  for (const pid of guards) {
    process.kill(pid, 'SIGTERM');
    await gone(pid);
  }
});

test('exec: the request that is on its way is let go of, and nothing is run', async () => {
  const staged = await signedIn({latencyMs: 300});
  const before = staged.cloud.organisation.requests.length;
  const command = started(staged, 'exec', AZURE, '--justification', 'x', '--', 'touch', `${staged.home}/ran`);
  await expect
    .poll(() => staged.cloud.organisation.requests.length, {interval: 5, timeout: 10_000})
    .toBeGreaterThan(before);
  command.child.kill('SIGHUP');
  expect(await command.code()).toBe(129);
  staged.cloud.clock.advance(minutes(6));
  await staged.run('status');
  for (const {guard} of await guardsIn(staged)) await gone(guard.pid);
  expect(heldAt(staged.cloud)).toEqual([]);
});

test('a sign-in that waits for somebody is given up', async () => {
  const staged = await practice();
  const command = started(staged, 'login');
  await expect.poll(() => staged.cloud.pendingSignIns.length, {interval: 20, timeout: 10_000}).toBe(1);
  command.child.kill('SIGHUP');
  expect(await command.code()).toBe(129);
});

test('a terminal that is closed: nothing can be written any more, and it is ended all the same', async () => {
  const staged = await signedIn();
  const terminal = spawnInTerminal(process.execPath, [BUNDLE, ...UNTIL_EXIT], {env: environment(staged)});
  const lives = () => processes.isAlive({pid: terminal.pid, since: ''});
  onTestFinished(() => {
    if (lives()) process.kill(terminal.pid, 'SIGKILL');
  });
  let said = '';
  terminal.onData(text => {
    said += text;
  });
  await expect.poll(() => said, {interval: 20, timeout: 20_000}).toContain('It ends when');
  staged.cloud.clock.advance(minutes(6));
  // Its other end goes, and the system says so: the package's types leave it out.
  (terminal as unknown as {destroy(): void}).destroy();
  await expect.poll(lives, {interval: 20, timeout: 20_000}).toBe(false);
  expect(heldAt(staged.cloud)).toEqual([]);
  expect(await recorded(staged, 'end')).toEqual([AZURE]);
});
