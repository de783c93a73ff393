import {expect, test} from 'vitest';
import {Trouble} from '../../src/core/problem.ts';
import type {Sink} from '../../src/core/sink.ts';
import {hours, minutes, seconds} from '../../src/core/time.ts';
import {eventOf} from '../../src/stores/outbox-rows.ts';
import {fact} from '../stores/samples.ts';
import {scratchFolder} from '../stores/scratch.ts';
import {HandClock} from '../support/clock.ts';
import {fakeSink, house, type Mood} from './house.ts';

const never = new AbortController().signal;
const down = () => new Trouble({code: 'unreachable', what: 'it', reason: 'nobody answers there'});
const LIMIT = seconds(3);

function stage(moods: Mood[] = [], refusal: () => unknown = down) {
  const folder = scratchFolder();
  const clock = new HandClock();
  const fake = fakeSink('ops', () => moods.shift() ?? 'takes', refusal, 1);
  const open = () => house({folder, clock, sinks: [fake.sink]});
  return {...open(), ...fake, open, folder, clock, moods};
}

const idsOf = (entries: readonly Parameters<typeof eventOf>[0][]) =>
  entries.map(one => eventOf(one, null).id);

test('every line is delivered once, in order, and then nothing is pending', async () => {
  const {audit, delivery, got, outbox} = stage();
  const entries = [
    await audit.append(fact('1')),
    await audit.append(fact('2')),
    await audit.append(fact('3')),
  ];
  expect(await delivery.deliver(never, LIMIT)).toEqual([{sink: 'ops', count: 3, problem: null}]);
  expect(got).toEqual(idsOf(entries));
  expect(await delivery.deliver(never, LIMIT)).toEqual([{sink: 'ops', count: 0, problem: null}]);
  expect(await outbox.pending()).toEqual([
    {sink: 'ops', waiting: 0, first: null, failures: 0, failingSince: null, problem: null, dueAt: null},
  ]);
});

test('an id is made of number and hash alone', async () => {
  const {audit} = stage();
  const entry = await audit.append(fact('1'));
  const event = eventOf(entry, {hash: 'c', key: 'k'});
  expect(event.id).toBe(`1-${event.hash.slice(0, 32)}`);
  expect(eventOf({...entry}, null).id).toBe(event.id);
  expect(eventOf({...entry, justification: 'other'}, null).id).not.toBe(event.id);
});

test('what is stuck, since when and why', async () => {
  const {audit, delivery, outbox, clock, moods} = stage(['refuses', 'refuses']);
  await audit.append(fact('1'));
  await audit.append(fact('2'));
  const since = clock.now();
  const [told] = await delivery.deliver(never, LIMIT);
  expect(told).toMatchObject({count: 0, problem: {code: 'unreachable'}});
  await clock.turn(minutes(1));
  await delivery.deliver(never, LIMIT);
  const [pending] = await outbox.pending();
  expect(pending).toEqual({
    sink: 'ops',
    waiting: 2,
    first: {seq: 1, time: '2026-11-22T12:00:00Z'},
    failures: 2,
    failingSince: since,
    problem: {code: 'unreachable', what: 'it', reason: 'nobody answers there'},
    dueAt: clock.now() + seconds(45),
  });
  expect(moods).toEqual([]);
});

test('a sink that failed is left alone for longer and longer, up to ten minutes', async () => {
  const {audit, delivery, outbox, clock} = stage(Array.from({length: 8}, () => 'refuses' as const));
  await audit.append(fact('1'));
  const pauses: number[] = [];
  for (let n = 0; n < 8; n += 1) {
    await delivery.deliver(never, LIMIT);
    const dueAt = (await outbox.pending())[0]?.dueAt ?? 0;
    pauses.push(dueAt - clock.now());
    await clock.turn(dueAt - clock.now() - 1);
    expect(await delivery.deliver(never, LIMIT)).toEqual([{sink: 'ops', count: 0, problem: null}]);
    await clock.turn(1);
  }
  expect(pauses).toEqual([22.5, 45, 90, 180, 360, 450, 450, 450].map(seconds));
  expect(await delivery.deliver(never, LIMIT)).toEqual([{sink: 'ops', count: 1, problem: null}]);
});

test.each([
  [120, seconds(120)],
  [1, seconds(22.5)],
  [86_400, hours(1)],
])('Retry-After %i is the least, and an hour the most', async (retryAfterSeconds, pause) => {
  const {audit, delivery, outbox, clock} = stage(
    ['refuses'],
    () => new Trouble({code: 'throttled', retryAfterSeconds}),
  );
  await audit.append(fact('1'));
  await delivery.deliver(never, LIMIT);
  expect((await outbox.pending())[0]?.dueAt).toBe(clock.now() + pause);
});

test('a pause that a clock set back would make endless does not count', async () => {
  const {audit, delivery, got, clock} = stage(['refuses']);
  await audit.append(fact('1'));
  await delivery.deliver(never, LIMIT);
  clock.stepWall(-hours(24));
  await delivery.deliver(never, LIMIT);
  expect(got).toHaveLength(1);
});

test('an emergency waits for no pause and no other process', async () => {
  const {audit, delivery, got, outbox, clock} = stage(['refuses']);
  await audit.append(fact('1'));
  await delivery.deliver(never, LIMIT);
  await outbox.take('ops', {now: clock.now() + minutes(5), lease: minutes(1), most: 1});
  expect(await delivery.deliver(never, LIMIT)).toEqual([{sink: 'ops', count: 0, problem: null}]);
  expect(await delivery.deliver(never, LIMIT, {urgent: true})).toEqual([
    {sink: 'ops', count: 1, problem: null},
  ]);
  expect(got).toHaveLength(1);
});

test('a sink that hangs holds nobody up beyond the limit, and no other sink at all', async () => {
  const folder = scratchFolder();
  const clock = new HandClock();
  const slow = fakeSink('slow', () => 'hangs', down);
  const quick = fakeSink('quick', () => 'takes', down);
  const {audit, delivery, outbox} = house({folder, clock, sinks: [slow.sink, quick.sink]});
  await audit.append(fact('1'));
  const before = clock.monotonic();
  const told = await clock.through(delivery.deliver(never, LIMIT));
  expect(clock.monotonic() - before).toBe(LIMIT);
  expect(told).toMatchObject([
    {sink: 'slow', count: 0, problem: {code: 'unreachable', reason: 'no answer came in time'}},
    {sink: 'quick', count: 1, problem: null},
  ]);
  expect((await outbox.pending()).map(({failures}) => failures)).toEqual([1, 0]);
});

test('a sink that heeds no signal holds nobody up either', async () => {
  const clock = new HandClock();
  const deaf: Sink = {
    ...{name: 'deaf', type: 'webhook', most: 1},
    send: () => new Promise(() => undefined),
    preview: () => '',
  };
  const {audit, delivery} = house({folder: scratchFolder(), clock, sinks: [deaf]});
  await audit.append(fact('1'));
  const told = await clock.through(delivery.deliver(never, LIMIT));
  expect(told).toMatchObject([{count: 0, problem: {reason: 'no answer came in time'}}]);
  expect(clock.monotonic()).toBe(LIMIT);
});

test('an interruption says nothing about a sink: the next process may go on at once', async () => {
  const {audit, delivery, got, outbox, sink, moods} = stage(['hangs']);
  const stop = new AbortController();
  await audit.append(fact('1'));
  const asked = Promise.withResolvers<void>();
  const {send} = sink;
  Object.assign(sink, {
    send: (...call: Parameters<typeof send>) => {
      asked.resolve();
      return send(...call);
    },
  });
  const work = delivery.deliver(stop.signal, LIMIT);
  await asked.promise;
  stop.abort();
  expect(await work).toEqual([{sink: 'ops', count: 0, problem: null}]);
  expect((await outbox.pending())[0]).toMatchObject({waiting: 1, failures: 0});
  expect(moods).toEqual([]);
  await delivery.deliver(never, LIMIT);
  expect(got).toHaveLength(1);
});

test('a mistake in one sink is told, and stops no other', async () => {
  const folder = scratchFolder();
  const clock = new HandClock();
  const wrong = fakeSink(
    'wrong',
    () => 'refuses',
    () => new TypeError('secret https://hooks.example/x'),
  );
  const right = fakeSink('right', () => 'takes', down);
  const {audit, delivery, outbox} = house({folder, clock, sinks: [wrong.sink, right.sink]});
  await audit.append(fact('1'));
  const told = await delivery.deliver(never, LIMIT);
  expect(told.map(({problem}) => problem?.code)).toEqual(['bug', undefined]);
  expect(JSON.stringify(await outbox.pending())).not.toContain('hooks.example');
  expect(right.got).toHaveLength(1);
});

test('of two processes at once one sends; the other finds nothing to do', async () => {
  const {audit, delivery, got, open} = stage();
  for (let n = 0; n < 10; n += 1) await audit.append(fact(String(n)));
  const other = open();
  const told = await Promise.all([delivery.deliver(never, LIMIT), other.delivery.deliver(never, LIMIT)]);
  await other.delivery.deliver(never, LIMIT);
  expect(new Set(got).size).toBe(10);
  expect(got).toHaveLength(10);
  expect(told.flat().every(({problem}) => problem === null)).toBe(true);
});

test('a process that was killed with events in hand leaves them to others after a while', async () => {
  const {audit, delivery, got, outbox, clock} = stage();
  await audit.append(fact('1'));
  expect(await outbox.take('ops', {now: clock.now(), lease: LIMIT, most: 1})).toBeDefined();
  await delivery.deliver(never, LIMIT);
  expect(got).toEqual([]);
  await clock.turn(LIMIT);
  await delivery.deliver(never, LIMIT);
  expect(got).toHaveLength(1);
});

test('a sink hears of everything since it came into the settings, and of nothing before', async () => {
  const {audit, delivery, got, folder, clock, sink} = stage();
  await audit.append(fact('1'));
  await delivery.deliver(never, LIMIT);
  const late = fakeSink('late', () => 'takes', down);
  const second = house({folder, clock, sinks: [sink, late.sink]});
  const entry = await second.audit.append(fact('2'));
  await second.delivery.deliver(never, LIMIT);
  expect(got).toHaveLength(2);
  expect(late.got).toEqual(idsOf([entry]));
});

test('a record that was there before the first sink is not sent', async () => {
  const {plain, audit, delivery, got} = stage();
  for (let n = 0; n < 5; n += 1) await plain.append(fact(String(n)));
  const entry = await audit.append(fact('now'));
  await delivery.deliver(never, LIMIT);
  expect(got).toEqual(idsOf([entry]));
});

test('lines that a crash kept from the outbox are found in the record, in their order', async () => {
  const {plain, audit, delivery, got, open} = stage();
  const entries = [
    await audit.append(fact('1')),
    await plain.append(fact('2')),
    await plain.append(fact('3')),
  ];
  entries.push(await audit.append(fact('4')));
  entries.push(await plain.append(fact('5')));
  await delivery.deliver(never, LIMIT);
  expect(got).toEqual(idsOf(entries));
  await open().delivery.deliver(never, LIMIT);
  expect(got).toHaveLength(5);
});

test('a line that another process brings late is no second event', async () => {
  const {plain, audit, outbox, delivery, got} = stage();
  await audit.append(fact('1'));
  const late = await plain.append(fact('2'));
  await audit.append(fact('3'));
  await delivery.deliver(never, LIMIT);
  await outbox.enqueue(late);
  await delivery.deliver(never, LIMIT);
  expect(got).toHaveLength(3);
});

test('an outbox that cannot be written holds up no append, and loses nothing', async () => {
  const folder = scratchFolder();
  const clock = new HandClock();
  const {sink, got} = fakeSink('ops', () => 'takes', down);
  const first = house({folder, clock, sinks: [sink]});
  await first.audit.append(fact('1'));
  const full = () =>
    Promise.reject(new Trouble({code: 'state-unwritable', path: '/x', reason: 'the disk is full'}));
  const second = house({folder, clock, sinks: [sink], around: db => ({...db, keep: full, write: full})});
  expect((await second.audit.append(fact('2'))).seq).toBe(2);
  await house({folder, clock, sinks: [sink]}).delivery.deliver(never, LIMIT);
  expect(got).toHaveLength(2);
});

test('delivered rows do not pile up', async () => {
  const {audit, delivery, db} = stage();
  for (let n = 0; n < 300; n += 1) await audit.append(fact(String(n)));
  await delivery.deliver(never, LIMIT);
  const [row] = await db.read(sql => sql.prepare('SELECT count(*) AS n FROM outbox').all());
  expect(row?.n).toBe(200);
});

test('events carry where the signed record stood; trouble with that holds nothing back', async () => {
  const clock = new HandClock();
  const {sink} = fakeSink('ops', () => 'takes', down);
  const anchor = {hash: 'abcd', key: 'ef01'};
  const anchored = house({folder: scratchFolder(), clock, sinks: [sink], anchor: async () => anchor});
  await anchored.audit.append(fact('1'));
  const taking = {now: clock.now(), lease: LIMIT, most: 5};
  expect((await anchored.outbox.take('ops', taking))?.events[0].anchor).toEqual(anchor);
  const broken = house({
    ...{folder: scratchFolder(), clock, sinks: [sink]},
    anchor: () => Promise.reject(new Error('no key')),
  });
  await broken.audit.append(fact('1'));
  expect((await broken.outbox.take('ops', taking))?.events[0].anchor).toBeNull();
});

test('with no sinks nothing is read or written', async () => {
  const folder = scratchFolder();
  const {delivery, db} = house({folder, clock: new HandClock(), sinks: []});
  expect(await delivery.deliver(never, LIMIT)).toEqual([]);
  expect(await db.read(sql => sql.prepare('SELECT * FROM outbox').all())).toEqual([]);
});
