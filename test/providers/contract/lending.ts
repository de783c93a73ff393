import {describe, expect, test} from 'vitest';
import {hours, minutes, seconds} from '../../../src/core/time.ts';
import {
  askOn,
  grantOn,
  intentOn,
  type LendingFooting,
  type LendingSubject,
  listOf,
  refusalIn,
} from '../footing.ts';
import {only} from '../stage.ts';

function lend(on: LendingFooting, grant: Awaited<ReturnType<typeof grantOn>>) {
  if (on.provider.lend === undefined) throw new Error('it lends nothing');
  return on.provider.lend(grant, on.call);
}

/** What the kinds promise that lend credentials instead of changing what a cloud knows (design 7). */
export function lending(subject: LendingSubject): void {
  loans(subject);
  signedOut(subject);
}

/** What every loan promises, whoever's credentials it was had with. */
export function loans(subject: LendingSubject): void {
  const {kind} = subject;

  describe('a loan', () => {
    test('is lent from until its end, and not a second longer', async () => {
      const on = await subject.open('one');
      const grant = await grantOn(on);
      const credentials = await lend(on, grant);
      expect(credentials.expiresAt).toBe(grant.credentialsEndAt);
      await on.later((grant.endsAt ?? 0) - on.cloud.clock.now() - seconds(1));
      expect((await lend(on, grant)).accessKeyId).toBe(credentials.accessKeyId);
      await on.later(seconds(1));
      await expect(lend(on, grant)).rejects.toMatchObject({problem: {code: 'not-active', provider: kind}});
    });

    test('shows its credentials to nobody who prints them', async () => {
      const on = await subject.open('one');
      const credentials = await lend(on, await grantOn(on));
      expect(JSON.parse(JSON.stringify(credentials))).toMatchObject({
        secretAccessKey: '***',
        sessionToken: '***',
      });
    });

    test('is good for AWS, which knows its credentials', async () => {
      const on = await subject.open('one');
      const {accessKeyId} = await lend(on, await grantOn(on));
      expect(on.cloud.organisation.aws.isUsable(accessKeyId)).toBe(true);
    });

    test('that was ended gives nothing more, and ending asks nobody', async () => {
      const on = await subject.open('one');
      const grant = await grantOn(on);
      on.access.forget(on.session);
      const before = on.cloud.log.length;
      expect(await on.provider.deactivate(grant, 'any', on.call)).toEqual({type: 'ended'});
      await expect(lend(on, grant)).rejects.toMatchObject({problem: {code: 'not-active'}});
      expect(on.cloud.log).toHaveLength(before);
    });

    test('is had again from AWS when its credentials are kept no more', async () => {
      const on = await subject.open('one');
      const grant = await grantOn(on);
      const first = await lend(on, grant);
      on.loans.kept.clear();
      await on.later(seconds(5));
      const again = await lend(on, grant);
      expect(again.accessKeyId).not.toBe(first.accessKeyId);
      expect((await lend(on, grant)).accessKeyId).toBe(again.accessKeyId);
    });
  });

  describe('what PIM has and a loan has not', () => {
    test('people are not asked, and the policy says so', async () => {
      const on = await subject.open('one');
      const policy = await on.provider.policy(only(await listOf(on)), on.signal);
      expect(policy).toMatchObject({
        requires: {approval: subject.asksPeople, authContext: false},
        approvers: [],
      });
      expect(policy.maxDuration).toBeGreaterThan(0);
      expect((await askOn(on)).type).toBe('active');
    });

    test('a later start is refused, not waited for', async () => {
      const on = await subject.open('one');
      const startAt = on.cloud.clock.now() + hours(1);
      expect(await askOn(on, {startAt})).toMatchObject({
        type: 'refused',
        problem: {code: 'unsupported', provider: kind},
      });
    });

    test('five minutes need not go by before the end', async () => {
      const on = await subject.open('one');
      const grant = await grantOn(on);
      await on.later(subject.endableAfter);
      expect(await on.provider.deactivate(grant, 'any', on.call)).toEqual({type: 'ended'});
    });

    test('an end that has gone by is never told as active again', async () => {
      const on = await subject.open('one');
      const answer = await askOn(on);
      if (answer.type !== 'active') throw new Error(answer.type);
      await on.later(minutes(31));
      expect(await on.provider.check(answer.receipt, on.signal)).toMatchObject({
        type: 'refused',
        state: 'ended',
      });
    });
  });
}

function signedOut(subject: LendingSubject): void {
  test('without a sign-in it is asked for one, and begins none', async () => {
    const on = await subject.open('one');
    const intent = await intentOn(on);
    on.access.forget(on.session);
    const before = on.cloud.log.filter(({origin}) => origin === 'oidc').length;
    const refusal = await on.clock.through(refusalIn(on.provider.activate(intent, on.call)));
    expect(refusal).toMatchObject({code: 'signed-out', session: on.session});
    expect(on.cloud.log.filter(({origin}) => origin === 'oidc')).toHaveLength(before);
  });
}
