import {Agent} from 'node:https';
import {expect, onTestFinished, test} from 'vitest';
import {Secret} from '../../src/core/secret.ts';
import {createCertificate} from '../../src/sandbox/certificate.ts';
import type {Harm} from '../../src/sandbox/index.ts';
import {HandClock} from '../support/clock.ts';
import {eventAt} from './events.ts';
import {place, problemIn, RULE, STREAM, tokenFor} from './place.ts';

const never = new AbortController().signal;
const SECRET = 'very-secret';

test('each sink delivers over HTTPS, and the receiver has the event', async () => {
  const {cloud, sinks} = await place();
  for (const sink of sinks) expect(await sink.send([eventAt(7)], never)).toBe(1);
  const taken = cloud.receivers.received.map(({receiver}) => receiver);
  expect(taken).toEqual(['webhook', 'slack', 'teams', 'sentinel']);
});

test('a CloudEvent carries the line of the record, its hash and whether it was practice', async () => {
  const {cloud, sinks, secrets} = await place();
  await secrets.set('hook', 'token', new Secret('bearer-1'));
  const event = eventAt(7, {practice: true});
  await sinks[0]?.send([event], never);
  expect(cloud.receivers.received[0]).toEqual({
    receiver: 'webhook',
    name: SECRET,
    authorization: 'Bearer bearer-1',
    body: {
      specversion: '1.0',
      id: event.id,
      source: 'urn:stint:record',
      type: 'stint.request',
      time: '2026-11-22T12:00:00Z',
      subject: 'e1',
      datacontenttype: 'application/json',
      data: {...event.entry, practice: true, hash: event.hash, anchor: null},
    },
  });
});

const HARMS: readonly (readonly [string, Harm, string])[] = [
  ['400', {status: 400}, 'bad-answer'],
  ['401', {status: 401}, 'denied'],
  ['403', {status: 403}, 'denied'],
  ['404', {status: 404}, 'misconfigured'],
  ['410', {status: 410}, 'misconfigured'],
  ['413', {status: 413}, 'bad-answer'],
  ['429', {status: 429, headers: {'retry-after': '90'}}, 'throttled'],
  ['500', {status: 500}, 'unreachable'],
  ['503', {status: 503, headers: {'retry-after': '120'}}, 'unreachable'],
  ['a redirect', {status: 307, headers: {location: 'https://localhost:1/elsewhere'}}, 'misconfigured'],
  ['a web page', {garbage: 'html'}, 'bad-answer'],
  ['a connection that is cut', {reset: true}, 'unreachable'],
  ['an answer that is lost', {loseAnswer: true}, 'unreachable'],
];

test.each(HARMS)('%s is no arrival, and no secret is told', async (_, harm, code) => {
  const {cloud, sinks} = await place();
  const {body: _none, ...answer} = harm;
  cloud.faults.add({match: {origin: 'sinks'}, do: {...answer, ...(harm.status ? {body: 'x'} : {})}});
  for (const sink of sinks) {
    const problem = await problemIn(sink.send([eventAt(1)], never));
    expect([sink.name, problem.code]).toEqual([sink.name, code]);
    expect(JSON.stringify(problem)).not.toMatch(/very-secret|localhost|127\.0\.0\.1/);
    const wait = harm.headers?.['retry-after'];
    expect(problem.retryAfterSeconds).toBe(wait === undefined ? undefined : Number(wait));
  }
});

test('one try is one request, and a redirect is not followed', async () => {
  const {cloud, sinks, origin} = await place();
  const location = `${origin}/hooks/other`;
  cloud.faults.add({match: {origin: 'sinks'}, do: {status: 308, headers: {location}, body: ''}});
  for (const sink of sinks) await problemIn(sink.send([eventAt(1)], never));
  expect(cloud.log.filter(one => one.origin === 'sinks')).toHaveLength(4);
  expect(cloud.receivers.received).toEqual([]);
});

test('a JSON answer that is no answer of theirs', async () => {
  const {cloud, sinks} = await place();
  cloud.faults.add({match: {origin: 'sinks'}, do: {garbage: 'json'}});
  const [, slack, , sentinel] = sinks;
  for (const sink of [slack, sentinel])
    expect((await problemIn(sink?.send([eventAt(1)], never) ?? Promise.resolve())).code).toBe('bad-answer');
});

test('a page that shows our own address back to us is not passed on', async () => {
  const {make, secrets, origin} = await place();
  await secrets.set('lost', 'url', new Secret(`${origin}/nowhere/${SECRET}`));
  const problem = await problemIn(make({name: 'lost', type: 'slack'}).send([eventAt(1)], never));
  expect(problem.code).toBe('misconfigured');
  expect(JSON.stringify(problem)).not.toContain(SECRET);
});

test('a Slack code is passed on', async () => {
  const {cloud, sinks} = await place();
  const answer = {status: 410, headers: {'content-type': 'text/plain'}, body: 'channel_is_archived'};
  cloud.faults.add({match: {origin: 'sinks'}, do: answer});
  const problem = await problemIn(sinks[1]?.send([eventAt(1)], never) ?? Promise.resolve());
  expect(problem).toMatchObject({code: 'misconfigured', wire: 'channel_is_archived'});
});

test.each([
  [
    'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429',
    'throttled',
  ],
  [
    'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 404',
    'bad-answer',
  ],
])('what older Teams connectors hide in a 200: %s', async (body, code) => {
  const {cloud, sinks} = await place();
  const answer = {status: 200, headers: {'content-type': 'text/plain'}, body};
  cloud.faults.add({match: {origin: 'sinks'}, do: answer});
  expect((await problemIn(sinks[2]?.send([eventAt(1)], never) ?? Promise.resolve())).code).toBe(code);
});

test('a host that hangs is given up after 15 seconds, and the connection is closed', async () => {
  const clock = new HandClock();
  const {cloud, sinks} = await place({clock});
  cloud.faults.add({match: {origin: 'sinks'}, do: {hang: true}});
  for (const sink of sinks) {
    const hung = cloud.faults.nextHang();
    const answer = problemIn(sink.send([eventAt(1)], never));
    const {gone} = await hung;
    await clock.turn(14_999);
    await clock.turn(1);
    expect(await answer).toMatchObject({code: 'unreachable', reason: 'no answer came in time'});
    await gone;
  }
});

test('whoever is interrupted hears that, and the connection is closed', async () => {
  const {cloud, sinks} = await place();
  cloud.faults.add({match: {origin: 'sinks'}, do: {hang: true}});
  for (const sink of sinks) {
    const stop = new AbortController();
    const hung = cloud.faults.nextHang();
    const answer = sink.send([eventAt(1)], stop.signal);
    const {gone} = await hung;
    stop.abort();
    await expect(answer).rejects.toThrow('abort');
    await gone;
  }
});

test('a certificate that nobody trusts', async () => {
  const {ca} = await createCertificate();
  const stranger = new Agent({ca});
  onTestFinished(() => stranger.destroy());
  const {cloud, sinks} = await place({network: {agentFor: () => stranger}});
  for (const sink of sinks) {
    const problem = await problemIn(sink.send([eventAt(1)], never));
    expect(problem).toMatchObject({code: 'unreachable'});
    expect(JSON.stringify(problem)).toContain('certificate is not trusted');
  }
  expect(cloud.receivers.received).toEqual([]);
});

test('nobody at the address', async () => {
  const {make, secrets} = await place();
  await secrets.set('gone', 'url', new Secret('https://localhost:1/very-secret'));
  const problem = await problemIn(make({name: 'gone', type: 'webhook'}).send([eventAt(1)], never));
  expect(problem).toEqual({code: 'unreachable', what: 'the sink “gone”', reason: 'nobody answers there'});
});

test('a sink without an address says how to set it', async () => {
  const {make} = await place();
  for (const type of ['webhook', 'slack', 'teams'] as const) {
    const problem = await problemIn(make({name: 'new', type}).send([eventAt(1)], never));
    expect(problem).toMatchObject({code: 'misconfigured', setting: 'sinks.new'});
    expect(JSON.stringify(problem)).toContain('stint config set --secret sinks.new.url');
  }
});

test('the token that Sentinel sees is for Azure Monitor and no other resource', async () => {
  const {cloud, sinks, asked} = await place();
  await sinks[3]?.send([eventAt(1)], never);
  expect(asked).toEqual(['https://monitor.azure.com/.default']);
  const request = cloud.log.find(one => one.origin === 'sinks');
  expect(request?.tokenClaims).toMatchObject({aud: 'https://monitor.azure.com', oid: cloud.user.oid});
  expect(request?.path).toBe(`/dataCollectionRules/${RULE}/streams/${STREAM}`);
  expect(request?.query).toBe('api-version=2023-01-01');
});

test('a token for another resource is refused by the practice cloud', async () => {
  const {cloud, make, origin} = await place({
    token: async () => tokenFor(cloud, `${cloud.origins.arm}/.default`),
  });
  const sink = make({name: 'siem', type: 'sentinel', endpoint: origin, ruleId: RULE, stream: STREAM});
  const problem = await problemIn(sink.send([eventAt(1)], never));
  expect(problem).toMatchObject({code: 'denied', wire: 'InvalidAuthenticationTokenAudience'});
});

test.each([
  ['https://evil.example'],
  ['https://ingest.monitor.azure.com.evil.example'],
  ['https://x.ingest.monitor.azure.com.'],
  ['http://x.ingest.monitor.azure.com'],
])('no token is ever asked for or sent to %s', async endpoint => {
  const {make, asked} = await place();
  const sink = make({name: 'siem', type: 'sentinel', endpoint, ruleId: RULE, stream: STREAM});
  expect((await problemIn(sink.send([eventAt(1)], never))).code).toBe('misconfigured');
  expect(asked).toEqual([]);
});

test('a missing role, an unknown rule and an unknown stream are told apart', async () => {
  const {cloud, make, origin} = await place();
  const other = `dcr-${'0b'.repeat(16)}`;
  cloud.receivers.rules.set(other, {publisher: false, streams: {[STREAM]: {}}});
  const problemAt = (ruleId: string, stream: string) =>
    problemIn(
      make({name: 's', type: 'sentinel', endpoint: origin, ruleId, stream}).send([eventAt(1)], never),
    );
  const refused = await problemAt(other, STREAM);
  expect(refused).toMatchObject({code: 'denied', wire: 'OperationFailed'});
  expect(JSON.stringify(refused)).toContain('Monitoring Metrics Publisher');
  expect((await problemAt(`dcr-${'0c'.repeat(16)}`, STREAM)).code).toBe('misconfigured');
  expect(await problemAt(RULE, 'Custom-Other_CL')).toMatchObject({code: 'bad-answer', wire: 'InvalidStream'});
});

test('Sentinel takes as many rows as fit, in order; the rest is for the next call', async () => {
  const {cloud, sinks} = await place();
  const long = {justification: '\u{1f512}'.repeat(5000)};
  const events = Array.from({length: 200}, (_, n) => eventAt(n + 1, long));
  const [first, ...others] = events;
  const count = (await sinks[3]?.send(first === undefined ? [eventAt(1)] : [first, ...others], never)) ?? 0;
  expect(count).toBeGreaterThan(20);
  expect(count).toBeLessThan(200);
  const ids = cloud.receivers.received.map(({body}) => (body as {EventId: string}).EventId);
  expect(ids).toEqual(events.slice(0, count).map(({id}) => id));
});

test('told that it is too much, Sentinel is sent half', async () => {
  const {cloud, sinks} = await place();
  cloud.faults.add({match: {origin: 'sinks'}, nth: 1, times: 2, do: {status: 413, body: ''}});
  const [first, ...others] = Array.from({length: 40}, (_, n) => eventAt(n + 1));
  expect(await sinks[3]?.send([first ?? eventAt(1), ...others], never)).toBe(10);
  expect(cloud.receivers.received).toHaveLength(10);
});

test('signatures of the record go to machines, not into chats', async () => {
  const {cloud, sinks} = await place();
  for (const sink of sinks) expect(await sink.send([eventAt(1, {type: 'checkpoint'})], never)).toBe(1);
  expect(cloud.receivers.received.map(({receiver}) => receiver)).toEqual(['webhook', 'sentinel']);
});

test('every sink tells where the record and its key stood', async () => {
  const {cloud, sinks} = await place();
  const anchor = {hash: 'a1'.repeat(32), key: 'b2'.repeat(32)};
  for (const sink of sinks) await sink.send([{...eventAt(1, {type: 'break-glass'}), anchor}], never);
  const bodies = cloud.receivers.received.map(({body}) => JSON.stringify(body));
  expect(bodies).toHaveLength(4);
  for (const body of bodies) {
    expect(body).toContain(anchor.hash.slice(0, 12));
    expect(body).toContain(anchor.key.slice(0, 12));
  }
  expect(bodies.filter(body => body.includes('BREAK GLASS'))).toHaveLength(2);
});
