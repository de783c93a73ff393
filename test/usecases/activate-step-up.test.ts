import {describe, expect, test} from 'vitest';
import {fold, run, types} from './activating.ts';
import {troubled} from './fake-cloud.ts';
import {world} from './fakes.ts';
import {active, asksStepUp, lost, OFFLINE, order, refused, STAY} from './samples.ts';

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
