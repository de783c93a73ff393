import {describe, expect, test} from 'vitest';
import type {Grant} from '../../src/core/grant.ts';
import {linkedGuarantee, permissionSetGuarantee, ROLE_GUARANTEE} from '../../src/core/guarantee.ts';
import type {Problem} from '../../src/core/problem.ts';
import {openLoans} from '../../src/usecases/lend.ts';
import {list} from '../../src/usecases/list.ts';
import {gather} from '../../src/usecases/reading.ts';
import {resolveRoles} from '../../src/usecases/resolve.ts';
import {status} from '../../src/usecases/status.ts';
import {run} from './activating.ts';
import {
  ADA_AT_AWS,
  type AwsWorld,
  awsRole,
  awsWorld,
  linkedSet,
  orderOf,
  permissionSet,
} from './aws-world.ts';
import {all, troubled} from './fake-cloud.ts';
import {collect, quiet} from './fakes.ts';
import {HOUR, intent, NOON, OFFLINE} from './samples.ts';

const KINDS = ['aws-permission-set'] as const;
const FORBIDDEN: Problem = {code: 'not-eligible', eligibilityId: 'aws-2'};
const isOfAws = ({kind}: Grant) => kind.startsWith('aws-');

describe('a long source', () => {
  const longWorld = () => {
    const w = awsWorld();
    w.sets.eligiblePages = [
      {items: [permissionSet()], complete: false, progress: {done: 1, total: 3}},
      {items: [], complete: false, gaps: [FORBIDDEN], progress: {done: 2, total: 3}},
      {items: [linkedSet()], complete: true, progress: {done: 3, total: 3}},
    ];
    return w;
  };

  test('tells how far it is and what it could not read', async () => {
    const story = await collect(list(longWorld().app, {kinds: KINDS, source: 'fresh'}, quiet()));
    expect(story.map(event => event.type)).toEqual([
      ...['page', 'progress', 'gap', 'progress', 'page', 'progress', 'read'],
    ]);
    expect(story[1]).toEqual({type: 'progress', kind: 'aws-permission-set', done: 1, total: 3});
  });

  test('has answered in spite of gaps, which are problems; its copy is kept', async () => {
    const w = longWorld();
    const reading = await gather(list(w.app, {kinds: KINDS, source: 'fresh'}, quiet()));
    expect(reading.items.map(row => row.id)).toEqual(['aws-1', 'aws-9']);
    expect(reading.problems).toEqual([{...FORBIDDEN, provider: 'aws-permission-set'}]);
    expect(reading.answered).toEqual(['aws-permission-set']);
    expect(w.cache.eligible.get('aws-permission-set')?.value).toHaveLength(2);
  });

  test('a copy with gaps says so, and is not taken for the list where the cloud may be asked', async () => {
    const w = longWorld();
    const read = (source: 'cached' | 'recent') => gather(list(w.app, {kinds: KINDS, source}, quiet()));
    await read('recent');
    w.sets.eligiblePages = [{items: [permissionSet(), awsRole(), linkedSet()], complete: true}];
    const copy = await read('cached');
    expect(copy.items.map(row => row.id).sort()).toEqual(['aws-1', 'aws-9']);
    expect(copy.problems).toEqual([{...FORBIDDEN, provider: 'aws-permission-set'}]);
    expect(await read('recent')).toMatchObject({items: {length: 3}, problems: []});
    expect(await read('cached')).toMatchObject({items: {length: 3}, problems: []});
    w.sets.eligiblePages = [troubled(OFFLINE)];
    expect(await read('recent')).toMatchObject({items: {length: 3}, problems: []});
  });

  test('what is not found may be in the gap', async () => {
    expect((await resolveRoles(longWorld().app, ['Nobody'], quiet())).problems).toMatchObject([
      {code: 'not-found', unread: ['AWS']},
    ]);
  });

  test('one that breaks off has not answered', async () => {
    const w = longWorld();
    w.sets.eligiblePages = [...w.sets.eligiblePages.slice(0, 2), troubled(OFFLINE)];
    const reading = await gather(list(w.app, {kinds: KINDS, source: 'fresh'}, quiet()));
    expect(reading.answered).toEqual([]);
    expect(reading.problems.map(problem => problem.code)).toEqual(['not-eligible', 'unreachable']);
  });
});

test.each([
  ['recent', 300_000],
  ['fresh', undefined],
] as const)('a %s reading goes on from parts as young as %s ms', async (source, maxAge) => {
  const w = awsWorld();
  w.arm.eligiblePages = all();
  await gather(list(w.app, {kinds: ['azure-resource'], source}, quiet()));
  expect(w.arm.ages).toEqual([maxAge]);
});

describe('open loans', () => {
  const read = (w: AwsWorld, source: 'cached' | 'fresh' = 'fresh') =>
    gather(status(w.app, {source}, quiet()));

  test.each(['cached', 'fresh'] as const)('are in a %s status, from the book itself', async source => {
    const w = awsWorld();
    await run(w, [permissionSet(), awsRole()].map(orderOf));
    const {items, answered} = await read(w, source);
    expect(items.filter(isOfAws)).toEqual(await openLoans(w.app));
    expect(items[0]).toMatchObject({assignment: 'lent', credentialsEndAt: NOON + HOUR, endsAt: NOON + HOUR});
    expect(answered).toEqual(expect.arrayContaining(['aws-permission-set', 'aws-role']));
    expect(w.cache.granted.has('aws-role')).toBe(false);
  });

  test('are gone at their end', async () => {
    const w = awsWorld();
    await run(w, [orderOf(awsRole())]);
    await w.clock.turn(HOUR);
    expect((await read(w, 'cached')).items).toEqual([]);
  });

  test('are told of in the list, without a copy of grants', async () => {
    const w = awsWorld();
    w.sets.eligiblePages = [{items: [permissionSet(), linkedSet()], complete: true}];
    await run(w, [orderOf(permissionSet())]);
    const [loan] = await openLoans(w.app);
    const {items} = await gather(list(w.app, {kinds: KINDS, source: 'fresh'}, quiet()));
    expect(items.map(row => row.grantId)).toEqual([loan?.id, null]);
  });

  test('an end that is due shows', async () => {
    const w = awsWorld();
    await run(w, [orderOf(awsRole())]);
    const [loan] = await openLoans(w.app);
    if (loan === undefined) throw new Error('no loan');
    await w.journal.wish({
      id: 'w',
      grant: loan,
      actor: ADA_AT_AWS,
      dueAt: NOON,
      reason: 'asked',
      attempts: 0,
    });
    expect((await read(w, 'cached')).items).toMatchObject([{state: 'deactivating'}]);
  });

  test.each([
    ['a permission set', permissionSet(), permissionSetGuarantee(null)],
    ['one through a group', linkedSet(), linkedGuarantee(null)],
    ['a role', awsRole(), ROLE_GUARANTEE],
  ])('%s of unknown outcome is shown with the worst of it, signed in or not', async (_, of, guarantee) => {
    const w = awsWorld();
    w.corp.who = troubled({code: 'signed-out', reason: 'expired'});
    const {id: eligibilityId, kind, name, scope, address} = of;
    await w.journal.open(intent({eligibilityId, kind, name, scope, address, actor: ADA_AT_AWS}));
    const {items} = await read(w);
    expect(items.filter(isOfAws)).toMatchObject([
      {state: 'unknown', assignment: 'lent', eligibilityId: of.id, guarantee},
    ]);
  });

  test('not when its loan is open, nor another profile’s', async () => {
    const w = awsWorld();
    const {id: eligibilityId, kind, name, scope, address} = awsRole();
    const row = {eligibilityId, kind, name, scope, address};
    await run(w, [orderOf(awsRole())]);
    await w.journal.open(intent({...row, actor: ADA_AT_AWS}));
    await w.journal.open(intent({...row, eligibilityId: 'awr-2', actor: {...ADA_AT_AWS, profile: 'other'}}));
    expect((await read(w)).items.filter(isOfAws)).toEqual(await openLoans(w.app));
  });
});
