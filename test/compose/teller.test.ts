import {expect, test} from 'vitest';
import {heardBySinks, tellerOf} from '../../src/compose/emergency/teller.ts';
import type {AuditEntry} from '../../src/core/audit.ts';
import {Trouble} from '../../src/core/problem.ts';
import type {SinkEvents} from '../../src/core/sink.ts';
import {seconds} from '../../src/core/time.ts';
import {fakeSink, house, type Mood} from '../sinks/house.ts';
import {emergencyFact, fact, STEPS} from '../stores/samples.ts';
import {scratchFolder} from '../stores/scratch.ts';
import {HandClock} from '../support/clock.ts';

const LIMIT = seconds(3);
const never = new AbortController().signal;
const refusal = () => new Trouble({code: 'unreachable', what: 'it', reason: 'it answers 503'});

/** Two sinks, the second one as moody as the test says; lines that the record did not take go in `beside`. */
function place(mood: () => Mood = () => 'takes') {
  const clock = new HandClock();
  const [ops, siem] = [fakeSink('ops', () => 'takes', refusal), fakeSink('siem', mood, refusal)];
  const all = [ops.sink, siem.sink];
  const {audit, delivery, outbox} = house({folder: scratchFolder(), clock, sinks: all});
  const beside: AuditEntry[] = [];
  const desk = {pending: () => outbox.pending(), previews: async () => [], deliver: delivery.deliver};
  const settings = {
    sinks: [
      {name: 'ops', type: 'webhook'},
      {name: 'siem', type: 'webhook'},
    ],
  } as const;
  const teller = tellerOf({
    ...{settings, clock, lines: () => beside},
    sinks: async () => ({all, audit, delivery, desk}),
  });
  return {
    clock,
    ops,
    siem,
    audit,
    outbox,
    beside,
    settings,
    tell: () => clock.through(teller.tell(LIMIT, never)),
  };
}

const told = (sink: string) => ({sink, isTold: true, problem: null});
const untold = (sink: string, problem: string) => ({sink, isTold: false, problem});

test('every sink hears of it now, whatever pause a failure before has brought', async () => {
  let mood: Mood = 'refuses';
  const here = place(() => mood);
  await here.audit.append(emergencyFact(STEPS[0] ?? {step: 'without'}));
  expect(await here.tell()).toEqual([told('ops'), untold('siem', 'unreachable')]);
  mood = 'takes';
  expect(await here.tell()).toEqual([told('ops'), told('siem')]);
  expect([here.ops.got.length, here.siem.got.length]).toEqual([1, 1]);
});

test('one that hangs is waited for no longer than the limit, and keeps nobody else waiting', async () => {
  const here = place(() => 'hangs');
  await here.audit.append(fact());
  const began = here.clock.monotonic();
  expect(await here.tell()).toEqual([told('ops'), untold('siem', 'unreachable')]);
  expect(here.clock.monotonic() - began).toBeLessThanOrEqual(LIMIT);
});

test('lines that the record did not take are told from here, each once', async () => {
  const here = place();
  here.beside.push({...emergencyFact(STEPS[0] ?? {step: 'without'}), seq: 0, prev: '0'.repeat(64)});
  expect(await here.tell()).toEqual([told('ops'), told('siem')]);
  expect([here.ops.got.length, here.siem.got.length]).toEqual([1, 1]);
  await here.tell();
  expect([here.ops.got.length, here.siem.got.length]).toEqual([1, 1]);
});

test('nobody hears of it behind what was waiting before: it comes first, and once more in its turn', async () => {
  const here = place();
  for (let at = 0; at < 12; at += 1) await here.audit.append(fact());
  here.beside.push(await here.audit.append(emergencyFact(STEPS[0] ?? {step: 'without'})));
  expect(await here.tell()).toEqual([told('ops'), told('siem')]);
  const [mine] = here.siem.got.filter((id, at) => here.siem.got.indexOf(id) !== at);
  expect(mine).toBeDefined();
  expect(here.siem.got.indexOf(mine ?? '')).toBeLessThanOrEqual(3);
  await here.tell();
  expect(here.siem.got).toHaveLength(14);
});

test('and a sink that does not take them was not told', async () => {
  const here = place(() => 'refuses');
  here.beside.push({...fact(), seq: 0, prev: '0'.repeat(64)});
  expect(await here.tell()).toEqual([told('ops'), untold('siem', 'unreachable')]);
});

test('sinks that cannot be opened are each named as not told; where none is set nobody is', async () => {
  const {settings, clock} = place();
  const sinks = () => Promise.reject(refusal());
  const broken = tellerOf({settings, clock, sinks, lines: () => []});
  expect(await broken.tell(LIMIT, never)).toEqual([
    untold('ops', 'unreachable'),
    untold('siem', 'unreachable'),
  ]);
  const none = tellerOf({settings: {}, clock, sinks, lines: () => []});
  expect(await none.tell(LIMIT, never)).toEqual([]);
});

test('the record brings its lines to the sinks where there are any, and opens none where there are not', async () => {
  const {settings, audit, outbox} = place();
  let opened = 0;
  const sinks = async () => {
    opened += 1;
    const send = async (events: SinkEvents) => events.length;
    const all = [{name: 'ops', type: 'webhook', most: 1, send, preview: () => ''}] as const;
    return {
      all,
      audit,
      delivery: {deliver: async () => []},
      desk: {pending: () => outbox.pending(), previews: async () => [], deliver: async () => []},
    };
  };
  expect(heardBySinks({}, audit, sinks)).toBe(audit);
  expect(opened).toBe(0);
  await heardBySinks(settings, audit, sinks).append(fact());
  expect(opened).toBe(1);
  expect((await outbox.pending()).map(({waiting}) => waiting)).toEqual([1, 1]);
});
