import {expect, test} from 'vitest';
import {Trouble} from '../../src/core/problem.ts';
import {US} from '../usecases/fake-guard.ts';
import {awsWorld} from './fake-aws.ts';
import {activeFor, eligibility, NOON, pending, refused, type World} from './fakes.ts';
import {run} from './run.ts';

const reader = eligibility('Reader', 'prod');
const owner = eligibility('Owner', 'prod');
const because = ['--justification', 'INC-1', '--duration', '30m'];
const held = (roles: readonly string[], ...more: readonly string[]) => [
  'activate',
  ...roles,
  '--until-exit',
  ...because,
  ...more,
];

function office() {
  const at = awsWorld();
  at.azure.eligibilities = [reader, owner];
  at.azure.answers = [intent => activeFor(intent.eligibilityId === owner.id ? owner : reader)(intent)];
  return at;
}

/** A person who presses ctrl-c that long after something is held. */
function stopAfter(at: World, length: number, signal = 'SIGINT'): AbortSignal {
  const stop = new AbortController();
  const ward = at.guard.ward.bind(at.guard);
  at.guard.ward = async wishes => {
    void at.clock
      .sleep(length, new AbortController().signal)
      .then(() => stop.abort(new DOMException(signal, 'AbortError')));
    await ward(wishes);
  };
  return stop.signal;
}

test.each([
  {signal: 'SIGINT', code: 130},
  {signal: 'SIGTERM', code: 143},
])('it stays after the answer until $signal, and gives up what it took', async ({signal, code}) => {
  const at = office();
  const interrupted = stopAfter(at, 400_000, signal);
  const ran = await run(held(['Reader@prod', 'Operator']), {world: at, interrupted});
  expect(ran.code).toBe(code);
  expect(ran.out).toContain('active  Reader');
  expect(ran.err).toContain('It ends when this command ends; ctrl-c ends it.');
  expect([at.azure.ended.length, at.aws.ended.length]).toEqual([1, 1]);
  expect(at.azure.sent[0]?.untilExit).toEqual(US);
  expect(at.guard.warded.map(({holder}) => holder)).toEqual([US, US]);
  expect(at.guard.dismissed).toBe(1);
  expect(at.wishes.size).toBe(0);
});

test('in the first five minutes the exact second and who does it are said', async () => {
  const at = office();
  at.azure.ending = () => ({type: 'too-soon', notBefore: NOON + 300_000});
  const {code, err} = await run(held(['Reader@prod']), {world: at, interrupted: stopAfter(at, 60_000)});
  expect(code).toBe(130);
  expect(err).toContain('a process that stays behind does it at 2026-11-22T12:05:00Z');
  const [wish] = at.wishes.values();
  expect(wish?.holder).toBeUndefined();
});

test('when the grants end by themselves that is the end of it, with reminders on the way', async () => {
  const at = office();
  const {code, err} = await run(held(['Reader@prod']), {world: at});
  expect(code).toBe(0);
  expect(at.clock.now()).toBe(NOON + 1_800_000);
  expect(err.split('\n').filter(line => line.includes('ends in'))).toEqual([
    'Reader on prod ends in 10 min (12:30).',
    'Reader on prod ends in 5 min (12:30).',
    'Reader on prod ends in 1 min (12:30).',
  ]);
  expect(err).toContain('All of it has ended.');
  expect(at.azure.ended).toEqual([]);
  expect(at.wishes.size).toBe(0);
});

test('what somebody else ends meanwhile is over here, too', async () => {
  const at = office();
  at.guard.ward = async () => {
    void at.clock.sleep(100_000, new AbortController().signal).then(() => at.wishes.clear());
  };
  const {code} = await run(held(['Reader@prod']), {world: at});
  expect(code).toBe(0);
  expect(at.clock.now()).toBeLessThan(NOON + 120_000);
});

test('the stream goes on to the end, and done is its last word', async () => {
  const at = office();
  const interrupted = stopAfter(at, 400_000);
  const {out, code} = await run(held(['Reader@prod'], '--events', '--json'), {world: at, interrupted});
  const events = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  expect(code).toBe(130);
  expect(events.map(({type}) => type)).toEqual(['submitted', 'active', 'ending', 'ended', 'done']);
  expect(events.at(-1)).toMatchObject({exitCode: 130, document: {items: [{state: 'ended', grant: null}]}});
});

test('what was active before is no reason to stay', async () => {
  const at = office();
  at.azure.answers = [refused({code: 'already-active', endsAt: NOON + 3_600_000, grantId: 'x'})];
  const {code, err} = await run(held(['Reader@prod']), {world: at});
  expect(code).toBe(0);
  expect(err).not.toContain('ctrl-c');
  expect(at.azure.ended).toEqual([]);
});

test('a request that is not granted in time is the next command’s to end', async () => {
  const at = office();
  at.azure.answers = [pending('pending-approval', 'Grace')];
  const {code, err} = await run(held(['Reader@prod']), {world: at});
  expect(code).toBe(81);
  expect(err).toContain('the next stint command ends it');
});

const all = (roles: readonly string[], ...more: readonly string[]) => [
  ...['activate', ...roles, '--rollback-on-failure', ...because, ...more],
];

test('one refused, and all of it is given up: the failure’s own code', async () => {
  const at = office();
  at.azure.answers = [
    intent =>
      intent.eligibilityId === owner.id ? refused({code: 'not-eligible'})() : activeFor(reader)(intent),
  ];
  const {code, out, err} = await run(all(['Reader@prod', 'Owner@prod', 'Operator'], '--json'), {world: at});
  expect(code).toBe(77);
  const states = JSON.parse(out).items.map(({name, state}: {name: string; state: string}) => [name, state]);
  expect(Object.fromEntries(states)).toEqual({Reader: 'ended', Owner: 'failed', Operator: 'ended'});
  expect(err).toContain('what was taken is given up again');
  expect([at.azure.ended.length, at.aws.ended.length]).toEqual([1, 1]);
});

test('what cannot end yet makes it 80, and tells when it ends', async () => {
  const at = office();
  at.azure.ending = () => ({type: 'too-soon', notBefore: NOON + 300_000});
  at.azure.answers = [
    intent => (intent.eligibilityId === owner.id ? refused({code: 'denied'})() : activeFor(reader)(intent)),
  ];
  const {code, out} = await run(all(['Reader@prod', 'Owner@prod'], '--json'), {world: at});
  expect(code).toBe(80);
  expect(JSON.parse(out).items).toContainEqual(
    expect.objectContaining({state: 'deactivating', endsEarlyAt: '2026-11-22T12:05:00Z'}),
  );
  expect([...at.wishes.values()]).toMatchObject([{reason: 'rollback'}]);
});

test.each([
  {name: 'a word that means nothing', roles: ['Reader@prod', 'Nothing'], code: 65},
  {name: 'a role that cannot be had', roles: ['Reader@prod', 'Owner@prod'], code: 77},
])('$name is known before: nothing is asked for', async ({roles, code}) => {
  const at = office();
  at.azure.policyOf = role => ({
    maxDuration: role.id === owner.id ? 600 : 7200,
    requires: {justification: true, ticket: false, approval: false, mfa: false, authContext: false},
    approvers: [],
  });
  const ran = await run(all(roles), {world: at});
  expect(ran.code).toBe(code);
  expect(at.azure.sent).toEqual([]);
  expect(ran.err).toContain('not all of the others can be had');
});

test('all of it had: nothing is given up, and what was active before stays', async () => {
  const at = office();
  expect((await run(all(['Reader@prod', 'Operator']), {world: at})).code).toBe(0);
  expect(at.azure.ended).toEqual([]);
  at.azure.answers = [
    intent =>
      intent.eligibilityId === owner.id
        ? refused({code: 'not-eligible'})()
        : refused({code: 'already-active', endsAt: NOON + 3_600_000, grantId: 'g'})(),
  ];
  const {code} = await run(all(['Reader@prod', 'Owner@prod']), {world: at});
  expect(code).toBe(77);
  expect(at.azure.ended).toEqual([]);
});

test('an end that nobody can guard is waited for', async () => {
  const at = office();
  at.guard.refusal = new Trouble({code: 'unsupported', reason: 'Nobody can stay behind here.'});
  at.azure.ending = () =>
    at.clock.now() < NOON + 300_000 ? {type: 'too-soon', notBefore: NOON + 300_000} : {type: 'ended'};
  const {code} = await run(held(['Reader@prod']), {world: at, interrupted: stopAfter(at, 60_000)});
  expect(code).toBe(130);
  expect(at.azure.ended).toHaveLength(1);
});
