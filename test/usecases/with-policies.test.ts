import {expect, test} from 'vitest';
import {UNKNOWN_POLICY} from '../../src/core/policy.ts';
import {Trouble} from '../../src/core/problem.ts';
import {withPolicies} from '../../src/usecases/with-policies.ts';
import {quiet, world} from './fakes.ts';
import {eligibility, OFFLINE, policy} from './samples.ts';

const UNREAD = {maxDuration: null, requires: UNKNOWN_POLICY.requires} as const;

test('only what is unknown is read, the order stays, and the copy is renewed', async () => {
  const w = world();
  const [first, second] = [
    eligibility({id: 'azr-1', ...UNREAD}),
    eligibility({id: 'azr-2', maxDuration: 60}),
  ];
  w.arm.policies.set('azr-1', policy({maxDuration: 7200}, {approval: true}));
  const told = await withPolicies(w.app, [first, second], quiet());
  expect(told.map(item => [item.id, item.maxDuration])).toEqual([
    ['azr-1', 7200],
    ['azr-2', 60],
  ]);
  expect(told[0]?.requires.approval).toBe(true);
  expect(w.arm.read).toEqual(['policy azr-1']);
  expect((await w.app.cache.policies('azure-resource')).has('azr-1')).toBe(true);
});

test('a policy that cannot be read stays unknown and holds up no other', async () => {
  const w = world();
  w.arm.policies.set('azr-1', new Trouble(OFFLINE));
  w.arm.policies.set('azr-2', policy({maxDuration: 3600}));
  const items = [eligibility({id: 'azr-1', ...UNREAD}), eligibility({id: 'azr-2', ...UNREAD})];
  const told = await withPolicies(w.app, items, quiet());
  expect(told.map(item => item.maxDuration)).toEqual([null, 3600]);
});
