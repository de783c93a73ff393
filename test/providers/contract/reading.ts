import {describe, expect, test} from 'vitest';
import type {Fault} from '../../../src/sandbox/http/faults.ts';
import {asked, eligible, type Subject, stage} from '../stage.ts';

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

export function throttled(after: number): Fault['do'] {
  const body = {error: {code: 'TooManyRequests', message: 'slow down'}};
  return {status: 429, headers: {'retry-after': String(after)}, body};
}

/** What can go wrong while reading. */
export function reading(subject: Subject): void {
  const match = {origin: subject.origin};

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
}
