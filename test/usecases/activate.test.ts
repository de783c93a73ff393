import {describe, expect, test} from 'vitest';
import {type Activation, NOT_SENT, step} from '../../src/core/activation.ts';
import type {Grant} from '../../src/core/grant.ts';
import type {Kind} from '../../src/core/kind.ts';
import {activate} from '../../src/usecases/activate.ts';
import type {ActivationOrder, Story} from '../../src/usecases/story.ts';
import {all, troubled} from './fake-cloud.ts';
import {collect, type FakeWorld, quiet, world} from './fakes.ts';
import {
  active,
  asksStepUp,
  GO,
  grant,
  HOUR,
  lost,
  NOON,
  OFFLINE,
  order,
  pending,
  refused,
  STAY,
  scheduled,
} from './samples.ts';

/** Runs the whole story, turning the clock as far as it asks. */
function run(
  {app, clock}: FakeWorld,
  orders: readonly ActivationOrder[] = [order()],
  options = STAY,
  signal = quiet(),
): Promise<readonly Story[]> {
  return clock.through(collect(activate(app, orders, options, signal)));
}

const types = (story: readonly Story[]): readonly string[] =>
  story.map(one => (one.type === 'item' ? one.event.type : one.type));

const fold = (story: readonly Story[], item = 'azr-1'): Activation =>
  story.reduce(
    (now, one) => (one.type === 'item' && one.item === item ? step(now, one.event) : now),
    NOT_SENT,
  );

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

describe('patience', () => {
  test('zero: answered at once with how far it is', async () => {
    const w = world();
    w.arm.answers = [pending('provisioning')];
    const story = await run(w, [order()], GO);
    expect(types(story)).toEqual(['submitted', 'provisioning']);
    expect(w.clock.naps).toEqual([]);
    expect(w.journal.rows).toMatchObject([{settledAt: null, requestId: 'id-1'}]);
  });

  test('over: the last nap is cut to it, the story ends, the request goes on', async () => {
    const w = world();
    w.arm.answers = [pending('provisioning')];
    w.arm.checks = [pending('provisioning')];
    const patience = {provisioning: 10_000, approval: 0};
    const story = await run(w, [order()], {...STAY, patience});
    expect(fold(story)).toMatchObject({state: 'provisioning', problem: null});
    expect(w.clock.naps).toEqual([1000, 2000, 3000, 4000]);
  });

  test('provisioning is given its own time after a long approval', async () => {
    const w = world();
    let looks = 0;
    w.arm.answers = [pending('pending-approval')];
    const later = (of: Parameters<ReturnType<typeof active>>[0]) => {
      looks += 1;
      return looks < 60 ? pending('pending-approval')(of) : pending('provisioning')(of);
    };
    w.arm.checks = [...Array.from({length: 61}, () => later), active()];
    expect(fold(await run(w)).state).toBe('active');
    expect(w.clock.now() - NOON).toBeGreaterThan(STAY.patience.provisioning);
  });

  test('an interruption ends the watching, not the request', async () => {
    const w = world();
    w.arm.answers = [pending('pending-approval')];
    const ctrlC = new AbortController();
    const story = collect(activate(w.app, [order()], STAY, ctrlC.signal));
    await w.clock.turn(500);
    ctrlC.abort();
    expect(types(await w.clock.through(story))).toEqual(['submitted', 'pending-approval']);
    expect(w.journal.rows).toMatchObject([{settledAt: null}]);
  });

  test('a listener who leaves ends it as well', async () => {
    const w = world();
    w.arm.answers = [pending('pending-approval')];
    for await (const story of activate(w.app, [order()], STAY, quiet())) if (story.type === 'item') break;
    expect(w.journal.rows).toMatchObject([{settledAt: null}]);
  });

  test('trouble while watching passes; Retry-After is obeyed', async () => {
    const w = world();
    w.arm.answers = [pending('provisioning')];
    w.arm.checks = [troubled({code: 'throttled', retryAfterSeconds: 20}), troubled(OFFLINE), lost, active()];
    expect(fold(await run(w)).state).toBe('active');
    expect(w.clock.naps.slice(0, 2)).toEqual([1000, 20_000]);
  });

  test('trouble to the end of the patience: nobody knows', async () => {
    const w = world();
    w.arm.answers = [pending('provisioning')];
    w.arm.checks = [troubled(OFFLINE)];
    expect(fold(await run(w))).toMatchObject({state: 'unknown', problem: {code: 'unreachable'}});
    expect(w.journal.rows).toMatchObject([{settledAt: null}]);
  });

  test('trouble that does not pass ends the watching at once, and the request stays open', async () => {
    const w = world();
    w.arm.answers = [pending('provisioning')];
    w.arm.checks = [troubled({code: 'signed-out', reason: 'revoked'})];
    expect(fold(await run(w))).toMatchObject({state: 'unknown', problem: {code: 'signed-out'}});
    expect(w.clock.naps).toEqual([1000]);
  });
});

describe('refusals', () => {
  test.each([
    ['denied', {code: 'denied'}],
    ['failed', {code: 'not-eligible'}],
    ['cancelled', {code: 'cancelled', reason: 'somebody withdrew it'}],
    ['ended', {code: 'failed', reason: 'it was revoked'}],
  ] as const)('%s', async (state, problem) => {
    const w = world();
    const {code} = problem;
    w.arm.answers = [pending('pending-approval')];
    w.arm.checks = [refused(problem, state)];
    const end = fold(await run(w));
    expect(end).toMatchObject({state, problem: {code, provider: 'azure-resource', eligibilityId: 'azr-1'}});
    expect(w.journal.rows).toMatchObject([{state}]);
    expect(w.audit.facts.at(-1)).toMatchObject({type: 'refusal', problem: code});
  });

  test('a rejection is definite: nothing is read back, nothing sent again', async () => {
    const w = world();
    w.arm.answers = [troubled({code: 'throttled'})];
    expect(fold(await run(w))).toMatchObject({state: 'failed', problem: {code: 'throttled'}});
    expect([w.arm.sent.length, w.arm.found]).toEqual([1, 0]);
  });

  test('active already: the running grant and the problem, as the cloud lists it', async () => {
    const w = world();
    const endsAt = NOON + HOUR;
    w.arm.activePages = all(grant({id: 'other'}), grant({endsAt}));
    w.arm.answers = [refused({code: 'already-active', endsAt, grantId: 'azr-1.abc'})];
    const end = fold(await run(w));
    expect(end).toMatchObject({
      state: 'active',
      grant: {id: 'azr-1.abc'},
      problem: {code: 'already-active'},
    });
  });

  test.each([
    ['it is not listed', all<Grant>()],
    ['the list cannot be read', [troubled(OFFLINE)]],
  ] as const)('active already, but %s: never called active', async (_, pages) => {
    const w = world();
    w.arm.activePages = pages;
    w.arm.answers = [refused({code: 'already-active', endsAt: null})];
    expect(fold(await run(w))).toMatchObject({
      state: 'failed',
      grant: null,
      problem: {code: 'already-active'},
    });
  });

  test('no actor: every order says why, and nothing is opened', async () => {
    const w = world();
    w.entra.who = troubled({code: 'signed-out', reason: 'expired'});
    const story = await run(w, [order(), order({id: 'azr-2'})]);
    expect(types(story)).toEqual(['failed', 'failed']);
    expect(fold(story, 'azr-2').problem?.code).toBe('signed-out');
    expect([w.journal.rows.length, w.entra.actorsAsked]).toEqual([0, 1]);
  });

  test('a kind without a source or an authority', async () => {
    const w = world();
    const story = await run(w, [order({id: 'g', kind: 'entra-group'}), order({id: 'a', kind: 'aws-role'})]);
    expect(fold(story, 'g').problem?.code).toBe('misconfigured');
    expect(fold(story, 'a').problem?.code).toBe('signed-out');
  });

  test('interrupted before the sending: nothing is sent', async () => {
    const w = world();
    const story = await run(w, [order()], STAY, AbortSignal.abort());
    expect(fold(story).problem?.code).toBe('cancelled');
    expect([w.arm.sent.length, w.journal.rows.length]).toEqual([0, 0]);
  });

  test('a mistake of ours with one order leaves the others their story', async () => {
    const w = world();
    w.arm.answers = [pending('provisioning')];
    w.graph.answers = [active()];
    w.arm.checks = [new TypeError('our bug')];
    const story = await run(w, [order(), order({id: 'ent-1', kind: 'entra-role'})]);
    expect(fold(story)).toMatchObject({state: 'unknown', problem: {code: 'bug'}});
    expect(fold(story, 'ent-1').state).toBe('active');
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

describe('what cannot be written', () => {
  test('the journal, before the sending: nothing is sent', async () => {
    const w = world();
    w.journal.broken = ['open'];
    expect(fold(await run(w)).problem?.code).toBe('state-unwritable');
    expect(w.arm.sent).toEqual([]);
  });

  test('the record, before the sending: nothing is sent, and the intent is closed', async () => {
    const w = world();
    w.audit.broken = ['request'];
    expect(fold(await run(w)).problem?.code).toBe('state-unwritable');
    expect(w.arm.sent).toEqual([]);
    expect(w.journal.rows).toMatchObject([{state: 'failed'}]);
  });

  test.each([
    ['the record', (w: FakeWorld) => Object.assign(w.audit, {broken: ['active']})],
    ['the name of the request', (w: FakeWorld) => Object.assign(w.journal, {broken: ['named']})],
    ['the settling', (w: FakeWorld) => Object.assign(w.journal, {broken: ['settle']})],
    ['the look at the journal', (w: FakeWorld) => Object.assign(w.journal, {broken: ['unsettled']})],
  ])('%s, after the sending: the truth, then the problem', async (_, breaks) => {
    const w = world();
    w.arm.answers = [active()];
    breaks(w);
    const story = await run(w);
    expect(types(story)).toEqual(['submitted', 'active', 'failed']);
    expect(fold(story)).toMatchObject({
      state: 'active',
      grant: {id: 'azr-1.abc'},
      problem: {code: 'state-unwritable'},
    });
  });

  test('a copy that cannot be written is nobody’s trouble', async () => {
    const w = world();
    w.cache.broken = true;
    w.arm.answers = [active()];
    expect(types(await run(w))).toEqual(['submitted', 'active']);
  });

  test('what another process has read back and written is not written twice', async () => {
    const w = world();
    w.arm.answers = [pending('provisioning')];
    w.arm.checks = [
      of => {
        for (const row of w.journal.rows) Object.assign(row, {state: 'active', settledAt: 1});
        return active()(of);
      },
    ];
    expect(fold(await run(w)).state).toBe('active');
    expect(w.audit.types).toEqual(['request']);
  });
});

describe('a lost answer', () => {
  test('is read back and adopted, and never sent again', async () => {
    const w = world();
    w.arm.answers = [lost];
    w.arm.finds = [() => 'unknown', troubled(OFFLINE), lost, active()];
    const story = await run(w);
    expect(types(story)).toEqual(['submitted', 'active']);
    expect([w.arm.sent.length, w.arm.found]).toEqual([1, 4]);
    expect(w.audit.types).toEqual(['request', 'lost-answer', 'read-back', 'active']);
    expect(w.clock.naps).toEqual([1000, 2000, 4000, 8000]);
  });

  test('that is found pending is watched', async () => {
    const w = world();
    w.arm.answers = [lost];
    w.arm.finds = [pending('provisioning')];
    w.arm.checks = [active()];
    expect(types(await run(w))).toEqual(['submitted', 'provisioning', 'active']);
  });

  test('never arrived, said twice in a row: nothing happened', async () => {
    const w = world();
    w.arm.answers = [lost];
    w.arm.finds = [() => 'never-arrived'];
    const end = fold(await run(w));
    expect(end).toMatchObject({state: 'failed', problem: {code: 'unreachable'}});
    expect(end.problem).toMatchObject({reason: expect.stringContaining('nothing happened')});
    expect(w.arm.found).toBe(2);
    expect(w.journal.rows).toMatchObject([{state: 'failed'}]);
    expect(w.audit.types).toEqual(['request', 'lost-answer', 'read-back', 'refusal']);
  });

  test('that came in late is not called never arrived', async () => {
    const w = world();
    w.arm.answers = [lost];
    w.arm.finds = [() => 'never-arrived', active()];
    expect(fold(await run(w)).state).toBe('active');
  });

  test('nobody can tell: unknown, and the intent stays open', async () => {
    const w = world();
    w.arm.answers = [lost];
    w.arm.finds = [() => 'unknown'];
    const end = fold(await run(w));
    expect(end).toMatchObject({state: 'unknown', problem: {code: 'unreachable'}});
    expect(w.journal.rows).toMatchObject([{settledAt: null}]);
    expect([w.arm.sent.length, w.arm.found]).toEqual([1, 4]);
    expect(w.audit.types).toEqual(['request', 'lost-answer']);
  });

  test('interrupted while it is being read back', async () => {
    const w = world();
    w.arm.answers = [lost];
    const ctrlC = new AbortController();
    const story = collect(activate(w.app, [order()], STAY, ctrlC.signal));
    await w.clock.turn(100);
    ctrlC.abort();
    expect(fold(await story)).toMatchObject({state: 'unknown', problem: {code: 'unreachable'}});
    expect(w.journal.rows).toMatchObject([{settledAt: null}]);
  });

  test('a mistake of ours in the sending is read back too, and keeps its name', async () => {
    const w = world();
    w.arm.answers = [new TypeError('our bug')];
    w.arm.finds = [() => 'never-arrived'];
    expect(fold(await run(w)).problem?.code).toBe('bug');
    expect(w.arm.found).toBe(2);
  });
});

describe('step-up', () => {
  const withContext = (id: string) => order({id}, {authContext: 'c1'});

  test('named by the policy: beforehand, once for the whole batch', async () => {
    const w = world();
    w.arm.answers = [active()];
    const story = await run(w, [withContext('azr-1'), withContext('azr-2'), order({id: 'azr-3'})]);
    expect(types(story).slice(0, 3)).toEqual(['step-up', 'step-up', 'device-code']);
    expect(w.entra.steppedUp).toMatchObject([{context: 'c1'}]);
    const claims = w.entra.steppedUp[0]?.claims;
    expect(w.arm.sent.map(one => one.claims)).toEqual([undefined, claims, claims]);
    expect(fold(story, 'azr-2').state).toBe('active');
  });

  test('asked for by a refusal: the same request once more, with its claims', async () => {
    const w = world();
    w.arm.answers = [asksStepUp(), active()];
    const story = await run(w);
    expect(types(story)).toEqual(['step-up', 'device-code', 'submitted', 'active']);
    expect(w.arm.sent).toEqual([
      {id: 'id-1', claims: undefined},
      {id: 'id-1', claims: '{"acrs":"c1"}'},
    ]);
    expect(w.audit.types).toEqual(['request', 'active']);
  });

  test('asked for by two refusals at once: a person is asked once', async () => {
    const w = world();
    w.arm.answers = [asksStepUp(), asksStepUp(), active()];
    const story = await run(w, [order(), order({id: 'azr-2'})]);
    expect(w.entra.steppedUp.length).toBe(1);
    expect([fold(story).state, fold(story, 'azr-2').state]).toEqual(['active', 'active']);
  });

  test('asked for in two contexts at once: one after the other', async () => {
    const w = world();
    w.arm.answers = [asksStepUp('c1'), asksStepUp('c2'), active()];
    await run(w, [order(), order({id: 'azr-2'})]);
    expect(w.entra.steppedUp.map(({context}) => context)).toEqual(['c1', 'c2']);
    expect(w.entra.askedAtOnce).toBe(1);
  });

  test('asked for again after it was met: that is the answer', async () => {
    const w = world();
    w.arm.answers = [asksStepUp()];
    expect(fold(await run(w))).toMatchObject({state: 'failed', problem: {code: 'step-up-needed'}});
    expect(w.arm.sent.length).toBe(2);
  });

  test('the answer to the second sending is lost: read back, no third', async () => {
    const w = world();
    w.arm.answers = [asksStepUp(), lost];
    w.arm.finds = [asksStepUp()];
    expect(fold(await run(w)).problem?.code).toBe('step-up-needed');
    expect(w.arm.sent.length).toBe(2);
  });

  test('a refusal without claims cannot be met', async () => {
    const w = world();
    w.arm.answers = [refused({code: 'step-up-needed', context: 'mfa'})];
    expect(fold(await run(w)).problem?.code).toBe('step-up-needed');
    expect([w.arm.sent.length, w.entra.steppedUp.length]).toEqual([1, 0]);
  });

  test.each([
    ['by the policy', order({}, {authContext: 'c1'}), 0],
    ['by a refusal', order(), 1],
  ])('forbidden, asked for %s', async (_, asked, sent) => {
    const w = world();
    w.arm.answers = [asksStepUp()];
    const story = await run(w, [asked], {...STAY, stepUp: 'never'});
    expect(fold(story)).toMatchObject({state: 'failed', problem: {code: 'step-up-needed', context: 'c1'}});
    expect([w.arm.sent.length, w.entra.steppedUp.length]).toEqual([sent, 0]);
  });

  test.each([
    ['declined', {code: 'cancelled', reason: 'declined'}, 'step-up-needed'],
    ['blocked', {code: 'sign-in-blocked', aadsts: 53003, reason: 'blocked'}, 'step-up-needed'],
    ['out of time', {code: 'signed-out', reason: 'code-expired'}, 'step-up-needed'],
    ['offline', OFFLINE, 'unreachable'],
  ] as const)('%s: every order of the context fails, the others go on', async (_, problem, code) => {
    const w = world();
    w.entra.refusal = troubled(problem);
    w.arm.answers = [active()];
    const story = await run(w, [withContext('azr-1'), withContext('azr-2'), order({id: 'azr-3'})]);
    expect(fold(story, 'azr-1').problem?.code).toBe(code);
    expect(fold(story, 'azr-2').problem?.code).toBe(code);
    expect(fold(story, 'azr-3').state).toBe('active');
    expect(w.entra.steppedUp.length).toBe(1);
  });
});
