import {describe, expect, test} from 'vitest';
import type {Grant} from '../../src/core/grant.ts';
import type {Answer, Extension} from '../../src/core/ports.ts';
import type {Problem} from '../../src/core/problem.ts';
import {catchUp} from '../../src/usecases/catch-up.ts';
import {extend} from '../../src/usecases/extend.ts';
import {fold, types} from './activating.ts';
import {type AwsWorld, awsWorld, linkedSet} from './aws-world.ts';
import {FakeGuard, US} from './fake-guard.ts';
import {collect, quiet, world} from './fakes.ts';
import {lent} from './lending.ts';
import {go, linkedWorld} from './linking.ts';
import {grant, HOUR, intent, NOON, STAY, wish} from './samples.ts';

const WANTED = {duration: 7200, justification: null, replace: false};
const LATER = NOON + 2 * HOUR;

/** Loans of this world can be extended, or are refused for a reason. */
function extending(w: AwsWorld, problem?: Problem): readonly Extension[] {
  const asked: Extension[] = [];
  const extend = async (of: Grant, request: Extension): Promise<Answer> => {
    asked.push(request);
    if (problem !== undefined) return {type: 'refused', state: 'failed', problem};
    const loan = w.loans.loans.get(of.id);
    if (loan === undefined) throw new Error('no such loan');
    const longer = {...loan.grant, endsAt: w.clock.now() + request.duration * 1000};
    w.loans.loans.set(of.id, {...loan, grant: longer});
    return {type: 'active', receipt: {requestId: request.id, intent: intent()}, grant: longer};
  };
  Object.assign(w.sets, {extend});
  return asked;
}

const run = ({app, clock}: Pick<AwsWorld, 'app' | 'clock'>, of: Grant, wanted = WANTED) =>
  clock.through(collect(extend(app, of, wanted, STAY, quiet())));

describe('a loan', () => {
  test('is the same one with a later end, journalled and on record', async () => {
    const w = awsWorld();
    const asked = extending(w);
    const loan = await lent(w);
    const story = await run(w, loan);
    expect(types(story)).toEqual(['submitted', 'active']);
    expect(fold(story, loan.id)).toMatchObject({state: 'active', grant: {id: loan.id, endsAt: LATER}});
    expect(asked).toMatchObject([{duration: 7200, justification: 'incident 42'}]);
    expect(w.loans.loans.size).toBe(1);
    expect(w.audit.types.slice(2)).toEqual(['request', 'active']);
    expect(w.journal.rows.at(-1)).toMatchObject({
      intent: {extends: {grantId: loan.id, endsAt: loan.endsAt}},
      state: 'active',
    });
  });

  test('that can be extended is never ended first', async () => {
    const w = awsWorld();
    const asked = extending(w);
    const loan = await lent(w);
    const story = await run(w, loan, {...WANTED, replace: true});
    expect([types(story), asked.length, w.loans.loans.size]).toEqual([['submitted', 'active'], 1, 1]);
    expect(w.audit.types).not.toContain('end-requested');
  });

  test('that may not be longer goes on as it was', async () => {
    const w = awsWorld();
    const loan = await lent(w);
    extending(w, {code: 'duration-too-long', asked: 7200, most: 3600});
    const end = fold(await run(w, loan), loan.id);
    expect(end).toMatchObject({
      state: 'active',
      grant: {endsAt: loan.endsAt},
      problem: {code: 'duration-too-long', provider: 'aws-permission-set'},
    });
    expect(w.audit.types.slice(2)).toEqual(['request', 'refusal']);
  });

  test('that is to end with this process does so at its new end’s side', async () => {
    const w = awsWorld();
    const guard = new FakeGuard();
    const loan = await lent(w);
    extending(w);
    await w.journal.wish(wish({grant: loan, holder: US, reason: 'until-exit'}));
    await run({...w, app: {...w.app, self: US, guard}}, loan);
    expect([...w.journal.owed.values()]).toMatchObject([{holder: US, grant: {endsAt: LATER}}]);
    expect(guard.warded).toMatchObject([{grant: {endsAt: LATER}}]);
  });

  test('nothing is asked where it cannot be written down', async () => {
    const w = awsWorld();
    const loan = await lent(w);
    const asked = extending(w);
    w.journal.broken = ['open'];
    expect(fold(await run(w, loan), loan.id)).toMatchObject({
      state: 'active',
      problem: {code: 'state-unwritable'},
    });
    expect(asked).toEqual([]);
  });

  test.each([
    ['took effect', true, 'intent-adopted', 'active'],
    ['did not', false, 'intent-closed', 'failed'],
  ])('a process killed in the middle: the end tells whether it %s', async (_, moved, type, state) => {
    const w = awsWorld();
    const loan = await lent(w);
    const old = {grantId: loan.id, endsAt: (loan.endsAt ?? 0) - (moved ? 1000 : 0)};
    const {eligibilityId, kind, address} = loan;
    const {actor} = [...w.loans.loans.values()][0] ?? wish();
    const row = intent({eligibilityId, kind, address, actor, extends: old, openedAt: NOON - 600_000});
    await w.journal.open(row);
    expect(await collect(catchUp(w.app, quiet()))).toMatchObject([{type, state}]);
    expect(w.sets.sent).toHaveLength(1);
  });
});

describe('what the cloud cannot extend', () => {
  test('says until when it runs, and what can be done from when on', async () => {
    const w = world();
    const end = fold(await run(w, grant()), 'azr-1.abc');
    expect(end).toMatchObject({state: 'active', grant: {id: 'azr-1.abc'}, problem: {code: 'unsupported'}});
    expect(end.problem).toMatchObject({
      reason: 'The cloud cannot extend a running activation. This one runs until 2026-11-22T13:00:00Z.',
      nextSteps: [
        expect.stringContaining('from 2026-11-22T13:00:00Z on'),
        expect.stringContaining('--replace, from 2026-11-22T12:05:00Z on'),
      ],
    });
    expect([w.arm.sent, w.arm.ended, w.audit.types]).toEqual([[], [], []]);
  });

  test('after five minutes it can be replaced at once', async () => {
    const w = world();
    await w.clock.turn(600_000);
    expect(fold(await run(w, grant()), 'azr-1.abc').problem).toMatchObject({
      nextSteps: [expect.anything(), expect.stringContaining('from 2026-11-22T12:10:00Z on')],
    });
  });

  test('nor a loan that stands on a membership', async () => {
    const w = linkedWorld();
    const asked = extending(w);
    const loan = fold(await go(w), linkedSet().id).grant;
    if (loan === null) throw new Error('nothing was lent');
    expect(fold(await run(w, loan), loan.id).problem?.code).toBe('unsupported');
    expect(asked).toEqual([]);
  });

  test.each([
    ['standing', {assignment: 'standing', endsAt: null}, 'unsupported'],
    ['time-bound', {assignment: 'time-bound'}, 'unsupported'],
    ['not active', {state: 'pending-approval'}, 'not-active'],
    ['of no source', {kind: 'entra-group'}, 'misconfigured'],
  ] as const)('nor what is %s', async (_, parts, code) => {
    expect(fold(await run(world(), grant(parts)), 'azr-1.abc').problem?.code).toBe(code);
  });
});

test('a mistake of ours is told, and the loan goes on', async () => {
  const w = awsWorld();
  const loan = await lent(w);
  extending(w);
  Object.assign(w.loans, {open: () => Promise.reject(new TypeError('our bug'))});
  expect(fold(await run(w, loan), loan.id)).toMatchObject({state: 'active', problem: {code: 'bug'}});
});
