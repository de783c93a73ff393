import {describe, expect, test} from 'vitest';
import {authContextClaims} from '../../../src/core/identity.ts';
import {hours, minutes, seconds} from '../../../src/core/time.ts';
import {
  active,
  ask,
  asked,
  eligible,
  intentFor,
  only,
  open,
  START,
  type Stage,
  type Subject,
  stage,
  theOne,
  writes,
} from '../stage.ts';

const SLOW = {provisioningMs: seconds(8)};

async function pending(on: Stage) {
  const answer = await ask(on);
  if (answer.type !== 'pending') throw new Error(`it is ${JSON.stringify(answer)}`);
  return answer;
}

/** The road from asking to a grant. */
export function asking(subject: Subject): void {
  const sent =
    subject.kind === 'azure-resource'
      ? (body: unknown) => (body as {properties: object}).properties
      : (body: unknown) => body;

  describe('activate', () => {
    test('is active at once where the instance is there', async () => {
      const on = await stage(subject);
      const {id} = await theOne(on);
      expect(await ask(on)).toMatchObject({
        type: 'active',
        grant: {
          eligibilityId: id,
          id: expect.stringContaining(`${id}.`),
          state: 'active',
          assignment: 'activated',
          startsAt: START,
          endsAt: START + hours(1),
          justification: 'incident 42',
        },
      });
      expect(only(await active(on))).toMatchObject({eligibilityId: id, endsAt: START + hours(1)});
    });

    test('is in the cloud’s own list of my requests', async () => {
      const on = await stage(subject);
      const answer = await ask(on);
      const made = [];
      for await (const {items} of on.provider.madeRequests?.(on.signal) ?? []) made.push(...items);
      expect(only(made)).toMatchObject({
        requestId: answer.type === 'active' ? answer.receipt.requestId : undefined,
        eligibilityId: (await theOne(on)).id,
        justification: 'incident 42',
        activates: true,
        createdAt: START,
      });
    });

    test('carries what was asked for, and the own object id', async () => {
      const on = await stage(subject);
      await ask(on, {duration: 5400, ticket: {number: 'INC7', system: 'Jira'}});
      expect(sent(only(writes(on)))).toMatchObject({
        principalId: on.cloud.user.oid,
        justification: 'incident 42',
        ticketInfo: {ticketNumber: 'INC7', ticketSystem: 'Jira'},
        scheduleInfo: {expiration: {duration: 'PT1H30M'}},
      });
      expect(only(writes(on))).not.toHaveProperty('scheduleInfo.startDateTime');
    });

    test('an inherited row is asked for in the own name', async () => {
      const on = await stage(subject, {memberType: 'Group'});
      expect(await ask(on)).toMatchObject({type: 'active'});
      expect(sent(only(writes(on)))).toMatchObject({principalId: on.cloud.user.oid});
    });

    test('a guest acts with the object id of this tenant', async () => {
      const on = await stage(subject);
      on.cloud.organisation.guest();
      expect(await ask(on)).toMatchObject({type: 'active'});
      expect(on.cloud.user.homeOid).not.toBe(on.cloud.user.oid);
      expect(sent(only(writes(on)))).toMatchObject({principalId: on.cloud.user.oid});
    });

    test('provisioning is not active until the list shows it', async () => {
      const on = await stage(subject, {}, SLOW);
      const {receipt, state} = await pending(on);
      expect(state).toBe('provisioning');
      expect(await open(on)).toMatchObject([{state: 'provisioning', id: receipt.requestId}]);
      on.cloud.clock.advance(seconds(8));
      // Provisioned, says the request; the list lags (reference azure-pim 2.3).
      expect(await on.provider.check(receipt, on.signal)).toMatchObject({
        type: 'pending',
        state: 'provisioning',
      });
      on.cloud.clock.advance(seconds(2));
      expect(await on.provider.check(receipt, on.signal)).toMatchObject({
        type: 'active',
        grant: {startsAt: START, endsAt: START + hours(1), requestId: receipt.requestId},
      });
      expect(await open(on)).toEqual([]);
    });

    test('an approval is waited for, with the names of who decides', async () => {
      const on = await stage(subject, {requires: {approval: ['Grace Hopper']}});
      const {receipt, state, approvers} = await pending(on);
      expect([state, approvers]).toEqual(['pending-approval', ['Grace Hopper']]);
      expect(await open(on)).toMatchObject([
        {
          state: 'pending-approval',
          id: receipt.requestId,
          requestId: receipt.requestId,
          justification: 'incident 42',
        },
      ]);
      on.cloud.clock.advance(minutes(20));
      expect(await on.provider.check(receipt, on.signal)).toMatchObject({approvers: ['Grace Hopper']});
      on.cloud.decide(receipt.requestId, 'Approve');
      const answer = await on.provider.check(receipt, on.signal);
      expect(answer).toMatchObject({type: 'active', grant: {endsAt: START + minutes(80)}});
    });

    test('an approval that is denied is final', async () => {
      const on = await stage(subject, {requires: {approval: ['Grace Hopper']}});
      const {receipt} = await pending(on);
      on.cloud.decide('next', 'Deny', 'not now');
      expect(await on.provider.check(receipt, on.signal)).toMatchObject({
        type: 'refused',
        state: 'denied',
        problem: {code: 'denied', provider: subject.kind, eligibilityId: receipt.intent.eligibilityId},
      });
    });

    test('an approval that nobody gives lapses', async () => {
      const on = await stage(subject, {requires: {approval: ['Grace Hopper']}});
      const {receipt} = await pending(on);
      on.cloud.clock.advance(hours(25));
      expect(await on.provider.check(receipt, on.signal)).toMatchObject({
        type: 'refused',
        state: 'denied',
        problem: {code: 'approval-timeout'},
      });
    });

    test('a later start is scheduled, begins by itself, and can be withdrawn', async () => {
      const on = await stage(subject);
      const startAt = START + hours(2);
      const answer = await ask(on, {startAt});
      expect(answer).toMatchObject({type: 'scheduled', startsAt: startAt});
      const request = only(await open(on));
      expect(request).toMatchObject({state: 'scheduled', startsAt: startAt, endsAt: null});
      if (answer.type !== 'scheduled') return;
      on.cloud.clock.set(startAt);
      expect(await on.provider.check(answer.receipt, on.signal)).toMatchObject({
        type: 'active',
        grant: {startsAt: startAt, endsAt: startAt + hours(1)},
      });
    });

    test('a step-up is asked for by its claims, and met by exactly that token', async () => {
      const on = await stage(subject, {requires: {authContext: 'c1'}});
      const refused = await ask(on);
      if (refused.type !== 'refused' || refused.problem.code !== 'step-up-needed')
        throw new Error(refused.type);
      const {context, claims = ''} = refused.problem;
      expect(context).toBe('c1');
      expect(JSON.parse(claims)).toEqual(JSON.parse(authContextClaims('c1').claims));
      await on.access.stepUp(claims);
      const intent = await intentFor(on, only(await eligible(on)));
      expect(await on.provider.activate(intent, {...on.call, claims})).toMatchObject({type: 'active'});
      expect(writes(on)).toHaveLength(2);
    });

    test('the plan is the request that goes out, and sends nothing', async () => {
      const on = await stage(subject);
      const intent = await intentFor(on, await theOne(on), {
        ticket: {number: '7', system: null},
        startAt: START + hours(1),
      });
      const before = asked(on).length;
      const plan = only(await on.provider.plan(intent));
      expect(asked(on)).toHaveLength(before);
      await on.provider.activate(intent, on.call);
      expect(plan.method).toBe(subject.write.method);
      expect(plan.body).toEqual(only(writes(on)));
      const url = new URL(plan.url);
      expect(url.origin).toBe(on.cloud.origins[subject.origin]);
      expect(asked(on)).toContain(`${plan.method} ${decodeURIComponent(url.pathname)}`);
    });
  });
}
