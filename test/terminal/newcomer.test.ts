import {spawn} from 'node:child_process';
import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, onTestFinished, test} from 'vitest';
import {practice, runCommand} from './practice.ts';

const BUNDLE = fileURLToPath(new URL('../../dist/stint.js', import.meta.url));

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stint-newcomer-'));
  onTestFinished(() => rm(folder, {recursive: true, force: true}));
  return folder;
}

test('without a terminal the demo plays every step, ends well, and leaves the real home alone', async () => {
  const home = await emptyFolder();
  const {code, stdout, stderr} = await runCommand(['demo'], {STINT_HOME: home, HOME: home});
  const told = stdout + stderr;
  for (const step of [
    'stint login',
    'stint list',
    'stint activate',
    'waiting for',
    'stint status',
    'stint deactivate',
  ])
    expect(told).toContain(step);
  expect(told).toMatch(/has ended, as asked/);
  expect(code).toBe(0);
  expect(await readdir(home)).toEqual([]);
});

test('the record of a practice cloud says that it is practice', async () => {
  const {cloud, home, run, signIn} = await practice();
  cloud.organisation.eligible({kind: 'azure-resource', role: 'Reader', scope: 'prod', maxDuration: 'PT8H'});
  await signIn();
  expect((await run('activate', 'Reader', '--justification', 'practice')).code).toBe(0);
  const lines = (await readFile(join(home, 'audit.ndjson'), 'utf8')).trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.map(line => JSON.parse(line).practice)).toEqual(lines.map(() => true));
});

/** Runs the bundle with a preload; gives its exit code and what it wrote. */
function preloaded(preload: string, args: readonly string[]): Promise<{code: number | null; stderr: string}> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, ['--import', preload, BUNDLE, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', chunk => {
      stderr += chunk;
    });
    child.on('close', code => resolve({code, stderr}));
  });
}

test('an older Node is told so in one line', async () => {
  const preload = join(await emptyFolder(), 'old.mjs');
  await writeFile(preload, "Object.defineProperty(process.versions, 'node', {value: '20.11.0'});");
  const {code, stderr} = await preloaded(preload, ['list']);
  expect(stderr).toBe('stint: this is Node 20.11.0; stint needs Node 22.19 or newer.\n');
  expect(code).toBe(78);
});

test('a crash gives the terminal back as it was, and says so calmly', async () => {
  const {cloud, open, signIn, home} = await practice();
  cloud.organisation.eligible({kind: 'azure-resource', role: 'Reader', scope: 'prod', maxDuration: 'PT8H'});
  await signIn();
  const preload = join(home, 'crash.mjs');
  await writeFile(preload, "process.on('SIGUSR2', () => { throw new Error('out of the blue'); });");
  const app = open({preload});
  await app.sees('Reader');
  app.kill('SIGUSR2');
  expect((await app.leaves()).code).toBe(70);
  expect(app.onAlternateScreen).toBe(false);
  expect(app.raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(app.raw.lastIndexOf('\u001b[?25l'));
  expect(app.picture()).toContain('stint made a mistake of its own');
  expect(app.raw).not.toContain('out of the blue');
});
