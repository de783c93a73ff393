import {expect, test} from 'vitest';
import {changesBetween, isWorthWatching, livingAt} from '../../src/cli/watch/changes.ts';
import {untilNextReading} from '../../src/cli/watch/pace.ts';
import {eligibility, grantOf, NOON, type World, world} from './fakes.ts';
import {run} from './run.ts';

const reader = eligibility('Reader', 'prod');
const owner = eligibility('Owner', 'prod');
const grant = grantOf(reader, {endsAt: NOON + 900_000});
const waiting = grantOf(owner, {
  id: 'req-9',
  requestId: 'req-9',
  state: 'pending-approval',
  startsAt: null,
  endsAt: null,
});
const standing = grantOf(owner, {assignment: 'standing', startsAt: null, endsAt: null});

function office() {
  const at = world();
  at.azure.eligibilities = [reader, owner];
  at.azure.grants = [grant];
  return at;
}

/** The cloud as it is from then on; it is looked at when the sources are read. */
function later(at: World, after: number, change: () => void): void {
  const list = at.azure.active;
  at.azure.active = signal => {
    if (at.clock.now() >= NOON + after) change();
    return list(signal);
  };
}

const eventsOf = (out: string) =>
  out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));

test('a line for each change, until nothing is left', async () => {
  const at = office();
  at.azure.requests = [waiting];
  later(at, 60_000, () => {
    at.azure.requests = [];
    at.azure.grants = [grant, grantOf(owner, {endsAt: NOON + 600_000})];
  });
  const {code, out, err} = await run(['status', '--watch'], {world: at});
  expect(code).toBe(0);
  expect(out).toMatchInlineSnapshot(`
    "12:00 Reader on prod: active until 12:15
    12:00 Owner on prod: pending-approval
    12:01 Owner on prod: active until 12:10
    12:10 Owner on prod: ended
    12:15 Reader on prod: ended
    "
  `);
  expect(err).toContain('Reader on prod ends in 5 min (12:15).');
});

test('events, reminders among them, and done at the end', async () => {
  const at = office();
  const {code, out} = await run(['status', '--watch', '--output', 'ndjson'], {world: at});
  const events = eventsOf(out);
  expect(code).toBe(0);
  expect(events.map(({type}) => type)).toEqual(['active', 'ending', 'ending', 'ending', 'ended', 'done']);
  expect(events.map(({grant: held}) => held?.secondsLeft)).toEqual([
    ...[900, 600, 300, 60],
    ...[undefined, undefined],
  ]);
  expect(events.at(-1)).toMatchObject({exitCode: 0});
  expect(events.map(({seq}) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('on a terminal the table is redrawn in place, with a bell and a desktop notice once per mark', async () => {
  const at = office();
  const {code, out, rung} = await run(['status', '--watch'], {world: at, terminal: 100});
  expect(code).toBe(0);
  expect(out).toContain('\u001b[3A\u001b[0J');
  expect(out).toMatch(/14 min/);
  expect(out).toMatch(/59 s/);
  expect(out).not.toMatch(/0 s\b.*ended/);
  expect(rung.filter(one => one === 'bell')).toHaveLength(3);
  expect(rung.filter(one => one !== 'bell')).toEqual([
    'stint: Reader on prod ends in 10 min (12:15).',
    'stint: Reader on prod ends in 5 min (12:15).',
    'stint: Reader on prod ends in 1 min (12:15).',
  ]);
});

test('a clock that is not to be trusted is marked', async () => {
  const at = office();
  const server = {...at.app.server, isSure: () => false};
  const {out} = await run(['status'], {world: {...at, app: {...at.app, server}}});
  expect(out).toContain('~15 min');
  expect((await run(['status'], {world: at})).out).not.toContain('~');
});

test('ctrl-c ends it', async () => {
  const at = office();
  const stop = new AbortController();
  later(at, 60_000, () => stop.abort(new DOMException('SIGINT', 'AbortError')));
  const {code, out} = await run(['status', '--watch', '--json'], {world: at, interrupted: stop.signal});
  expect(code).toBe(130);
  expect(eventsOf(out).at(-1)).toMatchObject({type: 'done', exitCode: 130});
});

test('a source that falls silent is said once, and what it told stays shown', async () => {
  const at = office();
  later(at, 60_000, () => {
    at.azure.trouble = {code: 'unreachable', what: 'Azure', reason: 'no route'};
  });
  const {code, out, err} = await run(['status', '--watch'], {world: at});
  expect(code).toBe(0);
  expect(err.match(/no route/g)).toHaveLength(1);
  expect(out.trim().split('\n')).toHaveLength(2);
});

test('nothing can be looked at: that is the answer', async () => {
  const at = office();
  for (const source of [at.azure, at.entra])
    source.trouble = {code: 'unreachable', what: 'the cloud', reason: 'no route'};
  expect((await run(['status', '--watch'], {world: at})).code).toBe(69);
});

test('what stands is nothing to wait for', async () => {
  const at = office();
  at.azure.grants = [standing];
  const {code, out} = await run(['status', '--watch'], {world: at});
  expect(code).toBe(0);
  expect(out).toBe('12:00 Owner on prod: active\n');
});

test('an end that is owed is carried out meanwhile', async () => {
  const at = office();
  at.azure.ending = () => {
    if (at.clock.now() < NOON + 300_000) return {type: 'too-soon', notBefore: NOON + 300_000};
    at.azure.grants = [];
    return {type: 'ended'};
  };
  await run(['deactivate', 'Reader'], {world: at});
  const {code, err} = await run(['status', '--watch'], {world: at});
  expect(code).toBe(0);
  expect(err).toContain('Reader on prod has ended, as asked.');
  expect(at.clock.now()).toBeLessThan(NOON + 400_000);
});

test.each([
  {name: 'nothing', before: [grant], after: [grant], told: []},
  {name: 'half a second', before: [grant], after: [{...grant, endsAt: NOON + 900_500}], told: []},
  {name: 'another end', before: [grant], after: [{...grant, endsAt: NOON + 999_000}], told: ['is']},
  {name: 'a state', before: [grant], after: [{...grant, state: 'deactivating'} as const], told: ['is']},
  {name: 'gone', before: [grant], after: [], told: ['gone']},
  {name: 'a request granted', before: [waiting], after: [grantOf(owner)], told: ['gone', 'is']},
])('changes: $name', ({before, after, told}) => {
  expect(changesBetween(before, after).map(({type}) => type)).toEqual(told);
});

test('what is over by the server’s clock is gone to the second', () => {
  expect(livingAt([grant], NOON + 899_999)).toEqual([grant]);
  expect(livingAt([grant], NOON + 900_000)).toEqual([]);
  expect(isWorthWatching([standing])).toBe(false);
  expect(isWorthWatching([standing, waiting])).toBe(true);
});

test.each([
  {grants: [grant], now: NOON, wait: 60_000},
  {grants: [waiting, grant], now: NOON, wait: 15_000},
  {grants: [grant], now: NOON + 800_000, wait: 15_000},
  {grants: [grant], now: NOON + 895_000, wait: 7000},
  {grants: [grant], now: NOON + 901_000, wait: 2000},
  {grants: [standing], now: NOON, wait: 60_000},
])('read again after $wait ms', ({grants, now, wait}) => {
  expect(untilNextReading(grants, now)).toBe(wait);
});
