import {join} from 'node:path';
import {expect, test} from 'vitest';
import {UNKNOWN_POLICY} from '../../src/core/policy.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {createCache} from '../../src/stores/cache.ts';
import {createDatabase, type Database} from '../../src/stores/database.ts';
import {createNotes} from '../../src/stores/notes.ts';
import {HandClock} from '../support/clock.ts';
import {AT, eligibility, grant} from './samples.ts';
import {scratchFolder} from './scratch.ts';

const databaseIn = (folder: string): Database =>
  createDatabase({path: join(folder, 'state.db'), clock: new HandClock()});

test('lists come back exactly, hostile names too, and only to their identity', async () => {
  const folder = scratchFolder();
  const items = Array.from({length: 10_000}, (_, n) => eligibility(`e${n}`));
  const cache = createCache(databaseIn(folder), 'ada');
  await cache.keepEligibilities('azure-resource', items, AT);
  await cache.keepGrants('azure-resource', [grant('g1')], AT + 1);
  const again = createCache(databaseIn(folder), 'ada');
  expect(await again.eligibilities('azure-resource')).toEqual({value: items, readAt: AT});
  expect(await again.grants('azure-resource')).toEqual({value: [grant('g1')], readAt: AT + 1});
  expect(await again.eligibilities('entra-role')).toBeUndefined();
  expect(await createCache(databaseIn(folder), 'bob').eligibilities('azure-resource')).toBeUndefined();
});

test('a copy says what could not be read, until a whole one replaces it', async () => {
  const folder = scratchFolder();
  const cache = createCache(databaseIn(folder), 'ada');
  const gaps = [
    {code: 'signed-out', reason: 'expired', session: 'lab', provider: 'aws'},
    {code: 'denied', reason: untrusted('hostile \u001b[31m'), provider: 'aws-permission-set'},
  ] as const;
  await cache.keepEligibilities('aws-permission-set', [eligibility('e1')], AT, gaps);
  const again = createCache(databaseIn(folder), 'ada');
  expect(await again.eligibilities('aws-permission-set')).toEqual({
    ...{value: [eligibility('e1')], readAt: AT, gaps},
  });
  expect(await again.eligibilities('aws-role')).toBeUndefined();
  await again.keepEligibilities('aws-permission-set', [eligibility('e1')], AT + 1);
  expect(await cache.eligibilities('aws-permission-set')).toEqual({
    ...{value: [eligibility('e1')], readAt: AT + 1},
  });
});

test('a newer reading replaces the older one; none is not the same as empty', async () => {
  const cache = createCache(databaseIn(scratchFolder()), 'ada');
  expect(await cache.grants('entra-role')).toBeUndefined();
  await cache.keepGrants('entra-role', [grant('g1')], AT);
  await cache.keepGrants('entra-role', [], AT + 1);
  expect(await cache.grants('entra-role')).toEqual({value: [], readAt: AT + 1});
});

test('policies by eligibility', async () => {
  const cache = createCache(databaseIn(scratchFolder()), 'ada');
  await cache.keepPolicy('entra-role', 'e1', UNKNOWN_POLICY, AT);
  await cache.keepPolicy('entra-role', 'e1', {...UNKNOWN_POLICY, maxDuration: 3600}, AT + 1);
  const policies = await cache.policies('entra-role');
  expect([...policies]).toEqual([['e1', {value: {...UNKNOWN_POLICY, maxDuration: 3600}, readAt: AT + 1}]]);
  expect((await cache.policies('entra-group')).size).toBe(0);
});

test('notes are kept by name', async () => {
  const notes = createNotes(databaseIn(scratchFolder()));
  expect(await notes.read('offset')).toBeUndefined();
  await notes.write('offset', '1');
  await notes.write('offset', '2');
  expect(await notes.read('offset')).toBe('2');
});

test.each(['not json', '{"rows":', '{"rows":[{}],"alike":{"shared":{"a":{"pool":[]}}}}', '7'])(
  'a copy that cannot be read (%s) is as good as none',
  async body => {
    const db = databaseIn(scratchFolder());
    const cache = createCache(db, 'ada');
    await cache.keepEligibilities('entra-role', [eligibility('e1')], AT);
    await cache.keepPolicy('entra-role', 'e1', UNKNOWN_POLICY, AT);
    await db.write(sql => {
      sql.prepare('UPDATE lists SET body = ?').run(body);
      sql.prepare('UPDATE policies SET body = ?').run('not json');
    });
    expect(await cache.eligibilities('entra-role')).toBeUndefined();
    expect((await cache.policies('entra-role')).size).toBe(0);
  },
);
