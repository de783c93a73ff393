import {expect, test} from 'vitest';
import type {Problem} from '../../src/core/problem.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {activeFor, eligibility, NOON, pending, refused, type World, world} from './fakes.ts';
import {run} from './run.ts';

const reader = eligibility('Reader', 'prod');
const owner = eligibility('Owner', 'prod');

function office(...answers: World['azure']['answers']): World {
  const at = world();
  at.azure.eligibilities = [reader, owner];
  at.azure.answers = answers;
  return at;
}

const because = ['--justification', 'INC-1'];

test('--dry-run sends nothing', async () => {
  const at = office();
  const {code, out} = await run(['activate', 'Reader', '--dry-run', '--json', ...because], {world: at});
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    kind: 'plans',
    items: [{eligibilityId: reader.id, requests: [{method: 'PUT', body: {reason: 'INC-1'}}]}],
  });
  expect(at.azure.sent).toHaveLength(0);
  const text = await run(['activate', 'Reader', '--dry-run', ...because], {world: at});
  expect(text.out).toMatchInlineSnapshot(`
    "Reader on prod
      PUT https://arm.test/subscriptions/prod/id-2
        {
          "reason": "INC-1"
        }
    "
  `);
});

test('--events tells the story a line at a time and closes with done', async () => {
  const at = office(pending('pending-approval', 'Grace'), activeFor(reader));
  const {code, out} = await run(['activate', 'Reader', ...because, '--wait', '--events', '--json'], {
    world: at,
  });
  const events = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  expect(code).toBe(0);
  expect(events.map(event => event.seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.map(event => event.type)).toEqual(['submitted', 'pending-approval', 'active', 'done']);
  expect(events[1]).toMatchObject({eligibilityId: reader.id, requestId: 'id-1', approvers: ['Grace']});
  expect(events.at(-1)).toMatchObject({exitCode: 0, document: {kind: 'activations'}});
});

test('--events closes with done on failure too', async () => {
  const {code, out, err} = await run(['activate', 'Nothing', ...because, '--events', '--json'], {
    world: office(),
  });
  expect(code).toBe(65);
  const events = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  expect(events).toMatchObject([
    {type: 'failed', problem: {code: 'not-found'}},
    {type: 'done', exitCode: 65},
  ]);
  expect(JSON.parse(err.trim().split('\n').at(-1) ?? '')).toMatchObject({error: {code: 'not-found'}});
});

test('a step-up prints its code and goes on; --no-input forbids it', async () => {
  const needs: Problem = {code: 'step-up-needed', context: 'c1', claims: '{}'};
  const code = {
    type: 'device-code',
    provider: 'entra',
    userCode: untrusted('HK72'),
    verificationUri: untrusted('https://login.test/device'),
    expiresAt: NOON + 900_000,
  } as const;
  const at = office(refused(needs), activeFor(reader));
  at.authority.story = () => [code, {type: 'signed-in', provider: 'entra', identity: at.authority.now}];
  const met = await run(['activate', 'Reader', ...because, '--quiet'], {world: at});
  expect(met.code).toBe(0);
  expect(met.err).toContain('Open https://login.test/device and enter HK72');
  const forbidden = await run(['activate', 'Reader', ...because, '--no-input'], {
    world: office(refused(needs)),
  });
  expect(forbidden.code).toBe(4);
});

test('ctrl-c stops the watching, not the request, and says so', async () => {
  const stop = new AbortController();
  const at = office(pending('pending-approval', 'Grace'), intent => {
    stop.abort(new DOMException('interrupted', 'AbortError'));
    return pending('pending-approval', 'Grace')(intent);
  });
  const {code, err, out} = await run(['activate', 'Reader', ...because, '--wait', '--json'], {
    world: at,
    interrupted: stop.signal,
  });
  expect(code).toBe(130);
  expect(JSON.parse(out).items[0].state).toBe('pending-approval');
  expect(err).toContain('Stopped watching. The request for Reader on prod goes on');
  expect(err).toContain('stint cancel id-1');
});

test('signed out is 4, and nobody is sent to a browser', async () => {
  const at = office(activeFor(reader));
  await run(['list'], {world: at});
  at.authority.now = {...at.authority.now, signedIn: false};
  const {code} = await run(['activate', 'Reader', ...because], {world: at});
  expect(code).toBe(4);
  expect(at.authority.flows).toEqual([]);
});

test('--timeout ends a wait with 82, and silence before anything was sent with 69', async () => {
  const waiting = office(pending('pending-approval', 'Grace'));
  const line = ['activate', 'Reader', ...because, '--timeout', '20s', '--json'];
  const ran = await run([...line, '--wait'], {world: waiting});
  expect(ran.code).toBe(82);
  expect(JSON.parse(ran.out).items[0]).toMatchObject({state: 'pending-approval', problem: null});
  const silent = office(activeFor(reader));
  silent.azure.hangs = true;
  silent.entra.hangs = true;
  const none = await run(line, {world: silent});
  expect(none.code).toBe(69);
  expect(JSON.parse(none.err)).toMatchObject({error: {code: 'unreachable'}});
  expect(silent.azure.sent).toHaveLength(0);
});

test('a narrower scope is what is named, on every way out', async () => {
  const group = '/subscriptions/prod/resourceGroups/rg-web';
  const narrower = {id: group, name: untrusted('rg-web'), type: 'resourcegroup'};
  const at = office(activeFor(reader, {scope: narrower}));
  const line = ['activate', 'Reader', ...because, '--scope', group];
  const plan = await run([...line, '--dry-run'], {world: at});
  expect(plan.out).toContain('Reader on rg-web');
  const text = await run(line, {world: at});
  expect(text.out).toContain('rg-web');
  expect(`${text.out}${text.err}`).not.toContain('on prod');
  const {out} = await run([...line, '--json'], {world: at});
  expect(JSON.parse(out).items).toMatchObject([
    {eligibilityId: reader.id, scope: {id: group, name: 'rg-web'}},
  ]);
  expect(at.record.find(({type}) => type === 'request')?.scope).toEqual({...narrower, name: 'rg-web'});
});
