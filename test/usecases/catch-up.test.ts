import {describe, expect, test} from 'vitest';
import {type CatchUpEvent, catchUp} from '../../src/usecases/catch-up.ts';
import {troubled} from './fake-cloud.ts';
import {collect, type FakeWorld, quiet, world} from './fakes.ts';
import {ADA, grant, intent, NOON, OFFLINE, wish} from './samples.ts';

const run = ({app}: FakeWorld): Promise<readonly CatchUpEvent[]> => collect(catchUp(app, quiet()));

const BOB = {...ADA, oid: 'oid-bob'};
const OLD = NOON - 600_000;

test('nothing to do asks nobody', async () => {
  const w = world();
  await w.journal.wish(wish({dueAt: NOON + 1}));
  expect(await run(w)).toEqual([]);
  expect(w.entra.actorsAsked).toBe(0);
});

describe('wishes', () => {
  test('one that is due is carried out', async () => {
    const w = world();
    await w.journal.wish(wish());
    w.arm.endings = [() => ({type: 'ended'})];
    expect(await run(w)).toMatchObject([{type: 'wish-carried-out', wish: {id: 'old-wish'}}]);
    expect(w.arm.ended).toEqual([{grant: 'azr-1.abc', id: 'old-wish'}]);
    expect(w.journal.fulfilled).toEqual(['old-wish']);
    expect(w.audit.types).toEqual(['end']);
  });

  test('one whose grant has ended by itself needs no cloud', async () => {
    const w = world();
    await w.journal.wish(wish({grant: grant({endsAt: NOON})}));
    expect(await run(w)).toMatchObject([{type: 'wish-carried-out'}]);
    expect([w.arm.ended, w.journal.fulfilled]).toEqual([[], ['old-wish']]);
  });

  test.each([
    [
      'the cloud’s own time',
      {type: 'too-soon', notBefore: NOON + 99_000} as const,
      99_000,
      'too-soon-to-end',
    ],
    ['half a minute', {type: 'refused', problem: OFFLINE} as const, 30_000, 'unreachable'],
    ['a minute', {type: 'refused', problem: {code: 'not-eligible'}} as const, 60_000, 'not-eligible'],
  ])('one that is not done yet is put off by %s', async (_, ending, by, code) => {
    const w = world();
    await w.journal.wish(wish());
    w.arm.endings = [() => ending];
    expect(await run(w)).toMatchObject([{type: 'wish-postponed', dueAt: NOON + by, problem: {code}}]);
    expect([...w.journal.owed.values()]).toMatchObject([{dueAt: NOON + by, attempts: 1}]);
  });

  test('each failure doubles the pause, up to ten minutes', async () => {
    const w = world();
    w.arm.endings = [troubled(OFFLINE)];
    const pauses: number[] = [];
    for (const attempts of [0, 1, 2, 50]) {
      await w.journal.wish(wish({attempts}));
      for (const event of await run(w)) if (event.type === 'wish-postponed') pauses.push(event.dueAt - NOON);
    }
    expect(pauses).toEqual([30_000, 60_000, 120_000, 600_000]);
  });

  test('one that the cloud is at is looked at again', async () => {
    const w = world();
    await w.journal.wish(wish());
    w.arm.endings = [() => ({type: 'deactivating'})];
    expect(await run(w)).toMatchObject([{type: 'wish-postponed', problem: null}]);
  });

  test.each([
    ['of another identity', wish({actor: BOB})],
    ['of another tenant', wish({actor: {...ADA, tenantId: 'other'}})],
    ['of another cloud', wish({actor: {...ADA, authority: 'https://login.other.example'}})],
    ['of a source that this profile has not', wish({grant: grant({kind: 'entra-group'})})],
  ])('one %s is left alone', async (_, owed) => {
    const w = world();
    await w.journal.wish(owed);
    expect(await run(w)).toEqual([]);
    expect([...w.journal.owed.values()]).toEqual([owed]);
  });

  test('one that another process has taken is left to it', async () => {
    const w = world();
    await w.journal.wish(wish());
    await w.journal.claim('old-wish', NOON, 60_000);
    expect(await run(w)).toEqual([]);
    expect(w.arm.ended).toEqual([]);
  });
});

describe('a failure never breaks the command', () => {
  test.each([
    [
      'signed out',
      (w: FakeWorld) => Object.assign(w.entra, {who: troubled({code: 'signed-out', reason: 'never'})}),
    ],
    ['no journal', (w: FakeWorld) => Object.assign(w.journal, {broken: ['wishes']})],
    ['no claim', (w: FakeWorld) => Object.assign(w.journal, {broken: ['claim']})],
    ['no record and no copy', (w: FakeWorld) => Object.assign(w.audit, {broken: true})],
  ])('%s', async (_, breaks) => {
    const w = world();
    await w.journal.wish(wish());
    w.arm.endings = [() => ({type: 'ended'})];
    breaks(w);
    await expect(run(w)).resolves.toBeDefined();
  });

  test('one chore that fails leaves the others to be done', async () => {
    const w = world();
    await w.journal.open(intent({openedAt: OLD}));
    await w.journal.wish(wish());
    w.arm.finds = [new TypeError('our bug')];
    w.arm.endings = [() => ({type: 'ended'})];
    expect(await run(w)).toMatchObject([{type: 'wish-carried-out'}]);
  });
});
