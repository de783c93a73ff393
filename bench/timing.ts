import {spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';

export const BUNDLE = fileURLToPath(new URL('../dist/stint.js', import.meta.url));

export type Environment = Readonly<Record<string, string>>;

export interface Finished {
  /** From spawn to exit, in ms. */
  readonly took: number;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Nothing of the caller's own set-up leaks into what is measured. */
export function cleanEnvironment(extra: Environment): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && !/^(CI|STINT_|AWS_|AZURE_|NODE_|XDG_|npm_)/.test(name),
  ) as [string, string][];
  return {...Object.fromEntries(kept), ...extra};
}

/** Runs this very Node with the arguments. */
export function run(args: readonly string[], env: Environment = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, args, {
      env: cleanEnvironment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', chunk => {
      stdout += chunk;
    });
    child.stderr.on('data', chunk => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', code => resolve({took: performance.now() - started, code, stdout, stderr}));
  });
}

/** A command of ours that must succeed: a benchmark of a failure measures nothing. */
export async function stint(args: readonly string[], env: Environment): Promise<Finished> {
  const done = await run([BUNDLE, ...args], env);
  if (done.code !== 0) throw new Error(`stint ${args.join(' ')} ended with ${done.code}: ${done.stderr}`);
  return done;
}

/**
 * How many bare starts of Node the command costs: measured in pairs, one after the other, so that a change of the
 * machine's pace hits both. The median of the pairs' ratios.
 */
export async function againstBareNode(
  args: readonly string[],
  env: Environment,
  pairs = 15,
): Promise<number> {
  await stint(args, env);
  const ratios: number[] = [];
  for (let i = 0; i < pairs; i += 1) {
    const bare = await run(['-e', '0']);
    const ours = await stint(args, env);
    ratios.push(ours.took / bare.took);
  }
  return median(ratios);
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
