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

/** The store of sign-ins opens when somebody has typed its passphrase, `after` so long. */
function askingStore(after: number): EmergencyWorld {
  const w = emergencyWorld();
  const {appOf} = w.emergency;
  let open: Promise<void> | undefined;
  const typed = async () => {
    await w.clock.sleep(after, new AbortController().signal);
    open = undefined;
  };
  Object.assign(w.emergency, {
    question: () => open,
    appOf: async (name: string) => {
      open ??= typed();
      await open;
      return appOf(name);
    },
  });
  return w;
}

test('somebody who is asked for the passphrase of the sign-ins has longer than a machine', async () => {
  const story = await emergencyRun(askingStore(25_000), {}, SOMEBODY);
  expect(words(story).at(-1)).toBe('granted prod-owner');
});

test('a store that hangs without asking anybody holds nobody up', async () => {
  const w = askingStore(25_000);
  Object.assign(w.emergency, {question: () => undefined});
  expect(words(await emergencyRun(w, {}, SOMEBODY)).join()).toMatch(/passed prod-owner/);
});

test('who stops at the question is not waited for', async () => {
  const stop = new AbortController();
  const w = askingStore(600_000);
  const began = w.clock.monotonic();
  const running = emergencyRun(w, {}, SOMEBODY, stop.signal);
  w.clock.sleep(20_000, new AbortController().signal).then(() => stop.abort());
  await running;
  expect(w.clock.monotonic() - began).toBeLessThan(30_000);
});
