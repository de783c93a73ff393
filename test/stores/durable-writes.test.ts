import {existsSync, readFileSync, statSync} from 'node:fs';
import {type FileHandle, open} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, onTestFinished, test, vi} from 'vitest';
import {createAuditLog} from '../../src/stores/audit-log.ts';
import {createLocks} from '../../src/stores/locks.ts';
import {replaceFile} from '../../src/stores/replace-file.ts';
import {HandClock} from '../support/clock.ts';
import {fact} from './samples.ts';
import {scratchFolder} from './scratch.ts';

interface Flushed {
  readonly bytes: string;
  /** Whether the file had its name already. */
  readonly named: boolean;
}

/** What every flushed file held when it was flushed; a crash cannot be had, so this is as near as a test comes. */
async function flushesOf(path: string): Promise<readonly Flushed[]> {
  const flushed: Flushed[] = [];
  const folder = await open(join(path, '..'), 'r');
  const kind: FileHandle = Object.getPrototypeOf(folder);
  const real = folder.sync;
  await folder.close();
  const spy = vi.spyOn(kind, 'sync').mockImplementation(async function (this: FileHandle) {
    const found = await this.stat();
    if (found.isFile()) flushed.push({bytes: await textOf(this, found.size), named: existsSync(path)});
    await real.call(this);
  });
  onTestFinished(() => spy.mockRestore());
  return flushed;
}

/** A handle that only writes cannot be read: then its length says what it holds. */
async function textOf(file: FileHandle, size: number): Promise<string> {
  const bytes = Buffer.alloc(size);
  const read = await file.read(bytes, 0, size, 0).catch(() => undefined);
  return read === undefined ? `${size} bytes` : bytes.toString('utf8');
}

test('an appended line is flushed whole before the append resolves', async () => {
  const folder = scratchFolder();
  const clock = new HandClock();
  const path = join(folder, 'audit.ndjson');
  const log = createAuditLog({path, clock, locks: createLocks(join(folder, 'locks.db'), clock)});
  await log.append(fact('one'));
  const flushed = await flushesOf(path);
  await log.append(fact('two'));
  expect(flushed).toEqual([{bytes: readFileSync(path, 'utf8'), named: true}]);
});

test('new content is flushed whole before it takes the name', async () => {
  const path = join(scratchFolder(), 'tokens');
  const flushed = await flushesOf(path);
  await replaceFile(path, 'sealed');
  expect(flushed).toEqual([{bytes: `${statSync(path).size} bytes`, named: false}]);
  expect(readFileSync(path, 'utf8')).toBe('sealed');
});
