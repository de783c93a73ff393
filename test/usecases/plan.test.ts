import {expect, test} from 'vitest';
import {planOf} from '../../src/usecases/plan.ts';
import {awsWorld, linkedSet, membership, orderOf, permissionSet} from './aws-world.ts';
import {all} from './fake-cloud.ts';
import {quiet} from './fakes.ts';
import {eligibility} from './samples.ts';

test('what would be sent, the group’s request before the loan’s; nothing is written', async () => {
  const w = awsWorld();
  w.groups.eligiblePages = all(membership());
  const methods = async (of: typeof linkedSet) =>
    (await planOf(w.app, orderOf(of()), quiet())).map(({method}) => method);
  expect(await methods(linkedSet)).toEqual(['PUT', 'GET']);
  expect(await methods(permissionSet)).toEqual(['GET']);
  expect([w.journal.rows, w.audit.facts, w.groups.sent, w.sets.sent]).toEqual([[], [], [], []]);
});

test('a kind that is no source of the profile', async () => {
  const w = awsWorld();
  const app = {...w.app, providers: []};
  const plan = planOf(app, orderOf(eligibility()), quiet());
  await expect(plan).rejects.toMatchObject({problem: {code: 'misconfigured'}});
});
