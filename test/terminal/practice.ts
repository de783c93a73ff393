import {execFile} from 'node:child_process';
import {rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {onTestFinished} from 'vitest';
import {practiceHomeDirectory, writePracticeHome} from '../../src/sandbox/home.ts';
import {type PracticeCloud, type PracticeCloudOptions, startPracticeCloud} from '../../src/sandbox/index.ts';
import {type OpenOptions, Terminal} from './terminal.ts';

const BUNDLE = fileURLToPath(new URL('../../dist/stint.js', import.meta.url));

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A practice cloud with a home of its own, and the built program on it, in a terminal or as a command. */
export interface Practice {
  readonly cloud: PracticeCloud;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** The program in a pseudo-terminal. */
  open(options?: OpenOptions): Terminal;
  /** The program without a terminal, to its end. */
  run(...args: readonly string[]): Promise<Ran>;
  /** The same, with this on its stdin. */
  feed(input: string, ...args: readonly string[]): Promise<Ran>;
  /** Signs in once, so that the story can begin later. */
  signIn(): Promise<void>;
}

type Fill = (organisation: PracticeCloud['organisation']) => unknown;

/** Everything is taken down when the test is over. `fill` is for what the home's settings are to know of. */
export async function practice(options: PracticeCloudOptions = {}, fill?: Fill): Promise<Practice> {
  const {close, ...opened} = await openPractice(options, fill);
  onTestFinished(close);
  return opened;
}

/** For a group of tests that change nothing; whoever opens it closes it. */
export async function openPractice(
  options: PracticeCloudOptions = {},
  fill?: Fill,
): Promise<Practice & {close(): Promise<void>}> {
  const cloud = await startPracticeCloud({scenario: 'empty', ...options});
  fill?.(cloud.organisation);
  const home = await practiceHomeDirectory();
  const written = await writePracticeHome(cloud, home);
  // The AWS CLI's files lie in the home too: nothing of the machine's own is looked at.
  const env = {...written.env, HOME: home};
  const open: Terminal[] = [];
  const run = (...args: readonly string[]) => runCommand(args, env);
  return {
    ...{cloud, home, env, run},
    feed: (input, ...args) => runCommand(args, env, input),
    open: (given = {}) => {
      const terminal = new Terminal({...given, env: {...env, ...given.env}});
      open.push(terminal);
      return terminal;
    },
    signIn: () => signIn(cloud, run),
    close: async () => {
      for (const terminal of open) terminal.kill('SIGKILL');
      await cloud.stop();
      // Who stays behind may still be writing down what it ended.
      await rm(home, {recursive: true, force: true, maxRetries: 20, retryDelay: 50});
    },
  };
}

/** A person without settings: the home is there, and empty. */
export async function withoutSettings(given: Practice): Promise<void> {
  await writeFile(join(given.home, 'config.json'), `${JSON.stringify({clouds: cloudsOf(given.cloud)})}\n`, {
    mode: 0o600,
  });
}

const cloudsOf = ({origins}: PracticeCloud) => ({
  lab: {authorityHost: origins.login, armEndpoint: origins.arm, graphEndpoint: origins.graph},
});

async function signIn(
  cloud: PracticeCloud,
  run: (...args: readonly string[]) => Promise<Ran>,
): Promise<void> {
  const done = run('login');
  const poll = setInterval(() => {
    if (cloud.pendingSignIns.length > 0) cloud.approveSignIn();
  }, 20);
  const {code, stderr} = await done.finally(() => clearInterval(poll));
  if (code !== 0) throw new Error(`login ended with ${code}: ${stderr}`);
}

export function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = '',
): Promise<Ran> {
  return new Promise(resolve => {
    const child = execFile(
      process.execPath,
      [BUNDLE, ...args],
      {env: {PATH: process.env.PATH, TZ: 'UTC', ...env}, timeout: 60_000, maxBuffer: 64 * 1024 * 1024},
      (error, stdout, stderr) =>
        resolve({code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr}),
    );
    child.stdin?.end(input);
  });
}
