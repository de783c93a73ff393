import {Agent, createServer, type RequestListener} from 'node:http';
import type {AddressInfo} from 'node:net';
import {createHttpHeaders, createPipelineRequest} from '@azure/core-rest-pipeline';
import {afterEach, expect, test} from 'vitest';
import type {Network} from '../../../src/core/ports.ts';
import {createHttpClient} from '../../../src/providers/entra/http-client.ts';
import {readRefusal} from '../../../src/providers/entra/refusals.ts';
import {HandClock} from '../../support/clock.ts';
import {wallClock} from './support.ts';

const agent = new Agent();
const network = (dates: unknown[] = []): Network => ({
  agentFor: () => agent,
  sawDate: (date, askedAt) => void dates.push([date, askedAt]),
});
const opened: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.close().closeAllConnections();
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  opened.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const request = (url: string, headers: Record<string, string> = {}) =>
  createPipelineRequest({url, allowInsecureConnection: true, headers: createHttpHeaders(headers)});
const caught = async (work: Promise<unknown>) => work.catch((thrown: unknown) => thrown);

test('every Date goes to the network port, with the time of asking', async () => {
  const dates: unknown[] = [];
  const url = await serve((_request, response) => response.setHeader('date', 'then').end('{}'));
  const clock = new HandClock();
  await createHttpClient(network(dates), clock).sendRequest(request(url));
  expect(dates).toEqual([['then', clock.now()]]);
});

test('a redirect is an error; the token does not travel on', async () => {
  let asked = 0;
  const url = await serve((_request, response) => {
    asked += 1;
    response.writeHead(307, {location: '/elsewhere'}).end();
  });
  const thrown = await caught(
    createHttpClient(network(), wallClock).sendRequest(request(url, {authorization: 'Bearer x'})),
  );
  expect(readRefusal(thrown)).toMatchObject({
    code: 'bad-answer',
    reason: 'it sends us elsewhere (status 307)',
  });
  expect(asked).toBe(1);
});

test('an answer that never comes is given up after a minute', async () => {
  const arrived = Promise.withResolvers<void>();
  const url = await serve(() => arrived.resolve());
  const clock = new HandClock();
  const answer = caught(createHttpClient(network(), clock).sendRequest(request(url)));
  await arrived.promise;
  await clock.turn(59_999);
  await clock.turn(1);
  expect(readRefusal(await answer)).toMatchObject({
    code: 'unreachable',
    reason: expect.stringContaining('no answer came in time'),
  });
});

test('an interruption is an interruption, not a slow answer', async () => {
  const arrived = Promise.withResolvers<void>();
  const url = await serve(() => arrived.resolve());
  const stop = new AbortController();
  const asked = request(url);
  asked.abortSignal = stop.signal;
  const answer = caught(createHttpClient(network(), wallClock).sendRequest(asked));
  await arrived.promise;
  stop.abort();
  expect(await answer).toMatchObject({name: 'AbortError'});
});
