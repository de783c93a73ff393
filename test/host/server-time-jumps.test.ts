import fc from 'fast-check';
import {describe, expect, onTestFinished, test} from 'vitest';
import {secondsLeft} from '../../src/core/grant.ts';
import type {Clock} from '../../src/core/ports.ts';
import {hours, type Instant, type Millis, minutes, seconds} from '../../src/core/time.ts';
import {createServerTime} from '../../src/host/server-time.ts';

const NOON = Date.UTC(2026, 10, 22, 12);

/** A machine and the truth that its clocks do not know. */
class Machine implements Clock {
  truth: Instant = NOON;
  #wall: Instant;
  #monotonic: Millis = 5000;

  constructor(ahead: Millis = 0) {
    this.#wall = NOON + ahead;
  }

  now = (): Instant => this.#wall;
  monotonic = (): Millis => this.#monotonic;
  sleep = async (length: Millis): Promise<void> => this.passes(length);

  passes(by: Millis): void {
    this.truth += by;
    this.#wall += by;
    this.#monotonic += by;
  }

  /** As Linux has it: the monotonic clock does not count a suspend. */
  suspended(by: Millis): void {
    this.truth += by;
    this.#wall += by;
  }

  set(by: Millis): void {
    this.#wall += by;
  }
}

/** A machine with its server time, asking now and then. */
function watched(ahead: Millis = 0) {
  const machine = new Machine(ahead);
  const server = createServerTime(machine);
  const answer = (there: Millis = 100, back: Millis = 100, meanwhile: () => void = () => undefined) => {
    const asked = machine.now();
    machine.passes(there);
    const text = new Date(machine.truth).toUTCString();
    meanwhile();
    machine.passes(back);
    server.saw(text, asked);
  };
  const error = () => server.now() - machine.truth;
  return {machine, server, answer, error};
}

describe('a jump of the wall clock against the monotonic one', () => {
  test.each([
    ['set back by an hour', -hours(1)],
    ['set back by two seconds', -seconds(2)],
    ['set ahead a little, as time services do', 1200],
    ['set back a little', -1200],
  ])('%s: server time goes on as if nothing had been', (_, by) => {
    const {machine, server, answer, error} = watched(minutes(10));
    answer();
    machine.set(by);
    machine.passes(seconds(30));
    expect(Math.abs(error())).toBeLessThanOrEqual(1000);
    expect(server.isSure()).toBe(Math.abs(by) < 1500);
    const offset = server.offset() ?? Number.NaN;
    expect(Math.abs(offset + minutes(10) + by)).toBeLessThanOrEqual(1000);
  });

  test.each([
    ['a short suspend', seconds(3)],
    ['a night', hours(9)],
  ])('%s: server time goes on by the wall clock, and is not sure', (_, by) => {
    const {machine, server, answer, error} = watched(-minutes(10));
    answer();
    expect(server.isSure()).toBe(true);
    machine.suspended(by);
    expect(server.isSure()).toBe(false);
    expect(Math.abs(error())).toBeLessThanOrEqual(1000);
  });

  test('set ahead: looks like a suspend, so less time left is shown than there is, and the answer mends it', () => {
    const {machine, server, answer, error} = watched();
    answer();
    machine.set(minutes(10));
    expect([server.isSure(), Math.round(error() / 60_000)]).toEqual([false, 10]);
    answer();
    expect(server.isSure()).toBe(true);
    expect(Math.abs(error())).toBeLessThanOrEqual(1000);
  });

  test('set ahead and back again: nothing is left of it but the doubt', () => {
    const {machine, server, answer, error} = watched();
    answer();
    machine.set(hours(1));
    expect(server.isSure()).toBe(false);
    machine.set(-hours(1));
    expect(server.isSure()).toBe(false);
    expect(Math.abs(error())).toBeLessThanOrEqual(1000);
  });

  test('steps too small to be noticed add up until they are', () => {
    const {machine, server, answer} = watched();
    answer();
    const sure = [1, 2, 3].map(() => {
      machine.set(-700);
      return server.isSure();
    });
    expect(sure).toEqual([true, true, false]);
  });

  test('is seen before any answer too; the seed counts from the clock as it was at the start', () => {
    const {machine, server, error} = watched(minutes(10));
    server.seed(-minutes(10));
    expect([server.isSure(), error(), server.offset()]).toEqual([true, 0, undefined]);
    machine.set(-minutes(10));
    machine.passes(seconds(5));
    expect([server.isSure(), error()]).toEqual([false, 0]);
  });

  test('an answer that was on its way while the clock was set tells nothing; the next one does', () => {
    const {machine, server, answer, error} = watched();
    answer();
    answer(seconds(3), 100, () => machine.set(-2500));
    expect(server.isSure()).toBe(false);
    expect(Math.abs(error())).toBeLessThanOrEqual(1000);
    answer();
    expect(server.isSure()).toBe(true);
    expect(Math.abs(error())).toBeLessThanOrEqual(1000);
  });

  test('the first answer after a night counts, though nobody had looked in between', () => {
    const {machine, server, answer, error} = watched();
    answer();
    machine.suspended(hours(9));
    answer();
    expect(server.isSure()).toBe(true);
    expect(Math.abs(error())).toBeLessThanOrEqual(1000);
  });
});

test('a process that is held up between two looks at the clocks sees no jump', () => {
  const machine = new Machine();
  let held = 0;
  const clock: Clock = {
    ...{monotonic: machine.monotonic, sleep: machine.sleep},
    now() {
      const wall = machine.now();
      if (held > 0) machine.passes(held);
      held = 0;
      return wall;
    },
  };
  const server = createServerTime(clock);
  held = seconds(20);
  expect(server.now()).toBe(machine.truth);
  expect(server.isSure()).toBe(true);
});

test.each([minutes(10), -minutes(10), hours(30), -hours(30)])(
  'the countdown is right within a second all the way, with the local clock wrong by %i ms',
  ahead => {
    const {machine, server, answer} = watched(ahead);
    machine.passes(737);
    answer(180, 420);
    const endsAt = machine.truth + hours(8);
    while (machine.truth < endsAt) {
      const left = secondsLeft(endsAt, server.now()) ?? Number.NaN;
      expect(Math.abs(left - (secondsLeft(endsAt, machine.truth) ?? 0))).toBeLessThanOrEqual(1);
      machine.passes(left > 120 ? seconds(97) : 333);
    }
    expect(server.now()).toBeGreaterThanOrEqual(endsAt - 1000);
  },
);

test.each([
  ['Europe/Berlin', Date.UTC(2026, 9, 25, 0, 30)],
  ['America/New_York', Date.UTC(2027, 2, 14, 6, 30)],
  ['Australia/Lord_Howe', Date.UTC(2027, 3, 3, 14, 30)],
])('summer time begins or ends in %s, and nothing happens', (zone, from) => {
  const before = process.env.TZ;
  process.env.TZ = zone;
  onTestFinished(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });
  const {machine, server, answer, error} = watched(minutes(10));
  machine.passes(from - machine.truth);
  const zones = new Set<number>();
  for (let n = 0; n < 12; n += 1) {
    answer();
    zones.add(new Date(machine.truth).getTimezoneOffset());
    machine.passes(minutes(10));
    expect(Math.abs(error())).toBeLessThanOrEqual(1000);
    expect(server.isSure()).toBe(true);
  }
  expect(zones.size).toBe(2);
});

/** Each longer than two jumps that nobody notices, so that one of those cannot hide it. */
const nap = fc.integer({min: 3100, max: hours(2)});
const event = fc.oneof(
  {weight: 4, arbitrary: fc.record({type: fc.constant('passes' as const), by: fc.nat(minutes(20))})},
  {weight: 2, arbitrary: fc.record({type: fc.constant('suspended' as const), by: nap})},
  {
    weight: 2,
    arbitrary: fc.record({type: fc.constant('set' as const), by: fc.integer({min: -1e7, max: 1e7})}),
  },
  {
    weight: 1,
    arbitrary: fc.record({type: fc.constant('set' as const), by: fc.integer({min: -1500, max: 1500})}),
  },
  {weight: 3, arbitrary: fc.record({type: fc.constant('answer' as const), by: fc.nat(999)})},
);

test('property: eight hours of work, suspends and clocks that are set: whenever it is sure, it is right within a second', () => {
  const days = fc.array(event, {minLength: 20, maxLength: 150});
  fc.assert(
    fc.property(fc.integer({min: -hours(48), max: hours(48)}), days, (ahead, events) => {
      const {machine, server, answer, error} = watched(ahead);
      answer();
      for (const {type, by} of events) {
        if (type === 'answer') answer(Math.floor(by / 3), Math.ceil((by * 2) / 3));
        else machine[type](by);
        if (type === 'suspended' || (type === 'set' && Math.abs(by) > 3000))
          expect(server.isSure()).toBe(false);
        if (type === 'answer') expect(server.isSure()).toBe(true);
        if (server.isSure()) expect(Math.abs(error())).toBeLessThanOrEqual(1000);
        if (machine.truth - NOON > hours(8)) return;
      }
    }),
    {numRuns: 500},
  );
});

test('property: however often the machine sleeps, time that is over is never shown as left', () => {
  const sleeps = fc.array(fc.record({awake: fc.nat(minutes(20)), asleep: nap}), {maxLength: 40});
  fc.assert(
    fc.property(sleeps, fc.integer({min: -hours(48), max: hours(48)}), (rounds, ahead) => {
      const {machine, answer, error} = watched(ahead);
      answer();
      for (const {awake, asleep} of rounds) {
        machine.passes(awake);
        machine.suspended(asleep);
        expect(Math.abs(error())).toBeLessThanOrEqual(1000);
      }
    }),
  );
});
