import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import {onTestFinished} from 'vitest';

const CONTENDER = fileURLToPath(new URL('contender.ts', import.meta.url));

/** Starts the contender; it is gone after the test. */
export function contender(...argv: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [CONTENDER, ...argv], {stdio: ['ignore', 'pipe', 'inherit']});
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** Resolves at the child's first line. */
export async function said(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the child has no stdout');
  const [chunk] = await once(child.stdout, 'data');
  return String(chunk).trim();
}

export async function killed(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
