import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import {expect, test} from 'vitest';
import {patient} from '../../../src/providers/entra/patience.ts';
import {HandClock} from '../../support/clock.ts';

const URL = 'https://localhost/x';

/** A stack that answers with each status in turn, and counts. */
function answering(...script: readonly (number | Error)[]): HttpClient & {readonly sent: number} {
  let sent = 0;
  return {
    get sent() {
      return sent;
    },
    sendRequest: async request => {
      const next = script[Math.min(sent, script.length - 1)] ?? 200;
      sent += 1;
      if (next instanceof Error) throw next;
      const headers = createHttpHeaders({'retry-after': '2'});
      return {request, status: next, headers, bodyAsText: '{}'} satisfies PipelineResponse;
    },
  };
}

async function status(http: HttpClient, method: 'GET' | 'PUT' | 'POST', clock = new HandClock()) {
  const {signal} = new AbortController();
  const request = createPipelineRequest({url: URL, method});
  return (await clock.through(patient({clock, signal, random: () => 1}, http).sendRequest(request))).status;
}

const cut = () => Object.assign(new Error('cut'), {code: 'ECONNRESET'});
const timedOut = () => Object.assign(new Error('no answer in time'), {code: 'ANSWER_TIMED_OUT'});
const aborted = () => Object.assign(new Error('interrupted'), {name: 'AbortError'});

test('a read is tried three times, with growing pauses', async () => {
  const [http, clock] = [answering(cut(), cut(), 200), new HandClock()];
  expect(await status(http, 'GET', clock)).toBe(200);
  expect([http.sent, clock.naps]).toEqual([3, [400, 1500]]);
});

test.each([429, 503])('a short Retry-After is kept, of a %d', async busy => {
  const [http, clock] = [answering(busy, 200), new HandClock()];
  expect(await status(http, 'GET', clock)).toBe(200);
  expect(clock.naps).toEqual([2000]);
});

test.each(['PUT', 'POST'] as const)('a %s is sent once', async method => {
  const http = answering(503, 200);
  expect(await status(http, method)).toBe(503);
  expect(http.sent).toBe(1);
});

test.each([
  ['an interrupted read', aborted],
  ['a read that ran out of time', timedOut],
])('%s is not tried again', async (_what, failure) => {
  const http = answering(failure());
  await expect(status(http, 'GET')).rejects.toEqual(failure());
  expect(http.sent).toBe(1);
});

test('what nobody can mend is not tried again', async () => {
  const http = answering(Object.assign(new Error('unknown host'), {code: 'ENOTFOUND'}));
  await expect(status(http, 'GET')).rejects.toMatchObject({code: 'ENOTFOUND'});
  expect(http.sent).toBe(1);
});
