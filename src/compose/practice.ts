import {existsSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import type {Practice, PracticeOptions} from '../cli/host.ts';
import {composeApp} from '../compose.ts';
import {Trouble} from '../core/problem.ts';
import type {Millis} from '../core/time.ts';
import {ensureFolder} from '../stores/folder.ts';
import type {World} from './world.ts';

/** How long a device code of the practice cloud waits before it approves itself: long enough to be read. */
const APPROVAL_MS: Millis = 1000;

/** Variables that would lead a practice run back to the real world. */
const REAL = /^(STINT_|AWS_|AZURE_|HTTPS?_PROXY$|ALL_PROXY$)/i;

export interface PracticeParts extends PracticeOptions {
  readonly approvalMs?: Millis | undefined;
}

/**
 * The practice cloud with a home of its own, removed at `close`: the real settings, stores, record and keyring are
 * never opened (design 10). Trust in its certificate is this process's only.
 */
export async function openPractice(world: World, parts: PracticeParts): Promise<Practice> {
  const practice = await startPractice(parts);
  return {
    ...practice,
    openApp: () => composeApp(practiceWorld(world, practice.env), {profile: 'default'}),
  };
}

/** The practice cloud and its home alone. */
export async function startPractice(parts: PracticeParts): Promise<Omit<Practice, 'openApp'>> {
  const [{startPracticeCloud}, {practiceHomeDirectory, writePracticeHome}, {trustAlso}] = await Promise.all([
    import('../sandbox/index.ts'),
    import('../sandbox/home.ts'),
    import('../host/network.ts'),
  ]);
  const directory = parts.home === undefined ? await practiceHomeDirectory() : practiceFolder(parts.home);
  const cloud = await startPracticeCloud({
    scenario: parts.scenario ?? 'demo',
    port: parts.port,
    deviceCodeApproval: {afterMs: parts.approvalMs ?? APPROVAL_MS},
  }).catch(async thrown => {
    if (parts.home === undefined) await removed(directory);
    throw noPort(thrown, parts.port);
  });
  const {env} = await writePracticeHome(cloud, directory);
  trustAlso(cloud.ca);
  return {
    env,
    controlUrl: cloud.origins.control,
    approve: async () => cloud.decide('next', 'Approve', 'practice'),
    turnClock: async by => cloud.clock.advance(by),
    close: async () => {
      await cloud.stop();
      if (parts.home === undefined) await removed(directory);
    },
  };
}

/** What was being read when it was left may still be written down: it is looked at again until nothing is there. */
const removed = (directory: string): Promise<void> =>
  rm(directory, {recursive: true, force: true, maxRetries: 20, retryDelay: 50});

/** Its origins stand on ports in a row. One that is taken, closed to us or past the last one is the person's to change. */
function noPort(thrown: unknown, port: number | undefined): unknown {
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  const isPort = ['EADDRINUSE', 'EACCES', 'ERR_SOCKET_BAD_PORT'].includes(code ?? '');
  if (!isPort || port === undefined) return thrown;
  return new Trouble({
    code: 'failed',
    reason: `The practice cloud cannot open port ${port} and the eight behind it (${code}).`,
    nextSteps: ['Name another one with --port, or leave it out for free ones'],
  });
}

const REAL_FILES = ['config.json', 'state.db', 'audit.ndjson', 'tokens'] as const;

/**
 * A folder that a person named for the practice home. Settings that are not a practice home's own are never written
 * over: those come with the practice cloud's certificate beside them.
 */
function practiceFolder(named: string): string {
  const directory = resolve(named);
  ensureFolder(directory);
  const holds = (file: string) => existsSync(join(directory, file));
  if (holds('ca.pem') || !REAL_FILES.some(holds)) return directory;
  throw new Trouble({
    code: 'misconfigured',
    setting: '--home',
    reason: `${directory} holds what is not a practice home’s`,
    nextSteps: ['Name a folder of its own, or leave --home out for a temporary one'],
  });
}

/** Tokens stay in memory: a demo leaves nothing behind. */
export function practiceWorld(world: World, env: Readonly<Record<string, string>>): World {
  const kept = Object.entries(world.env).filter(([name]) => !REAL.test(name));
  return {...world, practice: true, env: {...Object.fromEntries(kept), ...env, STINT_TOKEN_STORE: 'memory'}};
}
