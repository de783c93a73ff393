import {expect, test} from 'vitest';
import type {Problem} from '../../src/core/problem.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {giveUp, noteExec, takenBy} from '../../src/usecases/exec.ts';
import {run} from './activating.ts';
import {awsRole, awsWorld, orderOf, permissionSet} from './aws-world.ts';
import {ended, fold, tooSoon} from './deactivating.ts';
import {all} from './fake-cloud.ts';
import {collect, quiet} from './fakes.ts';
import {SIGNED_OUT} from './lending.ts';
import {active, grant, HOUR, NOON, order, refused} from './samples.ts';

const first = grant({id: 'azr-1.new'});

test('taken is what began, not what was active before', async () => {
  const w = awsWorld();
  const running = grant({id: 'azr-2.old', eligibilityId: 'azr-2'});
  w.arm.activePages = all(running);
  w.arm.answers = [
    active(first),
    refused({code: 'already-active', endsAt: running.endsAt, grantId: running.id}),
  ];
  await run(w, [orderOf(awsRole())]);
  const orders = [order(), order({id: 'azr-2'}), orderOf(permissionSet()), orderOf(awsRole())];
  const taken = takenBy(await run(w, orders));
  expect(taken.map(one => one.eligibilityId).sort()).toEqual(['aws-1', 'azr-1']);
});

test('given up after the child: loans at once, a role of Azure as soon as the cloud takes it', async () => {
  const w = awsWorld();
  w.arm.answers = [active(first)];
  w.arm.endings = [tooSoon];
  const taken = takenBy(await run(w, [order(), orderOf(permissionSet())]));
  const story = await collect(giveUp(w.app, taken, quiet()));
  const states = taken.map(({id, kind}) => [kind, fold(story, id).state]);
  expect(states.sort()).toEqual([
    ['aws-permission-set', 'ended'],
    ['azure-resource', 'deactivating'],
  ]);
  expect(w.loans.loans.size).toBe(0);
  expect([...w.journal.owed.values()]).toMatchObject([{reason: 'until-exit', grant: {id: first.id}}]);
});

test('what has ended by itself is not spoken of', async () => {
  const w = awsWorld();
  w.arm.endings = [ended];
  await w.clock.turn(HOUR);
  expect(
    await collect(giveUp(w.app, [first, grant({id: 'over', endsAt: NOON + HOUR - 1})], quiet())),
  ).toEqual([]);
  const endless = grant({id: 'endless', endsAt: null});
  expect(fold(await collect(giveUp(w.app, [endless], quiet())), 'endless').state).toBe('ended');
});

test('a line for each role that a command runs with, and none of its words', async () => {
  const w = awsWorld();
  w.arm.answers = [active({...first, justification: untrusted('incident 42')})];
  const taken = takenBy(await run(w, [order(), orderOf(permissionSet())]));
  await noteExec(w.app, taken, quiet());
  const lines = w.audit.facts.filter(({type}) => type === 'exec');
  expect(
    lines.map(({eligibilityId, account, justification}) => [eligibilityId, account, justification]),
  ).toEqual([
    ['azr-1', 'ada@contoso.example', 'incident 42'],
    ['aws-1', 'ada', 'incident 42'],
  ]);
});

test('a record that cannot be written is told once, and a person who cannot be named hides no line', async () => {
  const w = awsWorld();
  w.entra.who = SIGNED_OUT;
  await noteExec(w.app, [first], quiet());
  expect(w.audit.facts).toMatchObject([{type: 'exec', account: null}]);
  w.audit.broken = ['exec'];
  const troubles: Problem[] = [];
  await noteExec(w.app, [first, first], quiet(), problem => troubles.push(problem));
  expect(troubles.map(({code}) => code)).toEqual(['state-unwritable']);
});
