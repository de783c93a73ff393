import {describe, expect, test} from 'vitest';
import {hours, minutes} from '../../../src/core/time.ts';
import {active, intentFor, type Stage, type Subject, stage, theOne, writes} from '../stage.ts';
import {throttled} from './reading.ts';

/** What can go wrong while writing, and what is sure afterwards. */
export function losing(subject: Subject): void {
  const match = {origin: subject.origin};
  const write = {...match, method: subject.write.method, path: subject.write.path};

  describe('a lost answer', () => {
    test('is lost, is not sent again, and is found', async () => {
      const on = await stage(subject);
      const intent = await intentFor(on, await theOne(on));
      on.cloud.faults.add({match: write, nth: 1, do: {loseAnswer: true}});
      expect(await on.provider.activate(intent, on.call)).toMatchObject({
        type: 'lost',
        problem: {code: 'unreachable'},
      });
      expect(writes(on)).toHaveLength(1);
      expect(await on.provider.find(intent, on.signal)).toMatchObject({
        type: 'active',
        receipt: {intent},
        grant: {eligibilityId: intent.eligibilityId},
      });
    });

    test.each([
      ['half an answer', {truncate: true}],
      ['a 504', {status: 504, body: {}}],
      ['a web page', {garbage: 'html'}],
    ] as const)('%s is lost too', async (_what, harm) => {
      const on = await stage(subject);
      const intent = await intentFor(on, await theOne(on));
      on.cloud.faults.add({match: write, do: harm});
      expect(await on.provider.activate(intent, on.call)).toMatchObject({type: 'lost'});
      expect(writes(on)).toHaveLength(1);
    });

    test('that had no effect never arrived', async () => {
      const on = await stage(subject);
      const intent = await intentFor(on, await theOne(on));
      on.cloud.faults.add({match: write, nth: 1, do: {reset: true}});
      expect(await on.provider.activate(intent, on.call)).toMatchObject({type: 'lost'});
      expect(await on.provider.find(intent, on.signal)).toBe('never-arrived');
      expect(await active(on)).toEqual([]);
    });

    test('that cannot be looked up is unknown', async () => {
      const on = await stage(subject);
      const intent = await intentFor(on, await theOne(on));
      on.cloud.faults.add({match, do: {reset: true}});
      expect(await on.clock.through(on.provider.find(intent, on.signal))).toBe('unknown');
    });

    test('that is looked up when all is over has ended', async () => {
      const on = await stage(subject);
      const intent = await intentFor(on, await theOne(on));
      on.cloud.faults.add({match: write, nth: 1, do: {loseAnswer: true}});
      await on.provider.activate(intent, on.call);
      on.cloud.clock.advance(hours(1));
      expect(await on.provider.find(intent, on.signal)).toMatchObject({
        type: 'refused',
        state: 'ended',
        problem: {code: 'not-active', provider: subject.kind},
      });
    });

    test('an older request of the same words is not taken for it', async () => {
      const on = await stage(subject);
      const eligibility = await theOne(on);
      await on.provider.activate(await intentFor(on, eligibility), on.call);
      on.cloud.clock.advance(hours(2));
      expect(await on.provider.find(await intentFor(on, eligibility), on.signal)).toBe('never-arrived');
    });
  });

  describe('writing', () => {
    test('a refusal to hurry is definite: nothing was done', async () => {
      const on = await stage(subject);
      const intent = await intentFor(on, await theOne(on));
      on.cloud.faults.add({match: write, do: throttled(30)});
      expect(await on.provider.activate(intent, on.call)).toMatchObject({
        type: 'refused',
        problem: {code: 'throttled', retryAfterSeconds: 30},
      });
      expect(writes(on)).toHaveLength(1);
    });

    test('where nobody listens, nothing was sent', async () => {
      const on: Stage = await stage(subject);
      const intent = await intentFor(on, await theOne(on));
      const nowhere = 'https://localhost:1';
      const endpoints = {...on.access.endpoints, armEndpoint: nowhere, graphEndpoint: nowhere};
      const provider = subject.make({...on.access, endpoints}, on.clock, {now: Date.now, offset: () => 0});
      await expect(provider.activate(intent, on.call)).rejects.toMatchObject({
        problem: {code: 'unreachable'},
      });
    });

    test('a look at the list that fails after the sending is no refusal', async () => {
      const on = await stage(subject);
      const intent = await intentFor(on, await theOne(on));
      on.cloud.faults.add({match: {...match, method: 'GET'}, do: {status: 500, body: {}}});
      const answer = await on.clock.through(on.provider.activate(intent, on.call));
      expect(answer).toMatchObject({type: 'pending', state: 'provisioning'});
      on.cloud.faults.clear();
      on.cloud.clock.advance(minutes(1));
      if (answer.type !== 'pending') return;
      expect(await on.provider.check(answer.receipt, on.signal)).toMatchObject({type: 'active'});
    });
  });
}
