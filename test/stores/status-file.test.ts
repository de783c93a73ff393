import {existsSync, lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {untrusted} from '../../src/core/untrusted.ts';
import {createStatusFile} from '../../src/stores/status-file.ts';
import {contender, said} from './processes.ts';
import {AT, grant} from './samples.ts';
import {scratchFolder} from './scratch.ts';

const textOf = (path: string) => readFileSync(path, 'utf8');
const modeOf = (path: string) => lstatSync(path).mode & 0o777;

test('it holds what is held now, with absolute ends, on one line, for us alone', async () => {
  const path = join(scratchFolder(), 'cache', 'status.json');
  const standing = {...grant('s'), assignment: 'standing' as const, startsAt: null, endsAt: null};
  await createStatusFile(path).write([grant('g'), standing], AT + 1500);
  const held = {
    id: 'g',
    eligibilityId: 'e1',
    kind: 'azure-resource',
    name: 'Reader',
    scope: {id: '/subscriptions/1', name: 'prod', type: 'subscription'},
    state: 'active',
    assignment: 'activated',
    startsAt: '2026-11-22T12:00:00Z',
    endsAt: '2026-11-22T13:00:00Z',
  };
  const items = [held, {...held, id: 's', assignment: 'standing', startsAt: null, endsAt: null}];
  const status = {schemaVersion: 1, kind: 'status', writtenAt: '2026-11-22T12:00:01.500Z', items};
  expect(textOf(path)).toBe(`${JSON.stringify(status)}\n`);
  expect([modeOf(path), modeOf(join(path, '..'))]).toEqual([0o600, 0o700]);
});

test('nothing held is an empty list, which replaces what was held before', async () => {
  const path = join(scratchFolder(), 'status.json');
  const status = createStatusFile(path);
  await status.write([grant('g')], AT);
  await status.write([], AT + 1000);
  expect(JSON.parse(textOf(path))).toMatchObject({writtenAt: '2026-11-22T12:00:01Z', items: []});
  expect(readdirSync(join(path, '..'))).toEqual(['status.json']);
});

test('a name that a prompt would print does nothing to the terminal', async () => {
  const path = join(scratchFolder(), 'status.json');
  const name = 'Owner\u001b]0;hi\u0007\u202e\u2028\u{e0041}';
  const hostile = {
    ...grant('g'),
    name: untrusted(name),
    scope: {...grant('g').scope, name: untrusted('\u009b31m')},
  };
  await createStatusFile(path).write([hostile], AT);
  expect(textOf(path)).toMatch(/^[ -~]*\n$/);
  expect(JSON.parse(textOf(path)).items[0]).toMatchObject({name, scope: {name: '\u009b31m'}});
});

test('a link in its place is replaced, and what it leads to is left alone', async () => {
  const folder = scratchFolder();
  const [path, other] = [join(folder, 'status.json'), join(folder, 'other')];
  writeFileSync(other, 'mine');
  symlinkSync(other, path);
  await createStatusFile(path).write([], AT);
  expect([textOf(other), lstatSync(path).isFile()]).toEqual(['mine', true]);
});

test('where it cannot be written, that is said', async () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'file'), '');
  await expect(createStatusFile(join(folder, 'file', 'status.json')).write([], AT)).rejects.toMatchObject({
    problem: {code: 'state-unwritable'},
  });
});

test('two processes write at once, and it is whole at every moment', async () => {
  const folder = scratchFolder();
  const path = join(folder, 'status.json');
  let running = true;
  const both = Promise.all(['a', 'b'].map(name => said(contender('writeStatusMany', folder, name)))).finally(
    () => {
      running = false;
    },
  );
  const seen = new Set<string>();
  while (running) {
    if (existsSync(path))
      seen.add(new Set(JSON.parse(textOf(path)).items.map((one: {id: string}) => one.id)).size.toString());
    await new Promise(resolve => setImmediate(resolve));
  }
  expect(await both).toEqual(['done', 'done']);
  expect([...seen]).toEqual(['1']);
  expect(JSON.parse(textOf(path)).items).toHaveLength(25);
});
