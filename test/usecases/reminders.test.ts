import {expect, test} from 'vitest';
import type {Reminders} from '../../src/core/ports.ts';
import {dueReminders} from '../../src/usecases/reminders.ts';
import {unwritable} from './fake-stores.ts';
import {grant, HOUR, NOON} from './samples.ts';

/** What was reminded of, kept by whoever asks first. */
function memory(): Reminders {
  const given = new Set<string>();
  return {
    firstTo: async (...mark) => {
      const name = mark.join(' ');
      return !given.has(name) && given.add(name) !== undefined;
    },
  };
}

const END = NOON + HOUR;
const MARKS = [600, 300, 60];

test('each mark once, whoever asks', async () => {
  const reminders = memory();
  const told: (readonly [number, number])[] = [];
  for (let left = 700; left >= -10; left -= 10)
    for (const _process of ['one', 'another'])
      for (const {mark} of await dueReminders([grant()], END - left * 1000, MARKS, reminders))
        told.push([left, mark]);
  expect(told).toEqual([
    [600, 600],
    [300, 300],
    [60, 60],
  ]);
});

test('a machine that slept is told the nearest mark only, and the clock set back repeats none', async () => {
  const reminders = memory();
  const told = async (left: number) =>
    (await dueReminders([grant()], END - left * 1000, MARKS, reminders)).map(({mark}) => mark);
  expect([await told(700), await told(45), await told(500), await told(40)]).toEqual([[], [60], [600], []]);
});

test('a later end is another end', async () => {
  const reminders = memory();
  const of = [grant(), grant({id: 'other'})];
  expect(await dueReminders(of, END - 60_000, MARKS, reminders)).toHaveLength(2);
  const longer = grant({endsAt: END + HOUR});
  expect(await dueReminders([longer], END, MARKS, reminders)).toEqual([]);
  expect(await dueReminders([longer], END + HOUR - 60_000, MARKS, reminders)).toMatchObject([{mark: 60}]);
});

test('nobody remembers: nothing is told', async () => {
  expect(await dueReminders([grant()], END - 1000, MARKS, undefined)).toEqual([]);
});

test('what cannot be kept is said', async () => {
  const broken: Reminders = {firstTo: () => Promise.reject(unwritable('state.db'))};
  await expect(dueReminders([grant()], END - 1000, MARKS, broken)).rejects.toMatchObject({
    problem: {code: 'state-unwritable'},
  });
});
