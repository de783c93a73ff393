import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {createFileSink} from '../../src/sinks/file.ts';
import {lineFile} from '../../src/stores/sink-file.ts';
import {scratchFolder} from '../stores/scratch.ts';
import {eventAt} from './events.ts';
import {problemIn} from './place.ts';

const never = new AbortController().signal;
const linesIn = (path: string) => readFileSync(path, 'utf8').split('\n');
const sinkAt = (path: string) => createFileSink('log', path, lineFile);

test('one CloudEvent a line, behind what is there, for us alone', async () => {
  const path = join(scratchFolder(), 'events.ndjson');
  expect(await sinkAt(path).send([eventAt(1), eventAt(2)], never)).toBe(2);
  expect(await sinkAt(path).send([eventAt(3)], never)).toBe(1);
  const lines = linesIn(path);
  expect(lines.pop()).toBe('');
  expect(lines.map(line => JSON.parse(line).id)).toEqual([1, 2, 3].map(n => eventAt(n).id));
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a line that a crash left unfinished is closed first', async () => {
  const path = join(scratchFolder(), 'events.ndjson');
  await sinkAt(path).send([eventAt(1)], never);
  appendFileSync(path, '{"specversion":');
  await sinkAt(path).send([eventAt(2)], never);
  const lines = linesIn(path);
  expect(lines).toHaveLength(4);
  expect(JSON.parse(lines[2] ?? '').id).toBe(eventAt(2).id);
});

test('a link, a folder and a place that is not there are refused', async () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'target'), 'mine');
  symlinkSync(join(folder, 'target'), join(folder, 'link'));
  mkdirSync(join(folder, 'folder'));
  for (const name of ['link', 'folder', 'not/there'])
    expect((await problemIn(sinkAt(join(folder, name)).send([eventAt(1)], never))).code).toBe(
      'state-unwritable',
    );
  expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('mine');
});

test('a file that others could read is narrowed', async () => {
  const path = join(scratchFolder(), 'events.ndjson');
  writeFileSync(path, '');
  chmodSync(path, 0o644);
  await sinkAt(path).send([eventAt(1)], never);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});
