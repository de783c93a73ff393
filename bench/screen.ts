import {existsSync, readFileSync} from 'node:fs';
import {Terminal} from '../test/terminal/terminal.ts';
import {farHome, signedInHome} from './practice-home.ts';
import type {Row} from './rows.ts';
import {type Environment, median, percentile, run, stint} from './timing.ts';

const ROWS = 10_000;

/** First frame with rows from the cache, in bare starts of Node; key to frame; memory. */
export async function bigScreenRows(): Promise<readonly Row[]> {
  const home = await farHome({scenario: 'thousands', count: ROWS});
  try {
    await stint(['list', '--refresh', '--quiet'], home.env);
    await stint(['status', '--quiet'], home.env);
    const first = await firstFrame(home.env);
    const {keys, megabytes} = await keysToFrames(home.env);
    return [
      {what: 'first useful frame, warm cache', measured: first, budget: 6, unit: 'x'},
      {what: 'key to frame, 10,000 rows, p95', measured: percentile(keys, 0.95), budget: 33, unit: 'ms'},
      {what: 'memory of the app, 10,000 rows', measured: megabytes, budget: 130, unit: 'MB'},
    ];
  } finally {
    await home.close();
  }
}

/** A row's scope as the generator names it. */
const A_ROW = /[○●] \S/;

async function firstFrame(env: Environment): Promise<number> {
  const ratios: number[] = [];
  for (let i = 0; i < 9; i += 1) {
    const bare = await run(['-e', '0']);
    const started = performance.now();
    const app = new Terminal({env});
    await app.sees(A_ROW);
    ratios.push((performance.now() - started) / bare.took);
    app.press('q');
    await app.leaves();
  }
  return median(ratios);
}

async function keysToFrames(
  env: Environment,
): Promise<{readonly keys: readonly number[]; readonly megabytes: number | null}> {
  const app = new Terminal({env});
  await app.sees(A_ROW);
  await quiet(app);
  const keys: number[] = [];
  const timed = async (key: string) => {
    const before = app.raw.length;
    const started = performance.now();
    app.press(key);
    await app.writes(before);
    keys.push(performance.now() - started);
    await pass(BETWEEN_KEYS);
  };
  for (let i = 0; i < 60; i += 1) await timed('down');
  await timed('/');
  for (const letter of 'contribu') await timed(letter);
  for (let i = 0; i < 8; i += 1) await timed('backspace');
  await pass(QUIET_SECONDS);
  const megabytes = residentMegabytes(app.pid);
  app.kill('SIGTERM');
  await app.leaves();
  return {keys, megabytes};
}

const QUIET_SECONDS = 2;

/** In seconds: a quick typist. Without it the rest of one frame is taken for the next, and two keys become one frame. */
const BETWEEN_KEYS = 0.05;

/** The refresh that follows a start is over: nothing has been drawn for a while. */
async function quiet(app: Terminal): Promise<void> {
  for (let before = -1; before !== app.raw.length; ) {
    before = app.raw.length;
    await pass(QUIET_SECONDS);
  }
}

const COUNTDOWNS = 20;
const IDLE_SECONDS = 20;

/** The app left alone with twenty countdowns: CPU, and bytes to the terminal. */
export async function idleRows(): Promise<readonly Row[]> {
  const home = await signedInHome({scenario: 'empty'});
  try {
    for (let i = 0; i < COUNTDOWNS; i += 1)
      home.cloud.organisation.activeFor({
        kind: 'azure-resource',
        role: `Operator ${i}`,
        scope: `place-${i}`,
        forMs: 3_000_000 + i * 61_000,
      });
    await stint(['list', '--refresh'], home.env);
    await stint(['status'], home.env);
    const app = new Terminal({env: home.env, rows: 40});
    await app.sees('Operator 1');
    app.press('2');
    await app.sees('ends');
    await pass(3);
    const [cpu, bytes] = [cpuSeconds(app.pid), app.raw.length];
    await pass(IDLE_SECONDS);
    const share = shareOf(cpu, cpuSeconds(app.pid));
    const rate = (app.raw.length - bytes) / IDLE_SECONDS;
    app.kill('SIGTERM');
    await app.leaves();
    return [
      {what: 'idle app, 20 countdowns: CPU', measured: share, budget: 1, unit: '%'},
      {what: 'idle app, 20 countdowns: terminal', measured: rate, budget: 800, unit: 'bytes/s'},
    ];
  } finally {
    await home.close();
  }
}

const shareOf = (before: number | null, after: number | null): number | null =>
  before === null || after === null ? null : ((after - before) / IDLE_SECONDS) * 100;

const pass = (seconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, seconds * 1000));

/**
 * What it holds now, from `/proc`, as the budget says: what it held for a moment (`VmHWM`) is no longer taken from
 * anybody. `null` where there is none.
 */
function residentMegabytes(pid: number): number | null {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(procFile(pid, 'status') ?? '')?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}

/** User and system time of a process, at the usual 100 ticks a second; `null` where there is no `/proc`. */
function cpuSeconds(pid: number): number | null {
  const fields = procFile(pid, 'stat')?.split(') ')[1]?.split(' ');
  return fields === undefined ? null : (Number(fields[11]) + Number(fields[12])) / 100;
}

function procFile(pid: number, name: string): string | undefined {
  const path = `/proc/${pid}/${name}`;
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
