import {describe, expect, test} from 'vitest';
import {extend} from '../../src/usecases/extend.ts';
import {fold, types} from './activating.ts';
import {ended, FIVE, lost as lostEnd, says, tooSoon} from './deactivating.ts';
import {all, troubled} from './fake-cloud.ts';
import {collect, type FakeWorld, quiet, world} from './fakes.ts';
import {details} from './linking.ts';
import {
  active,
  eligibility,
  GO,
  grant,
  HOUR,
  lost,
  NOON,
  OFFLINE,
  pending,
  policy,
  refused,
  STAY,
  wish,
} from './samples.ts';

const WANTED = {duration: 3600, justification: 'incident 42 goes on', replace: true};
const NEXT = active({id: 'azr-1.next', startsAt: NOON + HOUR});
const OLD = 'azr-1.abc';
const EXISTS = refused({code: 'already-active', endsAt: null});

/** A role that is mine, activated six minutes ago. */
async function replaceable(asks = {}): Promise<FakeWorld> {
  const w = world();
  w.arm.eligiblePages = all(eligibility());
  w.arm.policies.set('azr-1', policy({}, asks));
  w.arm.endings = [ended];
  w.arm.answers = [NEXT];
  await w.clock.turn(360_000);
  return w;
}

const run = (w: FakeWorld, {of = grant(), options = STAY, wanted = WANTED, signal = quiet()} = {}) =>
  w.clock.through(collect(extend(w.app, of, wanted, options, signal)));

describe('ended and asked for again', () => {
  test('as one story', async () => {
    const w = await replaceable();
    const story = await run(w);
    expect(types(story)).toEqual(['provisioning', 'submitted', 'active']);
    expect(fold(story, OLD)).toMatchObject({state: 'active', problem: null, grant: {id: 'azr-1.next'}});
    expect([w.arm.ended.map(one => one.grant), w.arm.sent.length]).toEqual([[OLD], 1]);
    expect(w.audit.types).toEqual(['end-requested', 'end', 'request', 'active']);
    expect(w.audit.facts.at(-1)?.justification).toBe('incident 42 goes on');
    expect(w.journal.owed.size).toBe(0);
  });

  test('approval is told, for the role asks again', async () => {
    const w = await replaceable();
    w.arm.answers = [pending('pending-approval', ['Grace'])];
    expect(fold(await run(w, {options: GO}), OLD).state).toBe('pending-approval');
  });

  test('a narrower scope stays the narrower one', async () => {
    const w = await replaceable();
    const narrow = {
      id: '/subscriptions/s1/resourceGroups/rg',
      name: grant().scope.name,
      type: 'resourcegroup',
    };
    w.arm.narrowerPages = all(narrow);
    await run(w, {of: grant({scope: narrow})});
    expect(w.journal.rows.at(-1)?.intent.request.narrowerScope).toBe(narrow.id);
  });
});

describe('the cloud has not noticed yet that it ended', () => {
  test('a definite refusal is asked again, each time with a new request', async () => {
    const w = await replaceable();
    w.arm.answers = [EXISTS, EXISTS, EXISTS, NEXT];
    w.arm.activePages = all(grant());
    const story = await run(w);
    expect(fold(story, OLD)).toMatchObject({state: 'active', grant: {id: 'azr-1.next'}, problem: null});
    expect(new Set(w.arm.sent.map(({id}) => id)).size).toBe(4);
    expect(details(story).filter(one => one?.includes('does not take the new request yet'))).toHaveLength(3);
  });

  test('for four minutes; then that is said', async () => {
    const w = await replaceable();
    w.arm.answers = [EXISTS];
    const end = fold(await run(w), OLD);
    expect(end).toMatchObject({state: 'failed', problem: {code: 'failed'}});
    expect(w.clock.monotonic()).toBe(360_000 + 240_000);
  });

  test('an answer that was lost is read back and never sent again', async () => {
    const w = await replaceable();
    w.arm.answers = [lost];
    w.arm.finds = [() => 'unknown'];
    expect(fold(await run(w), OLD)).toMatchObject({state: 'unknown', problem: {code: 'unreachable'}});
    expect(w.arm.sent).toHaveLength(1);
  });

  test('somebody else’s new activation of it is said as it is', async () => {
    const w = await replaceable();
    w.arm.answers = [refused({code: 'already-active', endsAt: null, grantId: 'azr-1.other'})];
    w.arm.activePages = all(grant({id: 'azr-1.other'}));
    expect(fold(await run(w), OLD)).toMatchObject({
      state: 'active',
      grant: {id: 'azr-1.other'},
      problem: {code: 'already-active'},
    });
    expect(w.arm.sent).toHaveLength(1);
  });

  test('interrupted in between: it has ended, and that is said', async () => {
    const w = await replaceable();
    w.arm.answers = [EXISTS];
    const ctrlC = new AbortController();
    const story = collect(extend(w.app, grant(), WANTED, STAY, ctrlC.signal));
    await w.clock.turn(0);
    await w.clock.turn(20_000);
    ctrlC.abort();
    expect(fold(await story, OLD)).toMatchObject({state: 'ended', problem: {code: 'cancelled'}});
  });
});

describe('the first five minutes', () => {
  const young = grant({startsAt: NOON + 300_000});

  test('are waited for within the patience, to the second, before anything is ended', async () => {
    const w = await replaceable();
    const story = await run(w, {of: young});
    expect(fold(story, OLD).state).toBe('active');
    expect(w.clock.now()).toBe(FIVE + 300_000);
    expect(details(story)[0]).toContain('from 2026-11-22T12:10:00Z on');
  });

  test('beyond it: refused with the exact second, and nothing has changed', async () => {
    const w = await replaceable();
    const end = fold(await run(w, {of: young, options: GO}), OLD);
    expect(end).toMatchObject({
      state: 'active',
      grant: {id: OLD},
      problem: {code: 'too-soon-to-end', notBefore: FIVE + 300_000},
    });
    expect([w.arm.ended, w.arm.sent, w.journal.owed.size]).toEqual([[], [], 0]);
  });

  test('interrupted while waiting: nothing has changed', async () => {
    const w = await replaceable();
    const ctrlC = new AbortController();
    const story = collect(extend(w.app, young, WANTED, STAY, ctrlC.signal));
    await w.clock.turn(20_000);
    ctrlC.abort();
    expect(fold(await story, OLD)).toMatchObject({state: 'active', problem: {code: 'cancelled'}});
    expect([w.arm.ended, w.journal.owed.size]).toEqual([[], 0]);
  });

  test('that the cloud counts otherwise are waited for all the same', async () => {
    const w = await replaceable();
    w.arm.endings = [tooSoon, says({type: 'deactivating'})];
    expect(fold(await run(w), OLD).grant?.id).toBe('azr-1.next');
  });
});

describe('nothing is ended when', () => {
  test.each([
    ['the role would not take it', {ticket: true}, {}, 'ticket-needed'],
    ['it is too long', {}, {duration: 9 * 3600}, 'duration-too-long'],
  ])('%s', async (_, asks, wanted, code) => {
    const w = await replaceable(asks);
    const end = fold(await run(w, {wanted: {...WANTED, ...wanted}}), OLD);
    expect(end).toMatchObject({state: 'active', grant: {id: OLD}, problem: {code}});
    expect(w.arm.ended).toEqual([]);
  });

  test('it is not mine to ask for any more, or the list cannot be read', async () => {
    const w = await replaceable();
    w.arm.eligiblePages = all();
    expect(fold(await run(w), OLD).problem?.code).toBe('not-found');
    w.arm.eligiblePages = [troubled(OFFLINE)];
    w.cache.eligible.clear();
    expect(fold(await run(w), OLD).problem?.code).toBe('unreachable');
    expect(w.arm.ended).toEqual([]);
  });

  test('its end is owed already', async () => {
    const w = await replaceable();
    await w.journal.wish(wish());
    expect(fold(await run(w), OLD)).toMatchObject({state: 'active', problem: {code: 'failed'}});
    expect(w.arm.ended).toEqual([]);
  });
});

describe('the end', () => {
  test('is refused: the grant stays, and nobody ends it behind one’s back', async () => {
    const w = await replaceable();
    w.arm.endings = [says({type: 'refused', problem: {code: 'consent-missing', scopes: ['S']}})];
    expect(fold(await run(w), OLD)).toMatchObject({
      state: 'active',
      grant: {id: OLD},
      problem: {code: 'consent-missing'},
    });
    expect([w.arm.sent, w.journal.owed.size]).toEqual([[], 0]);
  });

  test('is not known, and the person has had enough: the wish stays, and nothing was asked for', async () => {
    const w = await replaceable();
    w.arm.endings = [lostEnd];
    w.arm.activePages = all(grant());
    const ctrlC = new AbortController();
    const story = collect(extend(w.app, grant(), WANTED, STAY, ctrlC.signal));
    await w.clock.turn(0);
    ctrlC.abort();
    expect(fold(await story, OLD)).toMatchObject({state: 'deactivating', problem: {code: 'unreachable'}});
    expect([w.arm.sent, w.journal.owed.size]).toEqual([[], 1]);
  });
});
