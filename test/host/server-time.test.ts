import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createServerTime} from '../../src/host/server-time.ts';
import {HandClock} from '../support/clock.ts';

const header = (at: number): string => new Date(at).toUTCString();

test('nothing is known before an answer was seen; a seed counts for now() only', () => {
  const clock = new HandClock();
  const server = createServerTime(clock);
  expect([server.offset(), server.now()]).toEqual([undefined, clock.now()]);
  server.seed(5000);
  expect([server.offset(), server.now()]).toEqual([undefined, clock.now() + 5000]);
  server.saw(header(clock.now() + 60_000), clock.now());
  expect(server.offset()).toBe(60_500);
  expect(server.now()).toBe(clock.now() + 60_500);
});

test.each([
  ...[null, undefined, '', 'soon', 'Tuesday', '2026'],
  // Older forms of RFC 9110 5.6.7, which no cloud writes: the last has no zone and would be read as local time.
  ...['Sunday, 22-Nov-26 12:00:00 GMT', 'Sun Nov 22 12:00:00 2026', 'Sun, 22 Nov 2026 12:00:00 +0200'],
])('%j is no time', text => {
  const clock = new HandClock();
  const server = createServerTime(clock);
  server.saw(text, clock.now());
  expect(server.offset()).toBeUndefined();
});

test('an answer that took very long, or came before it was asked for, tells nothing', async () => {
  const clock = new HandClock();
  const server = createServerTime(clock);
  const asked = clock.now();
  await clock.turn(60_000);
  server.saw(header(clock.now()), asked);
  server.saw(header(clock.now()), clock.now() + 1);
  expect(server.offset()).toBeUndefined();
});

test('answers narrow the estimate, and a jump of a clock starts it anew', async () => {
  const clock = new HandClock(Date.UTC(2026, 10, 22, 12, 0, 0, 0));
  const server = createServerTime(clock);
  const answer = () => server.saw(header(clock.now() + 2250), clock.now());
  answer();
  expect(server.offset()).toBe(2500);
  await clock.turn(760);
  answer();
  expect(server.offset()).toBe(2620);
  clock.stepWall(-3_600_000);
  server.saw(header(clock.now() + 3_602_250), clock.now());
  expect(Math.abs((server.offset() ?? 0) - 3_602_250)).toBeLessThanOrEqual(500);
});

test('property: with answers within a second, the error never passes a second', async () => {
  const trips = fc.array(fc.record({idle: fc.nat(5000), there: fc.nat(500), back: fc.nat(499)}), {
    minLength: 1,
  });
  await fc.assert(
    fc.asyncProperty(fc.integer({min: -1e7, max: 1e7}), trips, async (offset, answers) => {
      const clock = new HandClock();
      const server = createServerTime(clock);
      for (const {idle, there, back} of answers) {
        await clock.turn(idle);
        const asked = clock.now();
        await clock.turn(there);
        const text = header(clock.now() + offset);
        await clock.turn(back);
        server.saw(text, asked);
        expect(Math.abs((server.offset() ?? Number.NaN) - offset)).toBeLessThanOrEqual(1000);
      }
    }),
    {numRuns: 100},
  );
});
