import {expect, test} from 'vitest';
import {fold, run} from './activating.ts';
import {world} from './fakes.ts';
import {active, asksStepUp, lost, NOON, order, pending, scheduled} from './samples.ts';

const states = (w: ReturnType<typeof world>) => w.journal.states.map(({state}) => state);

test('each change of state is in the journal with its time, and a state that stays is there once', async () => {
  const w = world();
  w.arm.answers = [pending('submitted')];
  w.arm.checks = [
    pending('pending-approval', ['Grace']),
    pending('pending-approval', ['Grace', 'Alan']),
    pending('provisioning'),
    active(),
  ];
  await run(w);
  expect(w.journal.states).toEqual([
    {intentId: 'id-1', state: 'pending-approval', at: NOON + 1000},
    {intentId: 'id-1', state: 'provisioning', at: NOON + 4000},
  ]);
  expect(w.journal.rows).toMatchObject([{state: 'active'}]);
});

test('a step-up on the way, and what comes after it', async () => {
  const w = world();
  w.arm.answers = [asksStepUp(), pending('provisioning')];
  w.arm.checks = [active()];
  await run(w);
  expect(states(w)).toEqual(['step-up', 'submitted', 'provisioning']);
});

test('what was found after a lost answer', async () => {
  const w = world();
  w.arm.answers = [lost];
  w.arm.finds = [pending('provisioning')];
  w.arm.checks = [active()];
  await run(w);
  expect(states(w)).toEqual(['provisioning']);
});

test('what is there at once has no way to it', async () => {
  const w = world();
  w.arm.answers = [active(), scheduled(NOON + 1000)];
  await run(w, [order(), order({id: 'azr-2'})]);
  expect(states(w)).toEqual([]);
});

test('a state that cannot be kept does not hide the truth', async () => {
  const w = world();
  w.journal.broken = ['progressed'];
  w.arm.answers = [pending('provisioning')];
  w.arm.checks = [active()];
  expect(fold(await run(w))).toMatchObject({state: 'active', problem: {code: 'state-unwritable'}});
});
