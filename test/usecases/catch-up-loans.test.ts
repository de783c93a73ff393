import {describe, expect, test} from 'vitest';
import type {Grant} from '../../src/core/grant.ts';
import {type CatchUpEvent, catchUp} from '../../src/usecases/catch-up.ts';
import {ADA_AT_AWS, type AwsWorld, awsWorld, permissionSet} from './aws-world.ts';
import {ended} from './deactivating.ts';
import {collect, quiet} from './fakes.ts';
import {lent, resting, SIGNED_OUT} from './lending.ts';
import {ADA, HOUR, intent, NOON, wish} from './samples.ts';

const carried = (w: AwsWorld): Promise<readonly CatchUpEvent[]> => collect(catchUp(w.app, quiet()));

describe('what earlier commands left open', () => {
  const owed = (of: Grant, parts = {}) => wish({grant: of, actor: ADA_AT_AWS, ...parts});

  test('the wish for a loan is carried out without a sign-in', async () => {
    const w = awsWorld();
    const loan = await lent(w);
    await w.journal.wish(owed(loan));
    for (const authority of [w.entra, w.corp, w.lab]) authority.who = SIGNED_OUT;
    const asked = [w.entra.actorsAsked, w.corp.actorsAsked];
    expect(await carried(w)).toMatchObject([{type: 'wish-carried-out', wish: {grant: {id: loan.id}}}]);
    expect([w.loans.loans.size, w.journal.fulfilled]).toEqual([0, ['old-wish']]);
    expect([w.entra.actorsAsked, w.corp.actorsAsked]).toEqual(asked);
  });

  test('another profile’s is left to it', async () => {
    const w = awsWorld();
    const loan = await lent(w);
    await w.journal.wish(owed(loan, {actor: {...ADA_AT_AWS, profile: 'other'}}));
    expect(await carried(w)).toEqual([]);
    expect(w.loans.loans.size).toBe(1);
  });

  test('a loan that ended by itself needs nothing', async () => {
    const w = awsWorld();
    const loan = await lent(w);
    await w.journal.wish(owed(loan));
    await w.clock.turn(HOUR);
    expect(await carried(w)).toMatchObject([{type: 'wish-carried-out'}]);
    expect(w.journal.owed.size).toBe(0);
  });

  test('a killed process’s loan takes its group along, in the same command', async () => {
    const w = awsWorld();
    w.groups.endings = [ended];
    const loan = await lent(w, resting());
    await w.journal.wish(owed(loan, {reason: 'until-exit'}));
    expect(await carried(w)).toMatchObject([
      {type: 'wish-carried-out', wish: {grant: {id: loan.id}}},
      {type: 'wish-carried-out', wish: {grant: {id: 'grp-1.abc'}, actor: ADA, reason: 'until-exit'}},
    ]);
    expect([w.groups.ended.length, w.journal.owed.size]).toEqual([1, 0]);
  });

  test('a group that cannot end yet is tried once, and left to the next command', async () => {
    const w = awsWorld();
    w.groups.endings = [() => ({type: 'too-soon', notBefore: NOON + HOUR})];
    await w.journal.wish(owed(await lent(w, resting())));
    expect(await carried(w)).toMatchObject([
      {type: 'wish-carried-out'},
      {type: 'wish-postponed', dueAt: NOON + HOUR, wish: {grant: {id: 'grp-1.abc'}}},
    ]);
    expect([w.groups.ended.length, w.journal.owed.size]).toEqual([1, 1]);
  });

  test('an intent whose loan is in the book is adopted, signed in or not', async () => {
    const w = awsWorld();
    const loan = await lent(w);
    const [row] = w.journal.rows;
    if (row !== undefined) Object.assign(row, {state: 'submitted', settledAt: null});
    w.corp.who = SIGNED_OUT;
    expect(await carried(w)).toMatchObject([{type: 'intent-adopted', state: 'active', grant: {id: loan.id}}]);
  });

  test('one that came to nothing is closed once it is old', async () => {
    const w = awsWorld();
    const {id, kind, address} = permissionSet();
    const of = {eligibilityId: id, kind, address, actor: ADA_AT_AWS};
    await w.journal.open(intent({...of, openedAt: NOON}));
    expect(await carried(w)).toEqual([]);
    await w.clock.turn(301_000);
    expect(await carried(w)).toMatchObject([{type: 'intent-closed', state: 'failed'}]);
  });

  test('wishes of Entra are not delayed by sessions that nothing is owed in', async () => {
    const w = awsWorld();
    w.arm.endings = [ended];
    await w.journal.wish(wish());
    expect(await carried(w)).toMatchObject([{type: 'wish-carried-out'}]);
    expect([w.entra.actorsAsked, w.corp.actorsAsked, w.lab.actorsAsked]).toEqual([1, 0, 0]);
  });
});
