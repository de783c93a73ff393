import {expect, test} from 'vitest';
import type {Wish} from '../../src/core/intent.ts';
import {THEM} from '../usecases/fake-guard.ts';
import {activeFor, eligibility, grantOf, NOON, refused, type World, world} from './fakes.ts';
import {run} from './run.ts';

const reader = eligibility('Reader', 'prod');
const because = ['--justification', 'INC-1', '--duration', '30m'];

/** Active already, and its end is owed to somebody who came before. */
async function office(more: Partial<Wish>): Promise<World> {
  const at = world();
  const grant = grantOf(reader);
  at.azure.eligibilities = [reader];
  at.azure.grants = [grant];
  at.azure.answers = [refused({code: 'already-active', endsAt: grant.endsAt, grantId: grant.id})];
  at.azure.ending = () => ({type: 'too-soon', notBefore: NOON + 300_000});
  const actor = await at.authority.actor();
  const owed = {id: 'w1', grant, actor, dueAt: NOON + 300_000, attempts: 1} as const;
  at.wishes.set('w1', {...owed, reason: 'until-exit', ...more});
  return at;
}

test('exec says that what was active before ends early, and does not end it itself', async () => {
  const at = await office({});
  const {code, err} = await run(['exec', 'Reader@prod', ...because, '--', 'true'], {world: at});
  expect(code).toBe(0);
  expect(err).toContain(
    'Reader on prod is to end early: the next stint command from 2026-11-22T12:05:00Z on does it.',
  );
  expect(err).toContain('Reader on prod: it was active before; this command does not end it.');
  expect([...at.wishes.keys()]).toEqual(['w1']);
});

test('activate tells the early end of what is active already', async () => {
  const at = await office({});
  const {code, out} = await run(['activate', 'Reader@prod', ...because, '--json'], {world: at});
  expect(code).toBe(0);
  expect(JSON.parse(out).items).toMatchObject([
    {state: 'active', problem: {code: 'already-active'}, endsEarlyAt: '2026-11-22T12:05:00Z'},
  ]);
});

test('what ends with another process is said to, at no known time', async () => {
  const at = await office({holder: THEM});
  const {out, err} = await run(['activate', 'Reader@prod', ...because, '--json'], {world: at});
  expect(err).toContain('Reader on prod ends with process 200');
  expect(JSON.parse(out).items).toMatchObject([{endsEarlyAt: null}]);
});

test('a rollback of nothing says that nothing was taken', async () => {
  const at = await office({});
  at.azure.eligibilities = [reader, {...eligibility('Owner', 'prod')}];
  at.azure.answers = [];
  const argv = ['activate', 'Reader@prod', 'Absent@prod', ...because, '--rollback-on-failure'];
  const {err} = await run(argv, {world: at});
  expect(err).toContain('Not all of it was had: nothing was taken.');
  expect(at.azure.sent).toEqual([]);
});

test('a rollback over a lost answer ends that role, should it have gone through', async () => {
  const at = world();
  const owner = eligibility('Owner', 'prod');
  at.azure.eligibilities = [reader, owner];
  const lost = {code: 'unreachable', what: 'Azure', reason: 'the connection was reset'} as const;
  at.azure.answers = [activeFor(reader), () => ({type: 'lost', problem: lost})];
  const argv = ['activate', 'Reader@prod', 'Owner@prod', ...because, '--rollback-on-failure'];
  const {err} = await run([...argv, '--timeout', '1m'], {world: at});
  expect(err).toContain('Not all of it was had: what was taken is given up again.');
  expect(err).toContain(
    'Owner on prod: should it have gone through, the next stint command that sees it ends it.',
  );
  const rows = await at.app.journal.unsettled();
  expect(rows.map(({intent}) => [intent.name, intent.isUnwanted])).toEqual([['Owner', true]]);
});
