import type {ChildProcess} from 'node:child_process';
import {statSync} from 'node:fs';
import {constants} from 'node:os';
import {resolve} from 'node:path';
import {passSignalsOn} from './passed-signals.ts';
import {windowsProgram} from './windows-program.ts';

export interface ChildOptions {
  /** The whole environment of the child: nothing of ours is added. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string | undefined;
}

/** How it went, and the exit code that tools which run a command give for it (POSIX `env`, `nohup`). */
export type ChildOutcome =
  /** The child's own exit code; `128 + n` when signal `n` ended it. */
  | {readonly type: 'ran'; readonly code: number}
  /** 127. */
  | {readonly type: 'not-found'}
  /** 126: it is there, but the system does not run it. */
  | {readonly type: 'not-runnable'; readonly reason: string}
  /** 125: our own failure; there is no room for another process, or no folder to run it in. */
  | {readonly type: 'failed'; readonly reason: string};

/**
 * Runs a command on our own terminal, input and outputs, and waits for its end. We use no shell; a file without `#!`
 * that the system does not know is given to `sh` by the C library (POSIX `execvp`), as for every other tool. Signals
 * go to the child; this process neither dies of them nor exits. The caller must leave the terminal alone meanwhile.
 */
export async function runChild(command: readonly string[], options: ChildOptions): Promise<ChildOutcome> {
  const [name = '', ...args] = command;
  const {cwd = '.'} = options;
  if (!isFolder(cwd)) return {type: 'failed', reason: `there is no folder ${cwd} to run it in`};
  const found = programOf(name, options);
  if (found.type !== 'program') return found;
  const {spawn} = await import('node:child_process');
  try {
    return await ended(spawn(found.program, args, {env: {...options.env}, cwd, stdio: 'inherit'}));
  } catch (thrown) {
    return refusal(thrown, resolve(cwd, name), name);
  }
}

const isFolder = (path: string): boolean => statSync(path, {throwIfNoEntry: false})?.isDirectory() === true;

function programOf(name: string, options: ChildOptions): ReturnType<typeof windowsProgram> {
  if (process.platform === 'win32') return windowsProgram(name, options);
  return name === '' ? {type: 'not-found'} : {type: 'program', program: name};
}

/** Rejects with the system's error when the child could not be started. */
async function ended(child: ChildProcess): Promise<ChildOutcome> {
  const stop = passSignalsOn(child);
  try {
    return await new Promise((done, failed) => {
      child.once('error', failed);
      // From here on an error is a signal that could not be passed on.
      child.once('spawn', () => child.off('error', failed).on('error', () => undefined));
      child.once('exit', (code, signal) => done({type: 'ran', code: code ?? codeFor(signal)}));
    });
  } finally {
    stop();
  }
}

const codeFor = (signal: NodeJS.Signals | null): number =>
  128 + (signal === null ? 0 : (constants.signals[signal] ?? 0));

/** What another try, later, may not run into. */
const NO_ROOM = ['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM'];

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'the program that its first line names is not there',
  EACCES: 'you may not run it',
  EPERM: 'you may not run it',
  ENOEXEC: 'it is not a program for this system',
  E2BIG: 'its arguments and variables are too long together',
};

/** `path` is where the name leads when it is no name to be looked for in `PATH`. */
function refusal(thrown: unknown, path: string, name: string): ChildOutcome {
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) throw thrown;
  if (NO_ROOM.includes(code)) return {type: 'failed', reason: `no process can be started now (${code})`};
  const found = name.includes('/') ? statSync(path, {throwIfNoEntry: false}) : undefined;
  if (code === 'ENOENT' && found === undefined) return {type: 'not-found'};
  if (found?.isDirectory()) return {type: 'not-runnable', reason: 'it is a folder'};
  return {type: 'not-runnable', reason: REASONS[code] ?? `the system refuses it (${code})`};
}
