import type {ChildProcess} from 'node:child_process';
import {closeSync, openSync} from 'node:fs';
import {devNull} from 'node:os';
import {Trouble} from '../core/problem.ts';
import {inheritableDescriptors} from './inheritable-descriptors.ts';

/** Somebody who stays behind, and the writing end of the pipe that it reads from. When we are gone, the pipe ends. */
export interface GuardPipe {
  readonly pid: number;
  /** One line, without its end. Resolves when the system has taken it; rejects `Trouble` when nobody reads it any more. */
  send(line: string): Promise<void>;
  /** The end of what we have to say: it finds no more to read. */
  end(): void;
  /** Resolves when it has left, for whatever reason. */
  readonly gone: Promise<void>;
}

/**
 * Starts `entry` under our own Node in a session of its own, so that neither keys nor the end of the terminal reach it:
 * working folder `/`, exactly these variables, its input our pipe and no other descriptor of ours. The pipe is closed
 * for every other child of ours, so it ends with this process and with nothing else, and it does not keep this process
 * from ending. Rejects `Trouble` where no process can be started.
 */
export async function startGuard(entry: string, env: Readonly<Record<string, string>>): Promise<GuardPipe> {
  const {spawn} = await import('node:child_process');
  const start = (nothing: number): ChildProcess =>
    spawn(process.execPath, [entry], {
      ...{cwd: '/', env: {...env}, detached: true, windowsHide: true},
      stdio: ['pipe', 'ignore', 'ignore', ...inPlaceOf(inheritableDescriptors(), nothing)],
    });
  try {
    return await started(withNothing(start));
  } catch (thrown) {
    throw thrown instanceof Trouble ? thrown : nobody(thrown);
  }
}

function withNothing<T>(work: (nothing: number) => T): T {
  const nothing = openSync(devNull, 'r');
  try {
    return work(nothing);
  } finally {
    closeSync(nothing);
  }
}

/** `ignore` leaves a descriptor from 3 on as it is (libuv), so each of these is replaced by one that holds nothing. */
function inPlaceOf(descriptors: readonly number[], nothing: number): readonly (number | 'ignore')[] {
  const length = Math.max(2, ...descriptors) - 2;
  return Array.from({length}, (_, n) => (descriptors.includes(n + 3) ? nothing : 'ignore'));
}

async function started(child: ChildProcess): Promise<GuardPipe> {
  const gone = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const pid = await new Promise<number | undefined>((resolve, reject) => {
    child.once('error', reject).once('spawn', () => resolve(child.pid));
  });
  const {stdin} = child;
  if (pid === undefined || stdin === null) throw nobody();
  child.on('error', () => undefined).unref();
  stdin.on('error', () => undefined);
  const pipe = stdin as typeof stdin & Held;
  pipe.unref();
  return {pid, gone, send: line => sent(pipe, line), end: () => void stdin.end()};
}

/** A pipe of Node's is a socket: it can be told whether it keeps the process going. */
interface Held {
  ref(): unknown;
  unref(): unknown;
}

function sent(pipe: NodeJS.WritableStream & Held, line: string): Promise<void> {
  pipe.ref();
  return new Promise<void>((resolve, reject) => {
    pipe.write(`${line}\n`, thrown => (thrown ? reject(nobody(thrown)) : resolve()));
  }).finally(() => pipe.unref());
}

const nobody = (cause?: unknown): Trouble =>
  new Trouble(
    {code: 'failed', reason: 'No process could stay behind to end the access should this one be killed.'},
    cause,
  );
