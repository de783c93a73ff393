import {describe, expect, test} from 'vitest';
import type {ActivationRequest} from '../../../src/core/intent.ts';
import type {Answer} from '../../../src/core/ports.ts';
import {hours, minutes, seconds} from '../../../src/core/time.ts';
import {
  activated,
  ask,
  eligible,
  intentFor,
  only,
  START,
  type Stage,
  type Subject,
  stage,
  theOne,
  type Wish,
  writes,
} from '../stage.ts';

function problem(answer: Answer) {
  if (answer.type !== 'refused') throw new Error(`it is ${JSON.stringify(answer)}`);
  return answer.problem;
}

interface Case {
  readonly what: string;
  readonly wish: Wish;
  readonly request: Partial<ActivationRequest>;
  readonly problem: object;
}

const CASES: readonly Case[] = [
  {
    what: 'too long',
    wish: {maxDuration: 'PT30M'},
    request: {},
    problem: {code: 'duration-too-long', rules: ['duration-too-long'], asked: 3600},
  },
  {
    what: 'too short',
    wish: {},
    request: {duration: 60},
    problem: {code: 'duration-too-short', asked: 60, least: 300},
  },
  {
    what: 'no justification',
    wish: {},
    request: {justification: null},
    problem: {code: 'justification-needed'},
  },
  {what: 'no ticket', wish: {requires: {ticket: true}}, request: {}, problem: {code: 'ticket-needed'}},
  {
    what: 'several at once, in the order of the contract',
    wish: {maxDuration: 'PT30M', requires: {ticket: true}},
    request: {justification: null},
    problem: {
      code: 'duration-too-long',
      rules: ['duration-too-long', 'ticket-needed', 'justification-needed'],
      wire: expect.stringContaining('TicketingRule'),
    },
  },
];

/** What the cloud refuses, as one problem each. */
export function refusing(subject: Subject): void {
  describe('refuses', () => {
    test.each(CASES)('$what', async ({wish, request, problem: expected}) => {
      const on = await stage(subject, wish);
      expect(await ask(on, request)).toMatchObject({
        type: 'refused',
        state: 'failed',
        problem: {
          ...expected,
          provider: subject.kind,
          eligibilityId: expect.any(String),
          correlationId: expect.any(String),
        },
      });
      expect(writes(on)).toHaveLength(1);
    });

    test('a session without a second factor, with the claims to bring', async () => {
      const on = await stage(subject, {requires: {mfa: true}});
      on.cloud.organisation.signInWithoutMfa();
      const refused = problem(await ask(on));
      expect(refused).toMatchObject({
        code: 'step-up-needed',
        context: 'mfa',
        claims: expect.stringContaining('mfa'),
      });
      const claims = refused.code === 'step-up-needed' ? (refused.claims ?? '') : '';
      await on.access.stepUp(claims);
      const intent = await intentFor(on, only(await eligible(on)));
      expect(await on.provider.activate(intent, {...on.call, claims})).toMatchObject({type: 'active'});
    });

    test('what is no longer eligible', async () => {
      const on = await stage(subject, {endsAt: START + minutes(1)});
      const intent = await intentFor(on, await theOne(on));
      on.cloud.clock.advance(minutes(2));
      expect(problem(await on.provider.activate(intent, on.call))).toMatchObject({code: 'not-eligible'});
    });

    test('what is active already, with its end and its id', async () => {
      const on = await stage(subject);
      const grant = await activated(on);
      expect(problem(await ask(on, {duration: 7200}))).toMatchObject({
        code: 'already-active',
        endsAt: START + hours(1),
        grantId: grant.id,
      });
    });

    test('what is scheduled already, as a request that is open', async () => {
      const on = await stage(subject);
      const first = await ask(on, {startAt: START + hours(3)});
      const requestId = first.type === 'scheduled' ? first.receipt.requestId : '';
      expect(problem(await ask(on))).toMatchObject({code: 'request-pending', requestId});
    });

    test('what waits already, with the request that waits', async () => {
      const on = await stage(subject, {requires: {approval: ['Ada']}});
      const first = await ask(on);
      const requestId = first.type === 'pending' ? first.receipt.requestId : '';
      expect(requestId).toMatch(/^[A-Za-z0-9._-]+$/);
      expect(problem(await ask(on))).toMatchObject({code: 'request-pending', requestId});
    });

    test('what was just ended, truthfully and with a time to try again', async () => {
      const on = await stage(subject);
      const grant = await activated(on);
      on.cloud.clock.advance(minutes(5));
      await on.provider.deactivate(grant, crypto.randomUUID(), on.call);
      on.cloud.clock.advance(seconds(1));
      const refused = problem(await ask(on));
      expect(refused).toMatchObject({code: 'failed', reason: expect.stringContaining('not active')});
      on.cloud.clock.advance(seconds(refused.retryAfterSeconds ?? 0));
      expect(await ask(on)).toMatchObject({type: 'active'});
    });

    if (subject.kind === 'azure-resource') enoughConsent(subject);
    else missingConsent(subject, subject.kind);
  });
}

const AZURE_CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

const withAzureCli = (on: Stage): Stage => ({
  ...on,
  provider: on.subject.make(on.access.as(AZURE_CLI), on.clock, {now: () => START, offset: () => 0}),
});

/** The one kind for which the Azure CLI's app is enough. */
function enoughConsent(subject: Subject): void {
  test('nothing to the app of the Azure CLI', async () => {
    const on = await stage(subject);
    expect(await eligible(withAzureCli(on))).toHaveLength(1);
  });
}

function missingConsent(subject: Subject, kind: 'entra-role' | 'entra-group'): void {
  test('a missing consent, with the scopes this kind needs', async () => {
    const on = await stage(subject);
    on.cloud.organisation.withoutConsent(kind);
    await expect(eligible(on)).rejects.toMatchObject({
      problem: {
        ...{code: 'consent-missing', provider: kind},
        scopes: expect.arrayContaining([expect.stringContaining('EligibilitySchedule.Read')]),
      },
    });
  });

  test('the app of the Azure CLI, without asking', async () => {
    const on = await stage(subject);
    const refused = eligible(withAzureCli(on));
    await expect(refused).rejects.toMatchObject({problem: {code: 'consent-missing', provider: kind}});
    expect(on.cloud.log).toEqual([]);
  });
}
