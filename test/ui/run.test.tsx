import {PassThrough} from 'node:stream';
import {describe, expect, test} from 'vitest';
import {runScreen} from '../../src/ui/run.tsx';
import {all} from '../usecases/fake-cloud.ts';
import {eligibility, grant, pending, policy} from '../usecases/samples.ts';
import {type ScreenWorld, screenWorld} from './world.ts';

/** A terminal in memory: what was written to it, and whether its keys are raw. */
class Terminal extends PassThrough {
  readonly isTTY = true;
  columns = 80;
  rows = 24;
  raw = false;
  written = '';

  setRawMode(raw: boolean): this {
    this.raw = raw;
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override write(chunk: unknown, ...rest: readonly unknown[]): boolean {
    this.written += String(chunk);
    for (const done of rest) if (typeof done === 'function') done();
    return true;
  }
}

/** Keys go in by another way than what is drawn. */
class Keyboard extends Terminal {
  type(keys: string): void {
    this.push(keys);
  }
}

const ENTERED = '\u001b[?1049h';
const LEFT = '\u001b[?1049l';
const SHOWN = '\u001b[?25h';

async function session(choices: Parameters<typeof screenWorld>[0] = {}) {
  const [stdin, stdout] = [new Keyboard(), new Terminal()];
  const on: ScreenWorld = screenWorld({
    ...choices,
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
  });
  const settle = async () => {
    for (let i = 0; i < 5; i += 1) await on.clock.turn(0);
  };
  return {on, stdin, stdout, settle};
}

function expectRestored({stdin, stdout}: {stdin: Terminal; stdout: Terminal}): void {
  const {written} = stdout;
  expect(written).toContain(ENTERED);
  expect(written.lastIndexOf(LEFT)).toBeGreaterThan(written.lastIndexOf(ENTERED));
  expect(written.lastIndexOf(SHOWN)).toBeGreaterThan(written.lastIndexOf('\u001b[?25l'));
  expect(stdin.raw).toBe(false);
}

describe('the terminal is left as it was found', () => {
  test.each([
    ['q', 'q', 0],
    ['ctrl-c twice', '\u0003\u0003', 130],
  ])('after %s', async (_, keys, code) => {
    const at = await session();
    const left = runScreen(at.on.host);
    await at.settle();
    at.stdin.type(keys);
    expect(await left).toBe(code);
    expectRestored(at);
    expect(at.on.closed).toBe(1);
  });

  test('after SIGTERM', async () => {
    const at = await session();
    const left = runScreen(at.on.host);
    await at.settle();
    at.on.signal('SIGTERM');
    expect(await left).toBe(143);
    expectRestored(at);
  });

  test('after a bug of ours, which flies on', async () => {
    const bug = new Error('a mistake');
    const at = await session({openApp: () => Promise.reject(bug)});
    await expect(runScreen(at.on.host)).rejects.toBe(bug);
    expectRestored(at);
  });
});

describe('what goes on is said after the screen has closed', () => {
  const lastWords = (written: string) => written.slice(written.lastIndexOf(LEFT));

  test('what is active, and when the next one ends', async () => {
    const at = await session();
    at.on.arm.activePages = all(grant());
    const left = runScreen(at.on.host);
    await at.settle();
    at.stdin.type('q');
    await left;
    expect(lastWords(at.stdout.written)).toContain('1 active, the next ends 13:00.');
  });

  test('what was asked for and is not there yet', async () => {
    const at = await session();
    at.on.arm.eligiblePages = all(eligibility());
    at.on.arm.policies.set('azr-1', policy());
    at.on.arm.answers = [pending('pending-approval', ['Grace'])];
    at.on.arm.checks = [pending('pending-approval', ['Grace'])];
    const left = runScreen(at.on.host);
    await at.settle();
    at.stdin.type('\r');
    await at.settle();
    at.stdin.type('\r');
    await at.settle();
    at.stdin.type('q');
    await left;
    expect(lastWords(at.stdout.written)).toContain('Contributor on prod was asked for and is not active yet');
  });
});

test('a new size is a new picture', async () => {
  const at = await session();
  const left = runScreen(at.on.host);
  await at.settle();
  Object.assign(at.stdout, {columns: 60, rows: 16});
  at.stdout.emit('resize');
  await at.settle();
  expect(at.stdout.written).toContain('─'.repeat(60));
  at.stdin.type('q');
  expect(await left).toBe(0);
});
