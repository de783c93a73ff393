import {expect, test} from 'vitest';
import type {Problem} from '../../src/core/problem.ts';
import {Trouble} from '../../src/core/problem.ts';
import {endWithUs} from '../../src/usecases/end-with-us.ts';
import {FakeGuard, US} from './fake-guard.ts';
import {quiet, world} from './fakes.ts';
import {grant, wish} from './samples.ts';

function here() {
  const guard = new FakeGuard();
  const told: Problem[] = [];
  const {app, journal} = world({guard, self: US});
  const promise = (...grants: Parameters<typeof endWithUs>[1]) =>
    endWithUs(app, grants, quiet(), problem => told.push(problem));
  return {app, guard, journal, told, promise};
}

test('what runs already gets a durable wish of this process, and somebody who stays behind for it', async () => {
  const {guard, journal, promise} = here();
  const promised = await promise(grant(), grant({id: 'azr-2.x'}));
  expect(promised.isGuarded).toBe(true);
  const owed = [...journal.owed.values()];
  expect(owed.map(({grant: {id}, holder, reason}) => [id, holder, reason])).toEqual([
    ['azr-1.abc', US, 'until-exit'],
    ['azr-2.x', US, 'until-exit'],
  ]);
  expect(guard.warded).toEqual(owed);
});

test('a promise is made once', async () => {
  const {journal, promise} = here();
  await journal.wish(wish({holder: US}));
  await promise(grant());
  expect([...journal.owed.keys()]).toEqual(['old-wish']);
});

test('what cannot be written down is not promised, and that is told', async () => {
  const {guard, journal, promise, told} = here();
  journal.broken = ['wish'];
  expect(await promise(grant())).toEqual({grants: [], isGuarded: false});
  expect(told.map(({code}) => code)).toEqual(['state-unwritable']);
  expect(guard.warded).toEqual([]);
});

test('where nobody can stay behind the wish is there all the same', async () => {
  const {guard, journal, promise, told} = here();
  guard.refusal = new Trouble({code: 'failed', reason: 'No.'});
  const {grants, isGuarded} = await promise(grant());
  expect([grants.length, isGuarded, journal.owed.size]).toEqual([1, false, 1]);
  expect(told.map(({code}) => code)).toEqual(['failed']);
});
