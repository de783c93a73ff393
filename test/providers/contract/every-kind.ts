import {describe, expect, test} from 'vitest';
import {minutes} from '../../../src/core/time.ts';
import {
  type AnySubject,
  activeOn,
  askOn,
  type Footing,
  grantOn,
  intentOn,
  listOf,
  pagesOf,
  writesOn,
} from '../footing.ts';
import {all, only} from '../stage.ts';

const ID = 'c0ffee00-0000-4000-8000-000000000001';
const SAFE = /^[A-Za-z0-9._-]+$/;

async function ended(on: Footing, subject: AnySubject) {
  const grant = await grantOn(on);
  await on.later(subject.endableAfter);
  return {grant, ending: await on.provider.deactivate(grant, ID, on.call)};
}

/** What all five kinds promise (core/ports.ts), each in its own way where its subject says so. */
export function everyKind(subject: AnySubject): void {
  test('a list with nothing in it is one empty page', async () => {
    const on = await subject.open('none');
    expect(await pagesOf(on)).toEqual([{items: [], complete: true}]);
    expect([await activeOn(on), await all(on.provider.open(on.signal))]).toEqual([[], []]);
  });
  everyRole(subject);
}

/** What every role that can be asked for promises, whatever brought it here. */
export function everyRole(subject: AnySubject): void {
  const {kind} = subject;

  describe('a list of any kind', () => {
    test('is whole when its last page says so, and only then', async () => {
      const on = await subject.open('one');
      const pages = await pagesOf(on);
      expect(pages.map(({complete}) => complete)).toEqual(pages.map((_, at) => at === pages.length - 1));
      expect(pages.flatMap(({items}) => items)).toMatchObject([
        {kind, id: expect.stringMatching(SAFE), grantId: null, scope: {type: expect.any(String)}},
      ]);
    });

    test('names a thing alike in every process', async () => {
      const [one, other] = [await subject.open('one'), await subject.open('one')];
      expect(only(await listOf(one)).id).toBe(only(await listOf(other)).id);
    });

    test('asks whom it says it asks', async () => {
      const on = await subject.open('one');
      await listOf(on);
      const asked = new Set(on.cloud.log.map(({origin}) => origin));
      expect([...asked].filter(name => name !== 'login' && name !== 'oidc')).toEqual(
        subject.reads === null ? [] : [subject.reads],
      );
    });

    test('says which kind its trouble comes from', async () => {
      const on = await subject.open('one');
      const {reads} = subject;
      if (reads !== null) on.cloud.faults.add({match: {origin: reads}, do: {garbage: 'html'}});
      const read = listOf(on);
      if (reads === null) expect(await read).toHaveLength(1);
      else await expect(read).rejects.toMatchObject({problem: {code: 'bad-answer', provider: kind}});
    });
  });

  describe('an activation of any kind', () => {
    test('is active with a grant that the list shows', async () => {
      const on = await subject.open('one');
      const answer = await askOn(on);
      if (answer.type !== 'active') throw new Error(JSON.stringify(answer));
      const {eligibilityId} = answer.receipt.intent;
      expect(answer.grant).toMatchObject({
        ...{
          kind,
          eligibilityId,
          state: 'active',
          assignment: subject.assignment,
          justification: 'incident 42',
        },
        id: expect.stringContaining(`${eligibilityId}.`),
      });
      expect((answer.grant.endsAt ?? 0) - (answer.grant.startsAt ?? 0)).toBe(minutes(30));
      expect(await activeOn(on)).toMatchObject([{id: answer.grant.id, endsAt: answer.grant.endsAt}]);
      expect(await on.provider.check(answer.receipt, on.signal)).toMatchObject({type: 'active'});
    });

    test('is planned as it is sent, and planning sends nothing', async () => {
      const on = await subject.open('one');
      const intent = await intentOn(on);
      const before = on.cloud.log.length;
      const plan = (await on.provider.plan(intent)).at(-1);
      expect(on.cloud.log).toHaveLength(before);
      await on.later(1000);
      await on.provider.activate(intent, on.call);
      expect(plan?.method).toBe(subject.write.method);
      const {origin, pathname} = new URL(plan?.url ?? '');
      expect(origin).toBe(on.cloud.origins[subject.write.origin]);
      expect(writesOn(on, subject)).toEqual([decodeURIComponent(pathname)]);
    });

    test('is refused while one is active, naming it', async () => {
      const on = await subject.open('one');
      const {id, endsAt} = await grantOn(on);
      expect(await askOn(on)).toMatchObject({
        ...{type: 'refused', state: 'failed'},
        problem: {code: 'already-active', provider: kind, grantId: id, endsAt},
      });
    });

    test('is refused when it is too long, saying what the most is where that is known', async () => {
      const on = await subject.open('one');
      expect(await askOn(on, {duration: 172_800})).toMatchObject({
        type: 'refused',
        problem: {
          code: 'duration-too-long',
          asked: 172_800,
          provider: kind,
          eligibilityId: expect.any(String),
        },
      });
      expect(await activeOn(on)).toEqual([]);
    });

    test('whose answer is cut is what the subject says, and is found for what it was', async () => {
      const on = await subject.open('one');
      const intent = await intentOn(on);
      const {origin, method, path} = subject.write;
      on.cloud.faults.add({match: {origin, method, path}, do: {loseAnswer: true}});
      const answer = await on.clock.through(on.provider.activate(intent, on.call));
      expect(answer).toMatchObject({type: subject.whenCut, problem: {code: 'unreachable'}});
      on.cloud.faults.clear();
      const found = await on.clock.through(on.provider.find(intent, on.signal));
      if (subject.whenCut === 'refused') expect(found).toBe('never-arrived');
      else expect(found).toMatchObject({type: 'active', receipt: {intent}});
    });

    test('that was never sent never arrived; one that was is found', async () => {
      const on = await subject.open('one');
      const intent = await intentOn(on);
      expect(await on.clock.through(on.provider.find(intent, on.signal))).toBe('never-arrived');
      await on.later(1000);
      await on.provider.activate(intent, on.call);
      expect(await on.clock.through(on.provider.find(intent, on.signal))).toMatchObject({
        ...{type: 'active', receipt: {intent}},
        grant: {eligibilityId: intent.eligibilityId},
      });
    });
  });

  describe('an ending of any kind', () => {
    test('ends as soon as the kind allows, and once', async () => {
      const on = await subject.open('one');
      const {grant, ending} = await ended(on, subject);
      expect(ending).toEqual({type: 'ended'});
      expect(await activeOn(on)).toEqual([]);
      expect(await on.provider.deactivate(grant, ID, on.call)).toEqual({type: 'not-active'});
    });

    test('is not needed where time has ended it', async () => {
      const on = await subject.open('one');
      const grant = await grantOn(on);
      await on.later(minutes(30));
      expect(await activeOn(on)).toEqual([]);
      expect(await on.provider.deactivate(grant, ID, on.call)).toEqual({type: 'not-active'});
    });

    test('of a request that nobody knows finds none', async () => {
      const on = await subject.open('one');
      const request = {...(await grantOn(on)), id: ID, requestId: ID};
      expect(await on.provider.cancel(request, on.call)).toEqual({type: 'not-active'});
    });
  });
}
