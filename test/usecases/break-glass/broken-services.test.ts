import {expect, test} from 'vitest';
import {exitCodeOf} from '../../../src/core/exit-code.ts';
import {explain} from '../../../src/core/explain.ts';
import type {App} from '../../../src/usecases/app.ts';
import type {EmergencyStory} from '../../../src/usecases/break-glass/emergency-story.ts';
import {troubled} from '../fake-cloud.ts';
import {unwritable} from '../fake-stores.ts';
import {OFFLINE} from '../samples.ts';
import {
  type EmergencyWorld,
  emergencyRun,
  emergencyWorld,
  type Health,
  never,
  SERVICES,
  SOMEBODY,
  words,
} from './emergency-world.ts';

const PARTS = [...SERVICES, 'sinks', 'keyring', 'record', 'state'] as const;
type Part = (typeof PARTS)[number];

/** Of our own time, from the start to the request or to the end. */
const LIMIT = 10_000;

const locked = troubled({code: 'signed-out', reason: 'store-unreadable'});

/** A member of a store that fails, or never answers, whatever it is called with. */
function breaking<T extends object>(store: T, health: Health): T {
  const broken = async () => (health === 'hanging' ? never() : Promise.reject(unwritable('state.db')));
  return new Proxy(store, {get: (_, name) => (name === 'isHolderGone' ? () => false : broken)});
}

const HOW: Readonly<
  Record<Exclude<Part, (typeof SERVICES)[number]>, (w: EmergencyWorld, health: Health) => void>
> = {
  sinks: (w, health) => {
    w.sinks.health = health;
  },
  keyring: (w, health) => {
    for (const one of [w.entra, w.corp])
      one.actor = health === 'hanging' ? never : async () => Promise.reject(locked);
    Object.assign(w.emergency.signer, {
      key: health === 'hanging' ? never : async () => Promise.reject(locked),
    });
  },
  record: (w, health) => {
    w.log.health = health;
  },
  state: (w, health) => {
    w.incidents.health = health;
    const {journal, cache} = w.app;
    const app: App = {...w.app, journal: breaking(journal, health), cache: breaking(cache, health)};
    Object.assign(w.emergency, {appOf: async () => app});
  },
};

function harm(w: EmergencyWorld, part: Part, health: Health): void {
  if (part === 'sinks' || part === 'keyring' || part === 'record' || part === 'state') HOW[part](w, health);
  else harmService(w, part, health);
}

function harmService(w: EmergencyWorld, part: (typeof SERVICES)[number], health: Health): void {
  w.services.set(part, health);
  if (part === 'entra')
    w.entra.actor = health === 'hanging' ? never : async () => Promise.reject(troubled(OFFLINE));
  if (part === 'sts')
    w.userSignIn.actor = health === 'hanging' ? never : async () => Promise.reject(troubled(OFFLINE));
}

const exitCode = (story: readonly EmergencyStory[]): number => {
  const last = new Map(
    story.flatMap(one => (one.type === 'passed' ? [[one.rung.name, one.problem] as const] : [])),
  );
  return exitCodeOf([...last.values()].map(problem => ({type: 'failed', code: explain(problem).exitCode})));
};

const each = PARTS.flatMap(part => (['down', 'hanging'] as const).map(health => ({part, health})));

test.each(each)('$part $health: the request leaves within ten seconds', async ({part, health}) => {
  const w = emergencyWorld();
  harm(w, part, health);
  const story = await emergencyRun(w, {}, SOMEBODY);
  expect(words(story).at(-1)).toMatch(/^granted /);
  expect(w.sentAt).toHaveLength(1);
  expect(w.sentAt[0]).toBeLessThan(LIMIT);
  const evidence = story.find(one => one.type === 'evidence');
  expect(evidence?.probes.length).toBe(SERVICES.length);
  if (part !== 'record')
    expect(w.log.steps).toEqual(expect.arrayContaining(['evidence', 'notice', 'granted']));
});

const ALL_BUT: readonly (readonly Part[])[] = [
  PARTS.filter(part => part !== 'sts' && part !== 'state'),
  PARTS.filter(part => part !== 'sts' && part !== 'record'),
];

test.each(ALL_BUT.flatMap(parts => (['down', 'hanging'] as const).map(health => ({parts, health}))))(
  'everything but one durable place and STS is $health: $parts',
  async ({parts, health}) => {
    const w = emergencyWorld();
    for (const part of parts) harm(w, part, health);
    const story = await emergencyRun(w, {}, SOMEBODY);
    expect(words(story).at(-1)).toBe('granted last-resort');
    expect(w.sentAt[0]).toBeLessThan(LIMIT);
    expect(story.some(({type}) => type === 'unwritten')).toBe(true);
  },
);

test.each(['down', 'hanging'] as const)(
  'no credential at all, everything else %s: it ends 4 in time',
  async health => {
    const w = emergencyWorld();
    for (const part of PARTS.filter(one => one !== 'state')) harm(w, part, health);
    harm(w, 'keyring', 'down');
    const story = await emergencyRun(w);
    expect(words(story).at(-1)).toBe('without');
    expect(w.sentAt).toEqual([]);
    expect(w.clock.monotonic()).toBeLessThan(LIMIT);
    expect(exitCode(story)).toBe(4);
    expect(story.some(({type}) => type === 'evidence')).toBe(true);
  },
);

test.each(['down', 'hanging'] as const)(
  'a keyring that is %s, and nothing else to go by: 4',
  async health => {
    const w = emergencyWorld();
    harm(w, 'keyring', health);
    const story = await emergencyRun(w);
    expect(words(story).at(-1)).toBe('without');
    expect(exitCode(story)).toBe(4);
    expect(w.clock.monotonic()).toBeLessThan(LIMIT);
  },
);

test.each(['down', 'hanging'] as const)(
  'no durable place takes the first line (%s): 73, and nothing is sent',
  async health => {
    const w = emergencyWorld();
    harm(w, 'record', health);
    harm(w, 'state', health);
    await expect(emergencyRun(w, {}, SOMEBODY)).rejects.toMatchObject({problem: {code: 'state-unwritable'}});
    expect(w.sentAt).toEqual([]);
    expect(w.clock.monotonic()).toBeLessThan(LIMIT);
  },
);

test('an app that never opens is passed, and the store of emergency keys may hang: the key is typed', async () => {
  const w = emergencyWorld();
  w.keys.health = 'hanging';
  expect(
    words(
      await emergencyRun(w, {rungs: w.emergency.settings.breakGlass?.ladder?.slice(3) ?? []}, SOMEBODY),
    ).at(-1),
  ).toBe('granted last-resort');
  const closed = emergencyWorld();
  Object.assign(closed.emergency, {appOf: never});
  const story = await emergencyRun(closed, {}, SOMEBODY);
  expect(words(story).at(-1)).toBe('without');
  expect(exitCode(story)).toBe(4);
  expect(closed.clock.monotonic()).toBeLessThan(LIMIT);
});

test('each place that cannot be written is told once', async () => {
  const w = emergencyWorld();
  harm(w, 'record', 'down');
  const story = await emergencyRun(w, {}, SOMEBODY);
  expect(story.filter(({type}) => type === 'unwritten')).toMatchObject([
    {problem: {code: 'state-unwritable', path: 'audit.ndjson'}},
  ]);
});
