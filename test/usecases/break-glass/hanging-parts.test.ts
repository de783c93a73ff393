import {expect, test} from 'vitest';
import {breakGlass} from '../../../src/usecases/break-glass/break-glass.ts';
import {
  type EmergencyWorld,
  emergencyRun,
  emergencyWorld,
  never,
  ORDER,
  SERVICES,
  SOMEBODY,
  words,
} from './emergency-world.ts';

/** Of our own time, from the start to the request. */
const LIMIT = 10_000;

const lastResort = ({emergency}: EmergencyWorld) => ({
  rungs: emergency.settings.breakGlass?.ladder?.slice(3) ?? [],
});

test('the incident is durable and told before any probe has answered', async () => {
  const w = emergencyWorld();
  for (const service of SERVICES) w.services.set(service, 'hanging');
  const at = new Map<string, number>();
  const kept: number[] = [];
  const {open} = w.incidents;
  Object.assign(w.incidents, {
    open: async (...given: Parameters<typeof open>) => {
      kept.push(w.clock.monotonic());
      return open.apply(w.incidents, given);
    },
  });
  const began = w.clock.monotonic();
  const listening = async () => {
    for await (const {type} of breakGlass(w.emergency, ORDER, {}, new AbortController().signal))
      if (!at.has(type)) at.set(type, w.clock.monotonic());
  };
  await w.clock.through(listening());
  expect([kept, at.get('opened')]).toEqual([[began], began]);
  expect(at.get('evidence')).toBeGreaterThan(began);
});

test('who looks whether services answer need not heed any limit: nothing is taken for down then', async () => {
  const w = emergencyWorld();
  Object.assign(w.emergency, {prober: {probe: never}});
  const story = await emergencyRun(w, {}, SOMEBODY);
  expect(story.find(({type}) => type === 'evidence')).toEqual({type: 'evidence', probes: []});
  expect(words(story).at(-1)).toMatch(/^granted /);
  expect(w.sentAt[0]).toBeLessThan(LIMIT);
});

test('a kept key whose store names it and then hangs is typed', async () => {
  const w = emergencyWorld();
  Object.assign(w.emergency.keys, {open: never});
  let typed = 0;
  const story = await emergencyRun(w, lastResort(w), {
    ...SOMEBODY,
    userKey: async rung => {
      typed += 1;
      return SOMEBODY.userKey?.(rung);
    },
  });
  expect([typed, words(story).at(-1)]).toEqual([1, 'granted last-resort']);
  expect(w.sentAt[0]).toBeLessThan(LIMIT);
});
