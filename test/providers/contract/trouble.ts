import {describe, expect, test} from 'vitest';
import {hours, minutes} from '../../../src/core/time.ts';
import type {Fault} from '../../../src/sandbox/http/faults.ts';
import {
  active,
  asked,
  eligible,
  intentFor,
  type Stage,
  type Subject,
  stage,
  theOne,
  writes,
} from '../stage.ts';

interface Case {
  readonly what: string;
  readonly harm: Fault['do'];
  readonly problem: object;
  /** How often a read is tried. */
  readonly tries: number;
}

const READS: readonly Case[] = [
  {
    what: '429 with a long Retry-After',
    harm: throttled(17),
    problem: {code: 'throttled', retryAfterSeconds: 17},
    tries: 1,
  },
  {
    what: '429 with a short Retry-After',
    harm: throttled(1),
    problem: {code: 'throttled', retryAfterSeconds: 1},
    tries: 3,
  },
  {
    what: '503',
    harm: {status: 503, body: {error: {code: 'ServiceUnavailable', message: 'busy'}}},
    problem: {code: 'unreachable'},
    tries: 3,
  },
  {what: 'a web page', harm: {garbage: 'html'}, problem: {code: 'bad-answer'}, tries: 1},
  {
    what: 'a web page as a refusal',
    harm: {garbage: 'html', status: 403},
    problem: {code: 'bad-answer'},
    tries: 1,
  },
  {what: 'other JSON', harm: {garbage: 'json'}, problem: {code: 'bad-answer'}, tries: 1},
  {what: 'half an answer', harm: {truncate: true}, problem: {code: 'bad-answer'}, tries: 3},
  {what: 'a cut connection', harm: {reset: true}, problem: {code: 'unreachable'}, tries: 3},
  {
    what: 'a redirect',
    harm: {status: 302, headers: {location: 'https://localhost:1/'}},
    problem: {code: 'bad-answer'},
    tries: 1,
  },
];

function throttled(after: number): Fault['do'] {
  const body = {error: {code: 'TooManyRequests', message: 'slow down'}};
  return {status: 429, headers: {'retry-after': String(after)}, body};
}

/** What can happen on the way, and what is sure afterwards. */
export function trouble(subject: Subject): void {
  const match = {origin: subject.origin};
  const write = {...match, method: subject.write.method, path: subject.write.path};

  describe('reading through', () => {
    test.each(READS)('$what', async ({harm, problem, tries}) => {
      const on = await stage(subject);
      on.cloud.faults.add({match, do: harm});
      const failed = on.clock.through(eligible(on));
      await expect(failed).rejects.toMatchObject({problem: {...problem, provider: subject.kind}});
      expect(asked(on)).toHaveLength(tries);
    });

    test('one failure that passes is not noticed', async () => {
      const on = await stage(subject);
      on.cloud.faults.add({match, nth: 1, do: {status: 502, body: {}}});
      expect(await on.clock.through(eligible(on))).toHaveLength(1);
    });

    test('a page that fails leaves the list incomplete, never short', async () => {
      const on = await stage(subject);
      on.cloud.organisation.pageSize(1);
      on.cloud.organisation.eligible({kind: subject.kind, role: 'Owner', scope: subject.scope});
      on.cloud.faults.add({match: {...match, path: /skiptoken/}, do: {garbage: 'html'}});
      await expect(on.clock.through(eligible(on))).rejects.toMatchObject({problem: {code: 'bad-answer'}});
    });

    test('a next page elsewhere is not followed', async () => {
      const on = await stage(subject);
      const link = `${on.cloud.origins.login}/v1.0/next`;
      const body = {value: [], nextLink: link, '@odata.nextLink': link};
      on.cloud.faults.add({match, do: {body}});
      await expect(eligible(on)).rejects.toMatchObject({problem: {code: 'bad-answer'}});
      expect(on.cloud.log.filter(({path}) => path.includes('/next'))).toEqual([]);
    });

    test('pages that go round in a circle end', async () => {
      const on = await stage(subject);
      const link = `${on.cloud.origins[subject.origin]}/v1.0/again`;
      on.cloud.faults.add({match, do: {body: {value: [], nextLink: link, '@odata.nextLink': link}}});
      await expect(eligible(on)).rejects.toMatchObject({problem: {code: 'bad-answer'}});
    });

    test('a challenge for fresh claims is met once, and named when it cannot be', async () => {
      const on = await stage(subject);
      await eligible(on);
      on.cloud.challengeAccessTokens();
      const failed = await eligible(on).catch(thrown => thrown.problem);
      expect(failed).toMatchObject({code: 'step-up-needed', claims: expect.stringContaining('nbf')});
      await on.access.stepUp(failed.claims);
      expect(await eligible(on)).toHaveLength(1);
    });
  });

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
