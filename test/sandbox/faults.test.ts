import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Fault} from '../../src/sandbox/http/faults.ts';
import type {PracticeCloud} from '../../src/sandbox/index.ts';
import {activate, armList, caller, type Reply, type Send, stillCloud, visit} from './support.ts';

let cloud: PracticeCloud;
let send: Send;
const list = () => send('GET', armList('roleEligibilityScheduleInstances'));
const outcome = (asked: Promise<Reply>) =>
  asked.then(
    reply => reply.status,
    () => 'cut' as const,
  );

beforeEach(async () => {
  cloud = await stillCloud();
  cloud.organisation.eligible({kind: 'azure-resource', role: 'Reader', scope: 'prod'});
  send = await caller(cloud, 'arm');
});
afterEach(() => cloud.stop());

test.each<[string, Omit<Fault, 'do'>, unknown[]]>([
  ['all', {}, [503, 503, 503, 503]],
  ['the second', {nth: 2}, [200, 503, 200, 200]],
  ['two from the second', {nth: 2, times: 2}, [200, 503, 503, 200]],
  ['the first three', {times: 3}, [503, 503, 503, 200]],
  ['another origin', {match: {origin: 'graph'}}, [200, 200, 200, 200]],
  ['another method', {match: {method: 'PUT'}}, [200, 200, 200, 200]],
  [
    'a piece of the path',
    {match: {origin: 'arm', method: 'get', path: 'eligibilityschedule'}, nth: 1},
    [503, 200, 200, 200],
  ],
  ['a pattern over path and query', {match: {path: /api-version=2020/g}}, [503, 503, 503, 503]],
])('strikes %s', async (_name, fault, expected) => {
  cloud.faults.add({...fault, do: {status: 503}});
  const seen = [await outcome(list()), await outcome(list()), await outcome(list()), await outcome(list())];
  expect(seen).toEqual(expected);
  expect(cloud.faults.hits).toBe(expected.filter(status => status === 503).length);
});

describe('what goes wrong', () => {
  test('a status with its own headers and body', async () => {
    cloud.faults.add({do: {status: 429, headers: {'retry-after': '7'}, body: {error: {code: 'X'}}}});
    const reply = await list();
    expect([reply.status, reply.headers.get('retry-after'), reply.body]).toEqual([
      429,
      '7',
      {error: {code: 'X'}},
    ]);
  });

  test('a web page; JSON of another shape', async () => {
    cloud.faults.add({times: 1, do: {garbage: 'html'}});
    cloud.faults.add({nth: 2, do: {garbage: 'json'}});
    expect((await list()).body).toContain('<html>');
    expect((await list()).body).toEqual({unexpected: [1, null]});
  });

  test('an answer cut in half', async () => {
    cloud.faults.add({do: {truncate: true}});
    expect(await outcome(list())).toBe('cut');
  });

  test('a connection cut before anything happened, and one cut after it happened', async () => {
    cloud.faults.add({nth: 1, do: {reset: true}});
    expect(await outcome(activate(cloud, send))).toBe('cut');
    expect(cloud.organisation.active).toEqual([]);
    cloud.faults.add({nth: 1, do: {loseAnswer: true}});
    expect(await outcome(activate(cloud, send))).toBe('cut');
    expect(cloud.organisation.active).toHaveLength(1);
    expect(cloud.log.slice(-2).map(({status}) => status)).toEqual([0, 0]);
  });

  test('no answer at all, until the client gives up', async () => {
    cloud.faults.add({do: {hang: true}});
    const before = cloud.log.length;
    const client = new AbortController();
    const asked = outcome(visit(cloud.origins.arm, {signal: client.signal}));
    await expect.poll(() => cloud.log.length, {interval: 5}).toBe(before + 1);
    client.abort();
    expect(await asked).toBe('cut');
  });

  test('a delay lets a later request overtake', async () => {
    cloud.faults.add({nth: 1, do: {delayMs: 200}});
    const order: string[] = [];
    const slow = list().then(() => order.push('delayed'));
    await expect.poll(() => cloud.faults.hits, {interval: 5}).toBe(1);
    await list().then(() => order.push('prompt'));
    await slow;
    expect(order).toEqual(['prompt', 'delayed']);
  });

  test('cleared, all is well', async () => {
    cloud.faults.add({do: {status: 500}});
    cloud.faults.clear();
    expect((await list()).status).toBe(200);
  });
});

test('the log keeps what was asked, without the token', async () => {
  await list();
  const last = cloud.log.at(-1);
  expect(last).toMatchObject({at: cloud.clock.now(), origin: 'arm', method: 'GET', status: 200});
  expect(last?.path).toBe('/providers/Microsoft.Authorization/roleEligibilityScheduleInstances');
  expect(last?.query).toContain('asTarget');
  expect(last?.tokenClaims?.oid).toBe(cloud.user.oid);
  expect(Object.keys(last?.headers ?? {})).not.toContain('authorization');
});
