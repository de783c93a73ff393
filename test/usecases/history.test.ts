import {expect, test} from 'vitest';
import type {AuditEntry, AuditVerdict} from '../../src/core/audit.ts';
import type {AuditLog} from '../../src/core/ports.ts';
import {Trouble} from '../../src/core/problem.ts';
import {activate} from '../../src/usecases/activate.ts';
import {cancel} from '../../src/usecases/cancel.ts';
import {deactivate} from '../../src/usecases/deactivate.ts';
import {history} from '../../src/usecases/history.ts';
import {fact} from '../stores/samples.ts';
import {ended} from './deactivating.ts';
import {collect, quiet, world} from './fakes.ts';
import {active, GO, grant, HOUR, NOON, order, pending, refused} from './samples.ts';

const lines = (count: number, make: (at: number) => Partial<AuditEntry>): Pick<AuditLog, 'entries'> => ({
  entries: async function* () {
    for (let at = 0; at < count; at += 1)
      yield {...fact('x'), ...make(at), seq: at + 1, prev: '0'.repeat(64)};
  },
});

test('what the verbs write down is read back as it was', async () => {
  const {app, arm, clock} = world();
  const through = (story: AsyncIterable<unknown>) => clock.through(collect(story));
  const all = {audit: app.audit, now: NOON};
  arm.endings = [ended, ended];
  arm.answers = [
    active({requestId: 'id-1'}),
    refused({code: 'denied'}, 'denied'),
    pending('pending-approval'),
  ];
  for (const id of ['azr-1', 'azr-2', 'azr-3']) await through(activate(app, [order({id})], GO, quiet()));
  expect((await history(all, {}, quiet())).rows.map(row => [row.eligibilityId, row.outcome])).toEqual([
    ['azr-3', 'waiting'],
    ['azr-2', 'denied'],
    ['azr-1', 'active'],
  ]);
  const open = grant({id: 'id-3', eligibilityId: 'azr-3', requestId: 'id-3', state: 'pending-approval'});
  await through(cancel(app, [open], quiet()));
  await through(deactivate(app, [grant({requestId: 'id-1'})], {wait: false}, quiet()));
  const {rows, problems} = await history(all, {}, quiet());
  expect(rows.map(({outcome}) => outcome)).toEqual(['cancelled', 'denied', 'ended']);
  expect(rows[2]).toMatchObject({
    justification: 'incident 42',
    endsAt: NOON + HOUR,
    account: expect.any(String),
  });
  expect(problems).toEqual([]);
});

test.each([
  [{search: 'READER queue'}, 1],
  [{search: 'reader nothing'}, 0],
  [{kinds: ['aws-role']}, 0],
  [{kinds: ['azure-resource'], limit: 2}, 2],
  [{since: NOON + 2 * HOUR}, 1],
  [{}, 3],
] as const)('%j leaves %i', async (wanted, count) => {
  const audit = lines(3, at => ({
    type: 'request',
    requestId: `r${at}`,
    kind: 'azure-resource',
    name: 'Reader',
    justification: at === 0 ? 'the queue' : 'other',
    time: new Date(NOON + at * HOUR).toISOString(),
  }));
  const {rows, more} = await history({audit, now: NOON + 9 * HOUR}, wanted, quiet());
  expect(rows).toHaveLength(count);
  expect(more).toBe('limit' in wanted ? 1 : 0);
});

test('a record that is damaged is told of, beside what could be read of it', async () => {
  const damaged = {code: 'audit-broken', seq: 2, reason: 'the line is not a record'} as const;
  const audit: Pick<AuditLog, 'entries'> = {
    entries: async function* () {
      yield* lines(1, () => ({type: 'request', requestId: 'r1'})).entries();
      throw new Trouble(damaged);
    },
  };
  const {rows, problems} = await history({audit, now: NOON}, {}, quiet());
  expect([rows.length, problems]).toEqual([1, [damaged]]);
});

test('one that can be read and does not verify is told of too', async () => {
  const verdict: AuditVerdict = {type: 'broken', line: 7, lastGood: 6, reason: 'a line was changed'};
  const audit = {...lines(1, () => ({type: 'request'})), check: async () => verdict};
  const {problems} = await history({audit, now: NOON}, {}, quiet());
  expect(problems).toEqual([{code: 'audit-broken', seq: 7, reason: 'a line was changed'}]);
});

test('a mistake of ours is no damage', async () => {
  const audit: Pick<AuditLog, 'entries'> = {
    // biome-ignore lint/correctness/useYield: it fails before there is anything to yield
    entries: async function* () {
      throw new TypeError('ours');
    },
  };
  await expect(history({audit, now: NOON}, {}, quiet())).rejects.toThrow('ours');
});

test('an interruption leaves at once', async () => {
  const audit = lines(10, () => ({type: 'request'}));
  await expect(history({audit, now: NOON}, {}, AbortSignal.abort())).rejects.toMatchObject({
    problem: {code: 'cancelled'},
  });
});

test('100,000 lines are read in one go', async () => {
  const types = ['request', 'active', 'end', 'sign-in'] as const;
  const audit = lines(100_000, at => ({
    type: types[at % 4] ?? 'end',
    requestId: `r${Math.floor(at / 4)}`,
    eligibilityId: `e${Math.floor(at / 4) % 50}`,
  }));
  const {rows, more} = await history({audit, now: NOON}, {limit: 10}, quiet());
  expect([rows.length, more]).toEqual([10, 24_990]);
  expect(rows.every(({outcome}) => outcome !== 'unknown')).toBe(true);
});
