import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {AuditEntry} from '../../src/core/audit.ts';
import {Trouble} from '../../src/core/problem.ts';
import {minutes, seconds} from '../../src/core/time.ts';
import type {Database} from '../../src/stores/database.ts';
import {eventOf} from '../../src/stores/outbox-rows.ts';
import {fact} from '../stores/samples.ts';
import {scratchFolder} from '../stores/scratch.ts';
import {HandClock} from '../support/clock.ts';
import {fakeSink, firstSeen, house, type Mood} from './house.ts';

/** One thing that happens in the life of an outbox. */
type Step =
  | {readonly does: 'record'; readonly by: 0 | 1}
  /** The process is gone between the record and the outbox. */
  | {readonly does: 'record-and-die'; readonly by: 0 | 1}
  | {readonly does: 'deliver'; readonly by: 0 | 1; readonly moods: readonly Mood[]; readonly urgent: boolean}
  | {readonly does: 'deliver-both'; readonly moods: readonly Mood[]}
  /** The process is gone at its n-th write from now. */
  | {
      readonly does: 'deliver-and-die';
      readonly by: 0 | 1;
      readonly at: number;
      readonly moods: readonly Mood[];
    }
  | {readonly does: 'restart'; readonly by: 0 | 1}
  | {readonly does: 'wait'; readonly seconds: number}
  | {readonly does: 'clock-back'; readonly seconds: number};

const by = fc.constantFrom(0 as const, 1 as const);
const moods = fc.array(
  fc.constantFrom<Mood>('takes', 'refuses', 'takes-and-loses-the-answer', 'hangs', 'takes-a-part'),
  {maxLength: 6},
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {weight: 6, arbitrary: fc.record({does: fc.constant('record' as const), by})},
  {weight: 2, arbitrary: fc.record({does: fc.constant('record-and-die' as const), by})},
  {weight: 6, arbitrary: fc.record({does: fc.constant('deliver' as const), by, moods, urgent: fc.boolean()})},
  {weight: 2, arbitrary: fc.record({does: fc.constant('deliver-both' as const), moods})},
  {
    weight: 3,
    arbitrary: fc.record({does: fc.constant('deliver-and-die' as const), by, at: fc.nat(4), moods}),
  },
  {weight: 2, arbitrary: fc.record({does: fc.constant('restart' as const), by})},
  {weight: 3, arbitrary: fc.record({does: fc.constant('wait' as const), seconds: fc.nat(900)})},
  {weight: 1, arbitrary: fc.record({does: fc.constant('clock-back' as const), seconds: fc.nat(90_000)})},
);

const never = new AbortController().signal;
const LIMIT = seconds(3);

class Killed extends Error {}

/** A database whose process is gone at a write: before it, so that it never happens. */
function mortal(db: Database, life: {left: number}): Database {
  const dying =
    (write: Database['write']): Database['write'] =>
    work => {
      life.left -= 1;
      return life.left < 0 ? Promise.reject(new Killed('gone')) : write(work);
    };
  return {...db, write: dying(db.write), keep: dying(db.keep)};
}

const outages = {count: 0, restarts: 0};

/** Two processes that share one home, two moody sinks, and a clock that the test turns. */
function world() {
  const folder = scratchFolder();
  const clock = new HandClock();
  let plan: Mood[] = [];
  const mood = (): Mood => {
    const next = plan.shift() ?? 'takes';
    if (next !== 'takes' && next !== 'takes-a-part') outages.count += 1;
    return next;
  };
  const refusal = () => new Trouble({code: 'unreachable', what: 'it', reason: 'it answers 503'});
  const fakes = [fakeSink('one', mood, refusal, 3), fakeSink('two', mood, refusal, 1)];
  const open = () => {
    const life = {left: Number.POSITIVE_INFINITY};
    const sinks = fakes.map(({sink}) => sink);
    return {life, ...house({folder, clock, sinks, around: db => mortal(db, life)})};
  };
  const processes: [ReturnType<typeof open>, ReturnType<typeof open>] = [open(), open()];
  return {
    clock,
    fakes,
    at: (which: 0 | 1) => processes[which],
    restart: (which: 0 | 1) => {
      outages.restarts += 1;
      processes[which].close();
      processes[which] = open();
    },
    plan: (next: readonly Mood[]) => {
      plan = [...next];
    },
  };
}

type World = ReturnType<typeof world>;

async function take(here: World, entries: AuditEntry[], one: Step): Promise<void> {
  switch (one.does) {
    case 'record':
      entries.push(await here.at(one.by).audit.append(fact(String(entries.length))));
      return;
    case 'record-and-die':
      // The wrapper has made ready before it appends; what dies is what comes after.
      await here.at(one.by).outbox.ready();
      entries.push(await here.at(one.by).plain.append(fact(String(entries.length))));
      return here.restart(one.by);
    case 'deliver':
      here.plan(one.moods);
      await here.clock.through(here.at(one.by).delivery.deliver(never, LIMIT, {urgent: one.urgent}));
      return;
    case 'deliver-both':
      here.plan(one.moods);
      await here.clock.through(
        Promise.all([here.at(0).delivery.deliver(never, LIMIT), here.at(1).delivery.deliver(never, LIMIT)]),
      );
      return;
    case 'deliver-and-die':
      here.plan(one.moods);
      here.at(one.by).life.left = one.at;
      await here.clock.through(here.at(one.by).delivery.deliver(never, LIMIT).catch(onlyKilled));
      return here.restart(one.by);
    case 'restart':
      return here.restart(one.by);
    case 'wait':
      return here.clock.turn(seconds(one.seconds));
    case 'clock-back':
      return here.clock.stepWall(-seconds(one.seconds));
  }
}

function onlyKilled(thrown: unknown): void {
  if (!(thrown instanceof Killed)) throw thrown;
}

/** In the end all is well again, and everybody comes round until nothing is left. */
async function settle(here: World): Promise<void> {
  here.plan([]);
  for (let n = 0; n < 3; n += 1) {
    await here.clock.turn(minutes(70));
    await here.clock.through(here.at(0).delivery.deliver(never, LIMIT));
  }
}

test('a thousand outages and restarts: nothing lost, in order for each sink, ids stable', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, {minLength: 20, maxLength: 60}), async steps => {
      const here = world();
      await here.at(0).outbox.ready();
      const entries: AuditEntry[] = [];
      for (const one of steps) await take(here, entries, one);
      await settle(here);
      const ids = entries.map(entry => eventOf(entry, null).id);
      for (const {got} of here.fakes) expect(firstSeen(got)).toEqual(ids);
      for (const {waiting} of await here.at(0).outbox.pending()) expect(waiting).toBe(0);
      here.at(0).close();
      here.at(1).close();
    }),
    {numRuns: 90},
  );
  expect(outages.count + outages.restarts).toBeGreaterThanOrEqual(1000);
  expect(Math.min(outages.count, outages.restarts)).toBeGreaterThan(200);
}, 240_000);
