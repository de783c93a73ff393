import {describe, expect, test} from 'vitest';
import {seconds} from '../../../src/core/time.ts';
import {PortalLimiter} from '../../../src/providers/aws/portal-limiter.ts';
import {HandClock} from '../../support/clock.ts';

class SlowDown extends Error {
  readonly pause: number;

  constructor(pause = 0) {
    super('slow down');
    this.pause = pause;
  }
}

const {signal} = new AbortController();

function limited() {
  const clock = new HandClock();
  const slowDown = (thrown: unknown) => (thrown instanceof SlowDown ? thrown.pause : undefined);
  return {clock, limiter: new PortalLimiter({clock, random: () => 0.5, slowDown})};
}

/** Calls that answer at once, and when each was made. */
async function made(count: number, refuse: (at: number) => boolean = () => false) {
  const {clock, limiter} = limited();
  const times: number[] = [];
  const one = async () => {
    times.push(clock.monotonic());
    if (refuse(clock.monotonic())) throw new SlowDown();
  };
  const calls = Array.from({length: count}, () => limiter.run(one, {signal}).catch(() => undefined));
  await clock.through(Promise.all(calls));
  return times;
}

const within = (times: readonly number[], from: number, to: number): number =>
  times.filter(at => at >= from && at < to).length;

describe('calls a second', () => {
  test('begin at ten, and grow to just under twenty', async () => {
    const times = await made(600);
    expect(within(times, 0, 500)).toBeGreaterThanOrEqual(5);
    expect(within(times, 0, 500)).toBeLessThanOrEqual(7);
    const second = Math.floor((times.at(-1) ?? 0) / 1000) - 1;
    expect(within(times, second * 1000, (second + 1) * 1000)).toBeGreaterThanOrEqual(19);
    for (const at of times) expect(within(times, at, at + 1000)).toBeLessThanOrEqual(20);
  });

  test('are halved by a refusal, after a pause', async () => {
    const times = await made(200, at => at > 3000 && at < 3100);
    const refused = times.find(at => at > 3000) ?? 0;
    const next = times.find(at => at > refused + 100) ?? 0;
    // Half of the first pause, as this jitter has it.
    expect(next - refused).toBeGreaterThanOrEqual(250);
    const before = within(times, refused - 500, refused);
    expect(within(times, next, next + 500)).toBeLessThanOrEqual(before / 2 + 2);
  });

  test('are halved once for all that were under way', async () => {
    const {clock, limiter} = limited();
    const refuse: (() => void)[] = [];
    const held = () => new Promise<void>((_, reject) => refuse.push(() => reject(new SlowDown())));
    const busy = Array.from({length: 5}, () => limiter.run(held, {signal}).catch(() => undefined));
    await clock.turn(seconds(1));
    for (const one of refuse) one();
    await Promise.all(busy);
    const times: number[] = [];
    const note = async () => {
      times.push(clock.monotonic() - seconds(1));
    };
    await clock.through(Promise.all([1, 2, 3].map(() => limiter.run(note, {signal}))));
    expect(times[0]).toBe(250);
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThan(180);
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeLessThanOrEqual(200);
  });

  test('come down to what is taken, and up again', async () => {
    const times = await made(400, at => at < seconds(20));
    expect(within(times, seconds(10), seconds(20))).toBeLessThan(10);
    const after = (times.find(at => at >= seconds(20)) ?? 0) + seconds(15);
    expect(within(times, after, after + seconds(5))).toBeGreaterThan(40);
  });

  test('wait as long as the portal says', async () => {
    const {clock, limiter} = limited();
    const refusal = limiter.run(() => Promise.reject(new SlowDown(seconds(7))), {signal});
    await expect(refusal).rejects.toThrow('slow down');
    await clock.through(limiter.run(async () => undefined, {signal}));
    expect(clock.monotonic()).toBe(seconds(7));
  });
});

describe('turns', () => {
  /** Work that ends when it is told to. */
  function held() {
    const ends: (() => void)[] = [];
    const work = () => new Promise<void>(resolve => ends.push(() => resolve()));
    return {ends, work};
  }

  test('are taken by five at a time at first', async () => {
    const {clock, limiter} = limited();
    const {ends, work} = held();
    const all = Promise.all(Array.from({length: 12}, () => limiter.run(work, {signal})));
    await clock.turn(seconds(10));
    expect(ends).toHaveLength(5);
    ends[0]?.();
    await clock.turn(seconds(1));
    expect(ends).toHaveLength(6);
    while (ends.length < 12) {
      for (const end of ends) end();
      await clock.turn(seconds(1));
    }
    for (const end of ends) end();
    await all;
  });

  test('come first to whoever waits for the very answer', async () => {
    const {clock, limiter} = limited();
    const order: string[] = [];
    const say = (word: string) => async () => {
      order.push(word);
    };
    const list = ['a', 'b', 'c'].map(word => limiter.run(say(word), {signal}));
    const now = ['1', '2'].map(word => limiter.run(say(word), {signal, first: true}));
    await clock.through(Promise.all([...list, ...now]));
    // Two had their turn before anybody else had come.
    expect(order).toEqual(['a', 'b', '1', '2', 'c']);
  });

  test('that are given up while waiting hold nobody back', async () => {
    const {clock, limiter} = limited();
    const stop = new AbortController();
    const {ends, work} = held();
    const busy = Array.from({length: 5}, () => limiter.run(work, {signal}));
    await clock.turn(seconds(1));
    const given = limiter.run(work, {signal: stop.signal});
    const next = limiter.run(async () => 'done', {signal});
    stop.abort();
    await expect(given).rejects.toMatchObject({name: 'AbortError'});
    for (const end of ends) end();
    expect(await clock.through(next)).toBe('done');
    await Promise.all(busy);
  });

  test('are not slowed by other trouble', async () => {
    const {clock, limiter} = limited();
    const broken = limiter.run(() => Promise.reject(new Error('broken')), {signal});
    await expect(broken).rejects.toThrow('broken');
    await clock.through(limiter.run(async () => undefined, {signal}));
    expect(clock.monotonic()).toBeLessThanOrEqual(100);
  });
});
