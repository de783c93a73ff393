import {type ChildProcess, spawn} from 'node:child_process';
import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {spawn as spawnInTerminal} from '@lydell/node-pty';
import {describe, expect, onTestFinished, test} from 'vitest';
import {runChild} from '../../src/host/child.ts';
import {scratchFolder} from '../stores/scratch.ts';

const RUNNER = fileURLToPath(new URL('child-runner.ts', import.meta.url));
const env = {PATH: process.env.PATH};
const inNode = (code: string): readonly string[] => [process.execPath, '-e', code];

/** Says `ready`, then each signal it gets, and leaves with 7 at the last of so many. */
const LISTENER = `
  let left = Number(process.argv[1]);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'])
    process.on(signal, () => { console.log('got ' + signal); if (--left === 0) process.exit(7); });
  setInterval(() => {}, 1000);
  console.log('ready');
`;

describe('how it went', () => {
  test.each([
    ['0', 'process.exit(0)', 0],
    ['the child\u2019s own', 'process.exit(42)', 42],
    ['128 and the signal', 'process.kill(process.pid, "SIGKILL")', 137],
    ['its own 127, which is not ours', 'process.exit(127)', 127],
  ])('%s', async (_, code, expected) => {
    expect(await runChild(inNode(code), {env})).toEqual({type: 'ran', code: expected});
  });

  test('the child has exactly the variables and the folder it was given', async () => {
    const cwd = scratchFolder();
    const code = `
      const names = Object.keys(process.env).filter(name => name !== '__CF_USER_TEXT_ENCODING').join();
      process.exit(names === 'A,B' && process.env.B === '$(x) "y"' && process.cwd() === process.argv[1] ? 9 : 1)`;
    const command = [...inNode(code), cwd];
    const outcome = await runChild(command, {env: {A: '1', B: '$(x) "y"', GONE: undefined}, cwd});
    expect(outcome).toEqual({type: 'ran', code: 9});
  });

  test('arguments reach the child as they are: there is no shell', async () => {
    const hostile = ['$(exit 3)', '; exit 4', '`exit 5`', "'", '"', '*', '', '--', 'a b'];
    const code = `process.exit(JSON.stringify(process.argv.slice(1)) === ${JSON.stringify(JSON.stringify(hostile))} ? 9 : 1)`;
    const command = [process.execPath, '-e', code, '--', ...hostile];
    expect(await runChild(command, {env})).toEqual({type: 'ran', code: 9});
  });

  test.each([[['no-such-program-of-ours']], [['/no/such/program']], [['']], [[]]])(
    '%j is not found',
    async command => {
      expect(await runChild(command, {env})).toEqual({type: 'not-found'});
    },
  );

  test('a program is looked for in the PATH of the child', async () => {
    const found = await runChild(['node'], {env: {PATH: scratchFolder()}});
    expect(found).toEqual({type: 'not-found'});
  });

  test('what is there and cannot be run', async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, 'folder'));
    writeFileSync(join(folder, 'plain'), 'text');
    writeFileSync(join(folder, 'orphan'), '#!/no/such/interpreter\n');
    chmodSync(join(folder, 'orphan'), 0o755);
    const run = (name: string) => runChild([`./${name}`], {env, cwd: folder});
    expect(await run('folder')).toEqual({type: 'not-runnable', reason: 'it is a folder'});
    expect(await run('plain')).toEqual({type: 'not-runnable', reason: 'you may not run it'});
    expect(await run('orphan')).toEqual({
      type: 'not-runnable',
      reason: 'the program that its first line names is not there',
    });
  });

  test('arguments without measure', async () => {
    const outcome = await runChild([process.execPath, 'x'.repeat(8 * 1024 * 1024)], {env});
    expect(outcome).toMatchObject({type: 'not-runnable', reason: expect.stringContaining('too long')});
  });

  test('a folder that is gone is our own failure', async () => {
    const cwd = join(scratchFolder(), 'gone');
    expect(await runChild(inNode(''), {env, cwd})).toEqual({
      type: 'failed',
      reason: `there is no folder ${cwd} to run it in`,
    });
  });

  test('no listener is left behind', async () => {
    const before = process.listenerCount('SIGTERM');
    await runChild(inNode(''), {env});
    await runChild(['no-such-program-of-ours'], {env});
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
});

/** What a process has written, and when it is there. */
class Output {
  text = '';
  readonly #watchers = new Set<() => void>();

  add(text: string): void {
    this.text += text;
    for (const look of this.#watchers) look();
  }

  has(what: string): Promise<void> {
    return new Promise(resolve => {
      const look = () => {
        if (!this.text.includes(what)) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }
}

/** A session of its own: no terminal is there whose keys could reach anybody. */
function runnerAlone(command: readonly string[]): {readonly runner: ChildProcess; readonly output: Output} {
  const runner = spawn(process.execPath, [RUNNER, ...command], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void runner.kill('SIGKILL'));
  const output = new Output();
  runner.stdout?.on('data', chunk => output.add(String(chunk)));
  return {runner, output};
}

describe('signals', () => {
  test('reach the child when they are sent to us, and we live on', async () => {
    const {runner, output} = runnerAlone([...inNode(LISTENER), '5']);
    await output.has('ready');
    for (const signal of ['SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR2', 'SIGTERM'] as const) {
      runner.kill(signal);
      await output.has(`got ${signal}`);
    }
    await output.has('outcome {"type":"ran","code":7}');
  });

  test('a child that dies of one is told by its number', async () => {
    const {runner, output} = runnerAlone(inNode('setInterval(() => {}, 1000); console.log("ready")'));
    await output.has('ready');
    runner.kill('SIGTERM');
    await output.has('outcome {"type":"ran","code":143}');
  });

  test('Ctrl-C reaches the child once, and us not at all', async () => {
    const {pty, output} = runnerInTerminal([...inNode(LISTENER), '2']);
    await output.has('ready');
    pty.write('\u0003');
    await output.has('got SIGINT');
    pty.kill('SIGTERM');
    await output.has('outcome {"type":"ran","code":7}');
    expect(output.text.match(/got SIGINT/g)).toHaveLength(1);
    expect(output.text).toContain('got SIGTERM');
  });

  test('a shell has the terminal: it reads keys, knows the size, and gives it back', async () => {
    const {pty, output} = runnerInTerminal(['/bin/sh']);
    pty.write('test -t 0 && test -t 1 && stty size\r');
    await output.has('31 97');
    pty.write('exit 5\r');
    await output.has('outcome {"type":"ran","code":5}');
  });
});

function runnerInTerminal(command: readonly string[]) {
  const pty = spawnInTerminal(process.execPath, [RUNNER, ...command], {cols: 97, rows: 31, env: process.env});
  onTestFinished(() => pty.kill('SIGKILL'));
  const output = new Output();
  pty.onData(text => output.add(text));
  return {pty, output};
}
