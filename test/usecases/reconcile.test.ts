import {describe, expect, test} from 'vitest';
import type {Intent, Wish} from '../../src/core/intent.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {type Reconciled, reconcile} from '../../src/usecases/reconcile.ts';
import {ADA_AT_AWS, awsWorld} from './aws-world.ts';
import {ended, says, tooSoon} from './deactivating.ts';
import {troubled} from './fake-cloud.ts';
import {THEM} from './fake-guard.ts';
import {collect, type FakeWorld, quiet, world} from './fakes.ts';
import {lent, SIGNED_OUT} from './lending.ts';
import {
  ADA,
  active,
  grant,
  intent,
  lost,
  NOON,
  OFFLINE,
  pending,
  refused,
  scheduled,
  wish,
} from './samples.ts';

const run = ({app}: FakeWorld): Promise<readonly Reconciled[]> => collect(reconcile(app, quiet()));
const brief = (rows: readonly Reconciled[]) => rows.map(({was, state, action}) => [was, state, action]);

const BOB = {...ADA, oid: 'oid-bob'};
const OLD = NOON - 600_000;

async function withIntent(parts: Partial<Intent> = {}): Promise<FakeWorld> {
  const w = world();
  await w.journal.open(intent({openedAt: OLD, ...parts}));
  return w;
}

async function withWish(parts: Partial<Wish> = {}): Promise<FakeWorld> {
  const w = world();
  await w.journal.wish(wish(parts));
  return w;
}

describe('intents, in the contract’s words', () => {
  test.each([
    ['active', active(), ['submitted', 'active', 'adopted']],
    ['scheduled', scheduled(NOON + 1), ['submitted', 'scheduled', 'adopted']],
    ['waiting', pending('pending-approval'), ['submitted', 'pending-approval', 'adopted']],
    ['refused', refused({code: 'denied'}, 'denied'), ['submitted', 'denied', 'closed']],
    ['never arrived', () => 'never-arrived' as const, ['submitted', 'failed', 'closed']],
    ['nobody can tell', () => 'unknown' as const, ['submitted', 'unknown', 'unknown']],
    ['nobody answers', troubled(OFFLINE), ['submitted', 'unknown', 'unknown']],
  ])('%s', async (_, find, expected) => {
    const w = await withIntent();
    w.arm.finds = [find];
    expect(brief(await run(w))).toEqual([expected]);
    expect(w.arm.sent).toEqual([]);
  });

  test('a row says which, and why it could not be asked', async () => {
    const w = await withIntent();
    w.arm.finds = [lost];
    expect(await run(w)).toMatchObject([
      {requestId: null, eligibilityId: 'azr-1', kind: 'azure-resource', problem: OFFLINE, news: null},
    ]);
  });

  test('the last state that the journal knew is what it was, and the second look watches', async () => {
    const w = await withIntent();
    w.arm.finds = [pending('pending-approval'), pending('provisioning'), active()];
    const rows = [...(await run(w)), ...(await run(w)), ...(await run(w)), ...(await run(w))];
    expect(brief(rows)).toEqual([
      ['submitted', 'pending-approval', 'adopted'],
      ['pending-approval', 'provisioning', 'watched'],
      ['provisioning', 'active', 'adopted'],
    ]);
    expect(rows.map(({requestId}) => requestId)).toEqual(
      [null, 'old-intent', 'old-intent'].map(() => 'old-intent'),
    );
    expect(w.audit.types).toEqual(['read-back', 'active']);
  });

  test('one that may still be on its way is watched', async () => {
    const w = await withIntent({openedAt: NOON});
    w.arm.finds = [() => 'never-arrived'];
    expect(brief(await run(w))).toEqual([['submitted', 'submitted', 'watched']]);
  });

  test('one of nobody who is signed in: unknown, with the reason', async () => {
    const w = await withIntent();
    w.entra.who = SIGNED_OUT;
    expect(await run(w)).toMatchObject([{action: 'unknown', problem: {code: 'signed-out'}}]);
  });

  test('another identity’s, and another profile’s while nobody is signed in, are not spoken of', async () => {
    expect(await run(await withIntent({actor: BOB}))).toEqual([]);
    const w = await withIntent({actor: {...ADA, profile: 'other'}});
    w.entra.who = SIGNED_OUT;
    expect(await run(w)).toEqual([]);
  });

  test('a mistake of ours with one leaves the others to be done', async () => {
    const w = await withIntent({name: untrusted('Reader')});
    await w.journal.wish(wish());
    w.arm.finds = [new TypeError('our bug')];
    w.arm.endings = [ended];
    const rows = await run(w);
    expect(rows.map(({action, problem}) => [action, problem?.code])).toEqual([
      ['ended', undefined],
      ['unknown', 'bug'],
    ]);
  });
});

describe('wishes, in the contract’s words', () => {
  test.each([
    ['done', ended, ['active', 'ended', 'ended']],
    ['too soon', tooSoon, ['active', 'deactivating', 'queued']],
    ['the cloud is at it', says({type: 'deactivating'}), ['active', 'deactivating', 'watched']],
    ['refused', says({type: 'refused', problem: {code: 'denied'}}), ['active', 'deactivating', 'queued']],
    ['nobody answers', troubled(OFFLINE), ['active', 'deactivating', 'queued']],
  ])('%s', async (_, ending, expected) => {
    const w = await withWish();
    w.arm.endings = [ending];
    expect(brief(await run(w))).toEqual([expected]);
  });

  test('one that is not due is not tried, and says when', async () => {
    const w = await withWish({dueAt: NOON + 1000, attempts: 1});
    expect(await run(w)).toMatchObject([{was: 'deactivating', action: 'queued', endsEarlyAt: NOON + 1000}]);
    expect(w.arm.ended).toEqual([]);
  });

  test('one that ends with a process which lives is watched; with one that is gone it ends', async () => {
    const w = await withWish({holder: THEM, reason: 'until-exit'});
    expect(brief(await run(w))).toEqual([['active', 'active', 'watched']]);
    w.journal.gone.add(THEM.pid);
    w.arm.endings = [ended];
    expect(brief(await run(w))).toEqual([['active', 'ended', 'ended']]);
    expect(await run(w)).toEqual([]);
  });

  test('one that another process has taken is watched', async () => {
    const w = await withWish();
    await w.journal.claim('old-wish', NOON, 60_000);
    expect(brief(await run(w))).toEqual([['active', 'deactivating', 'watched']]);
  });

  test('one of a grant that ended by itself is closed', async () => {
    const w = await withWish({grant: grant({endsAt: NOON})});
    expect(brief(await run(w))).toEqual([['active', 'ended', 'ended']]);
    expect(w.arm.ended).toEqual([]);
  });

  test('a loan’s needs no sign-in', async () => {
    const w = awsWorld();
    const loan = await lent(w);
    await w.journal.wish(wish({grant: loan, actor: ADA_AT_AWS}));
    for (const authority of [w.entra, w.corp, w.lab]) authority.who = SIGNED_OUT;
    expect(brief(await run(w))).toEqual([['active', 'ended', 'ended']]);
  });
});

test('a journal that cannot be read is told', async () => {
  const w = world();
  w.journal.broken = ['wishes'];
  await expect(run(w)).rejects.toMatchObject({problem: {code: 'state-unwritable'}});
});

test('an end that is not due by a clock which nobody has confirmed is tried: the cloud knows the time', async () => {
  const w = await withWish({dueAt: NOON + 300_000});
  w.arm.endings = [ended];
  const server = {now: () => w.clock.now(), offset: () => undefined};
  expect(brief(await collect(reconcile({...w.app, server}, quiet())))).toEqual([
    ['active', 'ended', 'ended'],
  ]);
  expect(w.journal.fulfilled).toEqual(['old-wish']);
});
