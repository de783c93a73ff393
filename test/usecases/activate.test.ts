import {describe, expect, test} from 'vitest';
import type {Kind} from '../../src/core/kind.ts';
import {activate} from '../../src/usecases/activate.ts';
import {fold, run, types} from './activating.ts';
import {collect, quiet, world} from './fakes.ts';
import {active, grant, HOUR, NOON, order, pending, STAY, scheduled} from './samples.ts';

describe('the way to a grant', () => {
  test('active at once', async () => {
    const w = world();
    w.arm.answers = [active()];
    const story = await run(w);
    expect(types(story)).toEqual(['submitted', 'active']);
    expect(fold(story)).toMatchObject({state: 'active', requestId: 'id-1', problem: null});
    expect(w.journal.rows).toMatchObject([{state: 'active', settledAt: NOON}]);
    expect(w.audit.types).toEqual(['request', 'active']);
    expect(w.audit.facts[0]).toMatchObject({
      oid: 'oid-ada',
      eligibilityId: 'azr-1',
      name: 'Contributor',
      scope: {id: '/subscriptions/s1', name: 'prod', type: 'subscription'},
      justification: 'incident 42',
      ticket: {number: 'T-1', system: null},
      requestId: 'id-1',
      time: '2026-11-22T12:00:00Z',
      endsAt: null,
      practice: false,
    });
    expect(w.audit.facts[1]).toMatchObject({endsAt: '2026-11-22T13:00:00Z'});
  });

  test('the intent is durable and on record before anything is sent', async () => {
    const w = world();
    w.arm.answers = [
      of => {
        expect(w.journal.rows.map(row => row.intent)).toEqual([of]);
        expect(w.audit.types).toEqual(['request']);
        return active()(of);
      },
    ];
    await run(w);
    expect(w.arm.sent).toEqual([{id: 'id-1', claims: undefined}]);
  });

  test('through approval and provisioning, each told once, with growing naps', async () => {
    const w = world();
    const waiting = pending('pending-approval', ['Grace'], 'req-9');
    w.arm.answers = [waiting];
    const checks = [waiting, waiting, waiting, waiting, waiting, waiting, waiting];
    w.arm.checks = [...checks, pending('provisioning', [], 'req-9'), active()];
    const story = await run(w);
    expect(types(story)).toEqual(['submitted', 'pending-approval', 'provisioning', 'active']);
    expect(w.clock.naps).toEqual([1, 2, 3, 5, 8, 15, 15, 15, 1].map(s => s * 1000));
    expect(w.audit.types).toEqual(['request', 'approval-pending', 'active']);
    expect(w.journal.rows).toMatchObject([{requestId: 'req-9', state: 'active'}]);
    expect(w.audit.facts[1]).toMatchObject({requestId: 'req-9'});
  });

  test('a start to come is reached when it is scheduled', async () => {
    const w = world();
    w.arm.answers = [scheduled(NOON + HOUR)];
    const story = await run(w);
    expect(fold(story).state).toBe('scheduled');
    expect(w.journal.rows).toMatchObject([{state: 'scheduled', settledAt: NOON}]);
    expect(w.audit.types).toEqual(['request', 'scheduled']);
  });

  test('two that began at once are both in the copy', async () => {
    const w = world();
    w.cache.granted.set('azure-resource', {value: [], readAt: 7});
    const grants = w.cache.grants.bind(w.cache);
    const unhurried = async (kind: Kind) => {
      const known = await grants(kind);
      await new Promise<void>(resolve => setImmediate(resolve));
      return known;
    };
    Object.assign(w.cache, {grants: unhurried});
    w.arm.answers = [active({id: 'g1'}), active({id: 'g2'})];
    await run(w, [order(), order({id: 'azr-2'})]);
    expect(w.cache.granted.get('azure-resource')?.value.map(row => row.id)).toEqual(['g1', 'g2']);
  });

  test('a grant that began takes its place in a copy, and makes none', async () => {
    const w = world();
    w.arm.answers = [active({id: 'azr-1.new', requestId: 'id-1'})];
    await run(w);
    expect(w.cache.granted.size).toBe(0);
    const rows = [grant({id: 'other'}), grant({id: 'id-1', requestId: 'id-1', state: 'provisioning'})];
    w.cache.granted.set('azure-resource', {value: rows, readAt: 7});
    await run(w);
    expect(w.cache.granted.get('azure-resource')).toMatchObject({
      value: [{id: 'other'}, {id: 'azr-1.new'}],
      readAt: 7,
    });
  });
});

describe('a batch', () => {
  test('four are on their way at once, no more', async () => {
    const w = world();
    const gates: (() => void)[] = [];
    w.arm.answers = [of => new Promise(resolve => gates.push(() => resolve(active()(of))))];
    const orders = Array.from({length: 6}, (_, n) => order({id: `azr-${n}`}));
    const story = collect(activate(w.app, orders, STAY, quiet()));
    await w.clock.turn(0);
    expect(w.arm.sent.length).toBe(4);
    while (gates.length > 0) {
      gates.shift()?.();
      await w.clock.turn(0);
    }
    expect(types(await story).filter(type => type === 'active').length).toBe(6);
    expect(w.entra.actorsAsked).toBe(1);
  });
});
