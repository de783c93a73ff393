import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {OpenedApp} from '../../src/compose.ts';
import {hours, type Millis, minutes, seconds} from '../../src/core/time.ts';
import {deactivate} from '../../src/usecases/deactivate.ts';
import {dueReminders} from '../../src/usecases/reminders.ts';
import {MachineClock} from './machine-clock.ts';
import {NEVER, type PracticeHouse, practiceHouse} from './practice-house.ts';
import {wishFor} from './scenarios.ts';
import {askFor, type Scene, scene, statusHere} from './scene.ts';
import {Tale} from './tale.ts';

let house: PracticeHouse;

beforeAll(async () => {
  house = await practiceHouse({provisioningMs: 4000});
});

afterAll(() => house.close());

/** A process on the scene's machine, which looks at Azure only. */
async function on<T>(stage: Scene, clock: MachineClock, work: (app: OpenedApp) => Promise<T>): Promise<T> {
  const app = await house.open(stage.home, clock);
  try {
    return await work({...app, providers: app.providers.filter(({kind}) => kind === stage.wish.kind)});
  } finally {
    await app.close();
  }
}

/** A list or a nap takes no time here, so only `Date` headers' whole seconds are left. */
const A_SECOND = seconds(1);

const SLEPT = minutes(20);

const JUMPS: readonly (readonly [what: string, off: Millis, asleep: Millis])[] = [
  ['nothing happens', 0, 0],
  ['the clock is ten minutes ahead', minutes(10), 0],
  ['the clock is ten minutes behind', -minutes(10), 0],
  ['summer time begins on a machine that keeps local time', hours(1), 0],
  ['summer time ends on a machine that keeps local time', -hours(1), 0],
  ['the clock is set by a day', hours(24), 0],
  ['the machine sleeps for a third of the time', 0, SLEPT],
  ['the machine sleeps, and wakes with a clock that is behind', -SLEPT, SLEPT],
];

describe.each(JUMPS)('%s', (_, off, asleep) => {
  const jump = (clock: MachineClock) => () => {
    clock.off += off;
    if (asleep > 0) clock.suspend(asleep);
  };

  test.each([minutes(10), -minutes(10)])(
    'on the way to a role and while its end is waited for, with a clock wrong by %d ms',
    async wrong => {
      const stage = await scene(house, wishFor('azure-resource'));
      const clock = new MachineClock(house.cloud.clock);
      clock.off = wrong;
      await on(stage, clock, async app => {
        clock.before(2, jump(clock));
        await askFor(stage, app, {provisioning: minutes(5), approval: 0});
        // A machine that slept longer than we wait was told nothing untrue: the next look finds it.
        const rows = await statusHere(stage, app);
        expect(rows.map(({state}) => state)).toEqual(['active']);
        expect(stage.tale.problems).toEqual([]);
        expect(Math.abs(app.server.now() - house.cloud.clock.now()), 'the time is known').toBeLessThanOrEqual(
          A_SECOND,
        );
        await endsInTime(stage, app, rows[0]?.startsAt ?? 0, () => clock.before(3, jump(clock)));
      });
    },
  );
});

/** With `--wait`: in the first second in which the cloud takes it, or at once where that has passed meanwhile. */
async function endsInTime(stage: Scene, app: OpenedApp, startsAt: number, jumps: () => void): Promise<void> {
  const {cloud} = house;
  const sent = () => cloud.log.filter(({method}) => method === 'PUT').length;
  const before = sent();
  const ending = new Tale(stage.place);
  jumps();
  await ending.hear(deactivate(app, await statusHere(stage, app), {wait: true}, NEVER));
  expect([ending.words.at(0), ending.words.at(-1), stage.place().ends]).toEqual(['ending', 'ended', 1]);
  const took = cloud.clock.now() - startsAt;
  expect(took % SLEPT, 'neither early nor late').toBeLessThanOrEqual(minutes(5) + seconds(30));
  expect(sent() - before, 'and not by asking all the time').toBeLessThanOrEqual(4);
}

test('the countdown is right within a second whatever the clock says, and is not sure of itself after a jump', async () => {
  const stage = await scene(house, wishFor('azure-resource'));
  const clock = new MachineClock(house.cloud.clock);
  clock.off = -minutes(10);
  await on(stage, clock, async app => {
    const isRight = () => Math.abs(app.server.now() - house.cloud.clock.now()) <= A_SECOND;
    await askFor(stage, app);
    expect([isRight(), app.server.isSure?.()]).toEqual([true, true]);
    for (const [off, asleep] of [
      [hours(1), 0],
      [-hours(1), 0],
      [0, hours(1)],
    ] as const) {
      clock.off += off;
      clock.suspend(asleep);
      if (off >= 0) expect(app.server.isSure?.(), 'marked ~').toBe(false);
      await statusHere(stage, app);
      expect([isRight(), app.server.isSure?.()]).toEqual([true, true]);
    }
  });
});

test('eight hours, in three processes, with a clock that is set and a machine that sleeps: each reminder once, and then it is over', async () => {
  const stage = await scene(house, wishFor('azure-resource'));
  const clock = new MachineClock(house.cloud.clock);
  const told: number[] = [];
  await on(stage, clock, app => askFor(stage, app));
  const endsAt = house.cloud.organisation.active.find(row => row.scope.name === stage.scope)?.endsAt ?? 0;
  const left = () => endsAt - house.cloud.clock.now();
  const whole = left();
  const watch = async (app: OpenedApp, until: Millis): Promise<void> => {
    for (; left() > until; house.cloud.clock.advance(seconds(20))) {
      const rows = await statusHere(stage, app);
      for (const {mark} of await dueReminders(rows, app.server.now(), [600, 300, 60], app.reminders))
        told.push(mark);
    }
  };
  await on(stage, clock, async app => {
    await watch(app, whole - minutes(3));
    clock.suspend(left() - minutes(14));
    clock.off = hours(1);
    await watch(app, minutes(7));
  });
  clock.off = -minutes(30);
  await on(stage, clock, app => watch(app, minutes(4)));
  clock.off = 0;
  await on(stage, clock, async app => {
    await watch(app, -seconds(5));
    expect(await statusHere(stage, app)).toEqual([]);
  });
  expect(told).toEqual([600, 300, 60]);
});
