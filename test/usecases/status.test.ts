import {expect, test} from 'vitest';
import {gather} from '../../src/usecases/reading.ts';
import {status} from '../../src/usecases/status.ts';
import type {Source} from '../../src/usecases/story.ts';
import {all, troubled} from './fake-cloud.ts';
import {type FakeWorld, quiet, world} from './fakes.ts';
import {ADA, grant, intent, NOON, OFFLINE, wish} from './samples.ts';

const read = ({app}: FakeWorld, source: Source = 'fresh') => gather(status(app, {source}, quiet()));

const open = grant({id: 'req-1', eligibilityId: 'azr-9', requestId: 'req-1', state: 'pending-approval'});

test('grants and open requests are one reading, and are kept', async () => {
  const w = world();
  w.arm.activePages = all(grant());
  w.arm.openPages = all(open);
  const {items, problems} = await read(w);
  expect(items.map(row => [row.id, row.state])).toEqual([
    ['azr-1.abc', 'active'],
    ['req-1', 'pending-approval'],
  ]);
  expect(problems).toEqual([]);
  expect(w.cache.granted.get('azure-resource')?.value).toEqual([grant(), open]);
});

test.each(['activePages', 'openPages'] as const)('without its %s a source has not answered', async pages => {
  const w = world();
  w.arm[pages] = [troubled(OFFLINE)];
  const {answered, problems} = await read(w);
  expect(answered).toEqual(['entra-role']);
  expect(problems).toMatchObject([{code: 'unreachable', provider: 'azure-resource'}]);
  expect(w.cache.granted.has('azure-resource')).toBe(false);
});

test('a request that is in both lists counts as active', async () => {
  const w = world();
  w.arm.activePages = all(grant());
  w.arm.openPages = all(grant({state: 'provisioning'}));
  expect((await read(w)).items).toEqual([grant()]);
});

test.each([
  ['due', NOON, 'deactivating'],
  ['due later', NOON + 1, 'active'],
] as const)('an end that is %s: %s', async (_, dueAt, state) => {
  const w = world();
  w.arm.activePages = all(grant());
  await w.journal.wish(wish({dueAt}));
  expect((await read(w)).items).toMatchObject([{id: 'azr-1.abc', state}]);
  expect(w.cache.granted.get('azure-resource')?.value).toEqual([grant()]);
});

test('an intent without an outcome that no cloud lists is shown as unknown', async () => {
  const w = world();
  await w.journal.open(intent());
  const rows = (await read(w)).items;
  expect(rows).toMatchObject([
    {id: 'old-intent', eligibilityId: 'azr-1', state: 'unknown', endsAt: null, justification: 'incident 42'},
  ]);
  expect(w.cache.granted.get('azure-resource')?.value).toEqual([]);
  expect((await read(w, 'cached')).items).toEqual(rows);
});

test.each([
  ['its request', grant({eligibilityId: 'narrower', requestId: 'old-intent', state: 'provisioning'})],
  ['a grant of its eligibility', grant()],
])('one that the cloud lists as %s is not', async (_, row) => {
  const w = world();
  await w.journal.open(intent());
  w.arm.activePages = all(row);
  expect((await read(w)).items).toEqual([row]);
});

test('by the name the cloud gave the request', async () => {
  const w = world();
  await w.journal.open(intent());
  await w.journal.named('old-intent', 'graph-7');
  w.arm.openPages = all(
    grant({id: 'r', eligibilityId: 'other', requestId: 'graph-7', state: 'provisioning'}),
  );
  expect((await read(w)).items.map(row => row.id)).toEqual(['r']);
});

test.each([
  ['another person', intent({actor: {...ADA, oid: 'oid-bob'}})],
  ['another tenant', intent({actor: {...ADA, tenantId: 'other'}})],
  ['a kind that is no source here', intent({kind: 'aws-role'})],
])('an intent of %s is not shown', async (_, row) => {
  const w = world();
  await w.journal.open(row);
  expect((await read(w)).items).toEqual([]);
});

test('a standing role of the same name does not hide a lost request', async () => {
  const w = world();
  await w.journal.open(intent());
  w.arm.activePages = all(grant({assignment: 'standing'}));
  expect((await read(w)).items.map(row => row.state)).toEqual(['active', 'unknown']);
});

test('a journal that cannot be read hides no grant, and is said', async () => {
  const w = world();
  w.journal.broken = ['wishes', 'unsettled'];
  w.arm.activePages = all(grant());
  const {items, problems} = await read(w);
  expect(items).toEqual([grant()]);
  expect(problems.map(problem => problem.code)).toContain('state-unwritable');
});
