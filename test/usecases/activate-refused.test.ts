import {describe, expect, test} from 'vitest';
import type {Grant} from '../../src/core/grant.ts';
import {fold, run, types} from './activating.ts';
import {all, troubled} from './fake-cloud.ts';
import {world} from './fakes.ts';
import {active, grant, HOUR, NOON, OFFLINE, order, pending, refused, STAY} from './samples.ts';

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
