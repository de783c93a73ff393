import {expect, test} from 'vitest';
import {cacheOf} from '../../src/compose/parts.ts';
import {createCache} from '../../src/stores/cache.ts';
import {createDatabase} from '../../src/stores/database.ts';
import {AT, eligibility, grant} from '../stores/samples.ts';
import {scratchFolder} from '../stores/scratch.ts';
import {HandClock} from '../support/clock.ts';

test('each kind’s copies lie under the identity that they were read with, and keep what they say', async () => {
  const db = createDatabase({path: `${scratchFolder()}/state.db`, clock: new HandClock()});
  const [ada, corp, nobody] = ['ada', 'corp', 'nobody'].map(name => createCache(db, name));
  if (ada === undefined || corp === undefined || nobody === undefined) throw new Error('three were made');
  const all = cacheOf(ada, corp, nobody);
  const gaps = [{code: 'signed-out', reason: 'never', session: 'lab'}] as const;
  await all.keepEligibilities('aws-permission-set', [eligibility('e1')], AT, gaps);
  await all.keepEligibilities('entra-group', [eligibility('e2')], AT);
  await all.keepGrants('entra-group', [grant('g1')], AT);
  const copy = {value: [eligibility('e1')], readAt: AT, gaps};
  expect(await all.eligibilities('aws-permission-set')).toEqual(copy);
  expect(await corp.eligibilities('aws-permission-set')).toEqual(copy);
  expect(await corp.eligibilities('entra-group')).toBeUndefined();
  expect(await ada.eligibilities('entra-group')).toEqual({value: [eligibility('e2')], readAt: AT});
  expect(await ada.grants('entra-group')).toEqual({value: [grant('g1')], readAt: AT});
  await cacheOf(undefined, undefined, nobody).keepGrants('aws-role', [grant('g2')], AT);
  expect(await nobody.grants('aws-role')).toEqual({value: [grant('g2')], readAt: AT});
});
