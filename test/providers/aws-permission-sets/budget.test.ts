import {afterEach, expect, test} from 'vitest';
import {seconds} from '../../../src/core/time.ts';
import {awsPlace, closePlaces, pathsOf, toldBy} from './place.ts';

afterEach(closePlaces);

const ACCOUNTS = 700;
/** The portal takes 20 calls a second (reference aws-jit 0, row 5); design 12 allows a quarter more. */
const BUDGET = 1.25 * (ACCOUNTS / 20) * seconds(1);

test("700 accounts under the portal's own limit, within the budget and without a loss", async () => {
  const on = await awsPlace({cloud: {awsAccounts: ACCOUNTS}});
  const told = await on.clock.through(toldBy(on.provider.eligible(on.signal)));
  expect(told.thrown).toBeUndefined();
  expect(told.gaps).toEqual([]);
  expect(told.items).toHaveLength(on.cloud.organisation.aws.assigned.length);
  expect(new Set(told.items.map(({scope}) => scope.id)).size).toBe(ACCOUNTS);
  expect(on.clock.monotonic()).toBeLessThanOrEqual(BUDGET);
  expect(pathsOf(on, '/assignment/roles')).toHaveLength(ACCOUNTS);
});
