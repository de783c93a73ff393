import {describe, expect, test} from 'vitest';
import {type CatchUpEvent, catchUp} from '../../src/usecases/catch-up.ts';
import {troubled} from './fake-cloud.ts';
import {collect, type FakeWorld, quiet, world} from './fakes.ts';
import {ADA, active, intent, lost, NOON, OFFLINE, pending, refused, scheduled} from './samples.ts';

const run = ({app}: FakeWorld): Promise<readonly CatchUpEvent[]> => collect(catchUp(app, quiet()));

const BOB = {...ADA, oid: 'oid-bob'};
const OLD = NOON - 600_000;

describe('intents', () => {
  async function look(w: FakeWorld, row = intent({openedAt: OLD}), requestId?: string) {
    await w.journal.open(row);
    if (requestId !== undefined) await w.journal.named(row.id, requestId);
    return run(w);
  }

  test('active: adopted, on record, in the copy', async () => {
    const w = world();
    w.cache.granted.set('azure-resource', {value: [], readAt: 1});
    w.arm.finds = [active()];
    expect(await look(w)).toMatchObject([
      {type: 'intent-adopted', state: 'active', grant: {id: 'azr-1.abc'}, intent: {id: 'old-intent'}},
    ]);
    expect(w.journal.rows).toMatchObject([{state: 'active', settledAt: NOON}]);
    expect(w.audit.types).toEqual(['active']);
    expect(w.cache.granted.get('azure-resource')?.value).toMatchObject([{id: 'azr-1.abc'}]);
    expect(w.arm.sent).toEqual([]);
  });

  test('scheduled: adopted', async () => {
    const w = world();
    w.arm.finds = [scheduled(NOON + 1)];
    expect(await look(w)).toMatchObject([{type: 'intent-adopted', state: 'scheduled', grant: null}]);
    expect(w.journal.rows).toMatchObject([{state: 'scheduled'}]);
  });

  test('waiting: adopted once, then known', async () => {
    const w = world();
    w.arm.finds = [pending('pending-approval', ['Grace'])];
    expect(await look(w)).toMatchObject([{type: 'intent-adopted', state: 'pending-approval'}]);
    expect(w.audit.types).toEqual(['read-back']);
    expect(await run(w)).toEqual([]);
    expect(w.journal.rows).toMatchObject([{settledAt: null, requestId: 'old-intent'}]);
  });

  test('refused in the meantime: closed', async () => {
    const w = world();
    w.arm.finds = [refused({code: 'denied'}, 'denied')];
    expect(await look(w, undefined, 'req-1')).toMatchObject([
      {type: 'intent-closed', state: 'denied', problem: {code: 'denied'}},
    ]);
    expect(w.audit.facts).toMatchObject([{type: 'refusal', problem: 'denied', requestId: 'req-1'}]);
  });

  test('never arrived: closed, and nothing is sent again', async () => {
    const w = world();
    w.arm.finds = [() => 'never-arrived'];
    expect(await look(w)).toMatchObject([
      {type: 'intent-closed', state: 'failed', problem: {code: 'unreachable'}},
    ]);
    expect(w.audit.types).toEqual(['read-back']);
    expect(w.arm.sent).toEqual([]);
  });

  test.each([
    ['it is young and may be on its way', intent({openedAt: NOON - 300_000}), undefined],
    ['the cloud has named it', intent({openedAt: OLD}), 'req-1'],
  ])('never arrived, but %s: left open', async (_, row, requestId) => {
    const w = world();
    w.arm.finds = [() => 'never-arrived'];
    expect(await look(w, row, requestId)).toEqual([]);
    expect(w.journal.rows).toMatchObject([{settledAt: null}]);
  });

  test.each([
    ['the cloud cannot tell', () => 'unknown' as const],
    ['the cloud cannot be asked', troubled(OFFLINE)],
    ['the answer is lost again', lost],
    ['a mistake of ours', new TypeError('our bug')],
  ])('%s: left open', async (_, find) => {
    const w = world();
    w.arm.finds = [find];
    expect(await look(w)).toEqual([]);
    expect(w.journal.rows).toMatchObject([{settledAt: null}]);
  });

  test.each([
    ['of another identity', intent({actor: BOB})],
    ['of a source that this profile has not', intent({kind: 'entra-group'})],
  ])('one %s is left alone', async (_, row) => {
    const w = world();
    expect(await look(w, row)).toEqual([]);
    expect(w.arm.found).toBe(0);
  });
});
