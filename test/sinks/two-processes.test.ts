import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, onTestFinished, test} from 'vitest';
import {hours} from '../../src/core/time.ts';
import {createFileSink} from '../../src/sinks/file.ts';
import {eventOf} from '../../src/stores/outbox-rows.ts';
import {lineFile} from '../../src/stores/sink-file.ts';
import {scratchFolder} from '../stores/scratch.ts';
import {HandClock} from '../support/clock.ts';
import {firstSeen, house} from './house.ts';

const DELIVERER = fileURLToPath(new URL('deliverer.ts', import.meta.url));
const never = new AbortController().signal;

function deliverer(...argv: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [DELIVERER, ...argv], {stdio: ['ignore', 'pipe', 'inherit']});
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

async function saysMany(child: ChildProcess, lines: number): Promise<void> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.split('\n').length > lines) return;
  }
}

/** Everything that waits is delivered by one more process, whose clock is past every pause and claim. */
async function told(folder: string, path: string) {
  const clock = new HandClock(Date.now() + hours(2));
  const last = house({folder, clock, sinks: [createFileSink('log', path, lineFile)]});
  await last.delivery.deliver(never, 3000);
  const recorded: string[] = [];
  for await (const entry of last.plain.entries()) recorded.push(eventOf(entry, null).id);
  last.close();
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const received = lines.map(line => JSON.parse(line).id as string);
  return {recorded, received};
}

test('two processes that record and deliver at once: all of it arrives, in order, once', async () => {
  const folder = scratchFolder();
  const path = join(folder, 'events.ndjson');
  const children = ['a', 'b'].map(name => deliverer(folder, path, name, '25'));
  await Promise.all(children.map(child => once(child, 'exit')));
  expect(children.map(({exitCode}) => exitCode)).toEqual([0, 0]);
  const {recorded, received} = await told(folder, path);
  expect(recorded).toHaveLength(50);
  expect(received).toEqual(recorded);
});

test('killed while it delivers: nothing is lost, and what comes twice has the same id', async () => {
  const folder = scratchFolder();
  const path = join(folder, 'events.ndjson');
  for (const name of ['a', 'b', 'c']) {
    const child = deliverer(folder, path, name, '1000');
    const gone = once(child, 'exit');
    await saysMany(child, 10);
    child.kill('SIGKILL');
    await gone;
  }
  const {recorded, received} = await told(folder, path);
  expect(recorded.length).toBeGreaterThan(9);
  expect(firstSeen(received)).toEqual(recorded);
});
