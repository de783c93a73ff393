import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, existsSync, openSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, onTestFinished, test} from 'vitest';
import {startGuard} from '../../src/host/guard-process.ts';
import {processes} from '../../src/host/processes.ts';
import {scratchFolder} from '../stores/scratch.ts';

const at = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const ENTRY = at('guard-entry.ts');
const HOLDER = at('guard-holder.ts');

/** What a guard has told so far. */
class Told {
  readonly path = join(scratchFolder(), 'told');

  lines(): readonly string[] {
    return existsSync(this.path) ? readFileSync(this.path, 'utf8').trim().split('\n') : [];
  }

  async has(line: string): Promise<void> {
    await expect.poll(() => this.lines(), {interval: 10, timeout: 10_000}).toContain(line);
  }
}

const killAfter = (pid: number) =>
  onTestFinished(() => {
    if (processes.isAlive({pid, since: ''})) process.kill(pid, 'SIGKILL');
  });

async function holder(told: Told, how: 'stay' | 'leave', stdio: readonly (number | 'ignore')[] = []) {
  const process_ = spawn(process.execPath, [HOLDER, told.path, how], {
    stdio: ['ignore', 'pipe', 'inherit', ...stdio],
  });
  onTestFinished(() => void process_.kill('SIGKILL'));
  const pids = JSON.parse(String((await firstOf(process_))[0])) as {guard: number; child: number};
  killAfter(pids.guard);
  killAfter(pids.child);
  return {process: process_, pids};
}

function firstOf({stdout}: ChildProcess): Promise<unknown[]> {
  if (stdout === null) throw new Error('it has no output');
  return once(stdout, 'data');
}

test('it is told line by line, lives in / with its own variables only, and leaves when it has heard all', async () => {
  const told = new Told();
  const guard = await startGuard(ENTRY, {TELL: told.path, A: 'b'});
  killAfter(guard.pid);
  await guard.send('one');
  await guard.send('{"two":"ß"}');
  guard.end();
  await guard.gone;
  const [about = '', , ...lines] = told.lines();
  const names = (JSON.parse(about).env as string[]).filter(name => name !== '__CF_USER_TEXT_ENCODING');
  expect({...JSON.parse(about), env: names}).toEqual({pid: guard.pid, cwd: '/', env: ['A'], argv: []});
  expect(lines).toEqual(['line one', 'line {"two":"ß"}', 'end']);
});

test('kill -9 of whoever started it ends the pipe, though another child of that process lives on', async () => {
  const told = new Told();
  const {process: parent, pids} = await holder(told, 'stay');
  await told.has('line first');
  expect(told.lines()).not.toContain('end');
  parent.kill('SIGKILL');
  await told.has('end');
  expect(processes.isAlive({pid: pids.child, since: ''})).toBe(true);
});

test('it does not keep whoever started it from leaving, and nothing that was sent is lost', async () => {
  const told = new Told();
  const {process: parent} = await holder(told, 'leave');
  if (parent.exitCode === null) await once(parent, 'exit');
  expect(parent.exitCode).toBe(0);
  await told.has('end');
  expect(told.lines()).toContain('line first');
});

test.runIf(process.platform === 'linux')(
  'it leads a session of its own and holds no file of ours',
  async () => {
    const told = new Told();
    const kept = join(scratchFolder(), 'kept');
    writeFileSync(kept, '');
    const fd = openSync(kept, 'r');
    // 3, 4 and 60: Node closes the first ones by itself, but does not look beyond a gap.
    const {pids} = await holder(told, 'stay', [fd, fd, ...Array<'ignore'>(55).fill('ignore'), fd]);
    closeSync(fd);
    await told.has('line first');
    const stat = readFileSync(`/proc/${pids.guard}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    expect(stat.slice(2, 4)).toEqual([String(pids.guard), String(pids.guard)]);
    const open = JSON.parse(told.lines()[1] ?? '') as string[];
    expect(open.filter(one => one.includes(kept))).toEqual([]);
    expect(open.filter(one => /^[12] /.test(one))).toEqual(['1 /dev/null', '2 /dev/null']);
  },
);

test('when it is gone, that is told, and nothing more can be sent', async () => {
  const guard = await startGuard(ENTRY, {TELL: new Told().path});
  process.kill(guard.pid, 'SIGKILL');
  await guard.gone;
  const trouble = {problem: {code: 'failed', reason: expect.stringContaining('stay behind')}};
  await expect(guard.send('late')).rejects.toMatchObject(trouble);
});

test('an entry that is not there leaves at once', async () => {
  const guard = await startGuard(join(scratchFolder(), 'none.js'), {});
  await guard.gone;
});
