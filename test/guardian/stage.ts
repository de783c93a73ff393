import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {rolldown} from 'rolldown';
import {expect, onTestFinished} from 'vitest';
import type {AuditEntry} from '../../src/core/audit.ts';
import type {Seconds} from '../../src/core/time.ts';
import type {PracticeCloud} from '../../src/sandbox/index.ts';
import {isGone, isGuardian} from '../support/guardians.ts';
import {type Practice, practice} from '../terminal/practice.ts';

/** What a parent is to take, as `name@scope`, and who is to stay behind. */
export interface Taking {
  readonly home: string;
  readonly guardian: string;
  readonly roles: readonly string[];
  readonly seconds: number;
}

const GUARDIAN = fileURLToPath(new URL('../../dist/guardian.js', import.meta.url));

export const AZURE = 'Contributor@prod-payments';
export const ENTRA = 'Global Reader@Directory';
export const GROUP = 'Member@sg-breakfix-oncall';
export const LOAN = 'ReadOnlyAccess@shared-logs';

/** The program of the parent, built once for a test file, for it starts many times. */
export async function parentProgram(): Promise<{readonly path: string; remove(): Promise<void>}> {
  const folder = await mkdtemp(join(tmpdir(), 'stint-parent-'));
  const path = join(folder, 'parent.mjs');
  const built = await rolldown({
    input: fileURLToPath(new URL('parent.ts', import.meta.url)),
    platform: 'node',
    external: ['@napi-rs/keyring'],
    checks: {ineffectiveDynamicImport: false},
  });
  await built.write({file: path, format: 'esm', codeSplitting: false});
  await built.close();
  return {path, remove: () => rm(folder, {recursive: true, force: true})};
}

/** Somebody who is signed in to a small practice cloud, whose time the test turns on by hand as well. */
export async function stage(tokenLifetime?: Seconds): Promise<Practice> {
  const staged = await practice(
    {scenario: 'small', deviceCodeApproval: {afterMs: 0}, deviceCodeInterval: 0},
    ({settings}) => Object.assign(settings, tokenLifetime === undefined ? {} : {tokenLifetime}),
  );
  const {code, stderr} = await staged.run('login');
  expect(code, stderr).toBe(0);
  return staged;
}

interface Line {
  readonly taking?: number;
  readonly word?: string;
  readonly guard?: number | null;
  readonly problem?: {readonly code: string; readonly reason: string};
}

/** A process that holds access, and who stays behind it. */
export class Parent {
  readonly child: ChildProcess;
  readonly lines: Line[] = [];
  readonly #exit: Promise<unknown>;

  constructor(
    program: string,
    {home, env}: Practice,
    taking: Partial<Taking>,
    more: Readonly<Record<string, string>> = {},
  ) {
    this.child = spawn(process.execPath, [program], {
      env: {PATH: process.env.PATH, TZ: 'UTC', ...env, ...more},
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#exit = once(this.child, 'exit');
    const asked: Taking = {home, guardian: GUARDIAN, roles: [AZURE], seconds: 3600, ...taking};
    this.child.stdin?.write(`${JSON.stringify(asked)}\n`);
    if (this.child.stdout !== null)
      createInterface({input: this.child.stdout}).on('line', line => this.lines.push(JSON.parse(line)));
    onTestFinished(() => this.kill());
  }

  /** All is taken: the pid of the guardian, or `null` when nobody stays behind. */
  async holds(): Promise<number | null> {
    const found = () => this.lines.find(({guard}) => guard !== undefined);
    await expect.poll(found, {interval: 10, timeout: 20_000}).toBeDefined();
    return found()?.guard ?? null;
  }

  async saysLines(count: number): Promise<void> {
    await expect.poll(() => this.lines.length, {interval: 2, timeout: 20_000}).toBeGreaterThanOrEqual(count);
  }

  /** As `holds`, where somebody has to. */
  async guarded(): Promise<number> {
    const pid = await this.holds();
    if (pid === null) throw new Error(`nobody stays behind: ${JSON.stringify(this.lines)}`);
    onTestFinished(() => endIt(pid));
    return pid;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.#exit;
  }

  async leave(): Promise<void> {
    this.child.stdin?.write('leave\n');
    await this.#exit;
  }
}

function endIt(pid: number): void {
  if (isGuardian(pid)) process.kill(pid, 'SIGKILL');
}

export async function gone(pid: number, timeout = 20_000): Promise<void> {
  await expect.poll(() => isGone(pid), {interval: 20, timeout}).toBe(true);
}

/** What the cloud itself holds as activated, `name@scope`, looked up behind everybody's back. */
export const heldAt = ({organisation}: PracticeCloud): readonly string[] =>
  organisation.active
    .filter(({assignmentType}) => assignmentType === 'Activated')
    .map(({role, scope}) => `${role.name}@${scope.name}`)
    .sort();

/** Ends that were carried out at the cloud. */
export const endsAt = ({organisation}: PracticeCloud): number =>
  organisation.requests.filter(({action}) => action === 'SelfDeactivate').length;

export async function recordOf({home}: Practice): Promise<readonly AuditEntry[]> {
  const text = await readFile(join(home, 'audit.ndjson'), 'utf8');
  return text.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line) as AuditEntry]));
}

/** `name@scope` of each line of this type. */
export async function recorded(staged: Practice, type: AuditEntry['type']): Promise<readonly string[]> {
  const lines = (await recordOf(staged)).filter(line => line.type === type);
  return lines.map(({name, scope}) => `${name}@${scope?.name}`).sort();
}

interface Shown {
  readonly name: string;
  readonly state: string;
  readonly assignment: string;
}

/** What `stint status` tells of what was activated or borrowed. */
export async function statusOf({run}: Practice, ...flags: readonly string[]): Promise<readonly Shown[]> {
  const {stdout} = await run('status', '--json', ...flags);
  const {items} = JSON.parse(stdout) as {readonly items: readonly Shown[]};
  return items.filter(({assignment}) => assignment === 'activated' || assignment === 'lent');
}
