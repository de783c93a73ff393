import {describe, expect, test} from 'vitest';
import {minutes, seconds} from '../../../src/core/time.ts';
import {activated, active, ask, only, open, START, type Subject, stage, writes} from '../stage.ts';

const ID = 'c0ffee00-0000-4000-8000-000000000001';

/** The way out: ending a grant, withdrawing a request. */
export function ending(subject: Subject): void {
  describe('deactivate', () => {
    test('too soon names the first second in which the cloud takes it', async () => {
      const on = await stage(subject, {}, {startAt: START + 250});
      const grant = await activated(on);
      on.cloud.clock.advance(seconds(30));
      const refused = await on.provider.deactivate(grant, ID, on.call);
      expect(refused).toEqual({type: 'too-soon', notBefore: START + minutes(5) + seconds(1)});
      on.cloud.clock.set(START + minutes(5) + seconds(1));
      expect(await on.provider.deactivate(grant, ID, on.call)).toEqual({type: 'ended'});
      expect(await active(on)).toEqual([]);
    });

    test('one second before is still too soon', async () => {
      const on = await stage(subject);
      const grant = await activated(on);
      on.cloud.clock.set(START + minutes(5) - seconds(1));
      expect(await on.provider.deactivate(grant, ID, on.call)).toEqual({
        type: 'too-soon',
        notBefore: START + minutes(5),
      });
    });

    test('says who and what, and nothing else', async () => {
      const on = await stage(subject);
      const grant = await activated(on);
      on.cloud.clock.advance(minutes(6));
      await on.provider.deactivate(grant, ID, on.call);
      const body = JSON.stringify(writes(on).at(-1));
      expect(body).toMatch(/"[Ss]elfDeactivate"/);
      expect(body).not.toMatch(/justification|schedule/i);
    });

    test('what has ended already is not active', async () => {
      const on = await stage(subject);
      const grant = await activated(on);
      on.cloud.clock.advance(minutes(61));
      expect(await on.provider.deactivate(grant, ID, on.call)).toEqual({type: 'not-active'});
    });

    test('a lost answer is lost, and the list tells the truth', async () => {
      const on = await stage(subject);
      const grant = await activated(on);
      on.cloud.clock.advance(minutes(6));
      on.cloud.faults.add({
        match: {method: subject.write.method, path: subject.write.path},
        do: {loseAnswer: true},
      });
      expect(await on.provider.deactivate(grant, ID, on.call)).toMatchObject({
        type: 'lost',
        problem: {code: 'unreachable', provider: subject.kind},
      });
      expect(await active(on)).toEqual([]);
      on.cloud.faults.clear();
      expect(await on.provider.deactivate(grant, ID, on.call)).toEqual({type: 'not-active'});
    });
  });

  describe('cancel', () => {
    test('withdraws a request that waits', async () => {
      const on = await stage(subject, {requires: {approval: ['Ada']}});
      const answer = await ask(on);
      expect(await on.provider.cancel(only(await open(on)), on.call)).toEqual({type: 'ended'});
      expect(await open(on)).toEqual([]);
      if (answer.type !== 'pending') throw new Error(answer.type);
      expect(await on.provider.check(answer.receipt, on.signal)).toMatchObject({
        type: 'refused',
        state: 'cancelled',
        problem: {code: 'cancelled'},
      });
    });

    test('what is decided by now is refused', async () => {
      const on = await stage(subject, {requires: {approval: ['Ada']}});
      await ask(on);
      const request = only(await open(on));
      on.cloud.decide('next', 'Approve');
      expect(await on.provider.cancel(request, on.call)).toMatchObject({
        type: 'refused',
        problem: {code: 'failed', eligibilityId: request.eligibilityId},
      });
    });

    test('an unknown one is not active', async () => {
      const on = await stage(subject, {requires: {approval: ['Ada']}});
      await ask(on);
      const request = {...only(await open(on)), requestId: ID};
      expect(await on.provider.cancel(request, on.call)).toEqual({type: 'not-active'});
    });
  });
}
