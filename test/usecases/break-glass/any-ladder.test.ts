import fc from 'fast-check';
import {expect, test} from 'vitest';
import '../../support/property-seed.ts';
import {reportOf} from '../../../src/core/emergency-report.ts';
import type {Intent} from '../../../src/core/intent.ts';
import type {Answer} from '../../../src/core/ports.ts';
import {problemOf} from '../../../src/core/problem.ts';
import {emergencyRecord} from '../../../src/usecases/break-glass/emergency-record.ts';
import type {EmergencyStory} from '../../../src/usecases/break-glass/emergency-story.ts';
import type {FakeProvider} from '../fake-cloud.ts';
import {troubled} from '../fake-cloud.ts';
import {active, OFFLINE, pending, refused} from '../samples.ts';
import {
  type EmergencyWorld,
  emergencyRun,
  emergencyWorld,
  type Health,
  LADDER,
  NOBODY,
  never,
  SERVICES,
  SOMEBODY,
} from './emergency-world.ts';

/** What a cloud may do with a request. Only a refusal, or a request that surely never arrived, is definite. */
const WAYS = {
  active: active(),
  'already-active': refused({code: 'already-active', endsAt: null, grantId: 'seen.1'}),
  'already-there': refused({code: 'already-active', endsAt: null}),
  denied: refused({code: 'denied'}, 'denied'),
  'not-eligible': refused({code: 'not-eligible'}),
  shorter: refused({code: 'duration-too-long', most: 900}),
  mfa: refused({code: 'step-up-needed', context: 'mfa'}),
  approval: pending('pending-approval', ['Grace']),
  provisioning: pending('provisioning'),
  lost: () => ({type: 'lost', problem: OFFLINE}) as const,
  bug: new TypeError('undefined is not a function'),
} as const;

type Way = keyof typeof WAYS;
const DEFINITE: readonly Way[] = ['denied', 'not-eligible', 'shorter', 'mfa'];

const health = fc.constantFrom<Health>('ok', 'ok', 'ok', 'down', 'hanging');
const ways = fc.array(fc.constantFrom(...(Object.keys(WAYS) as Way[])), {minLength: 1, maxLength: 3});

const harms = fc.record({
  rungs: fc.shuffledSubarray([...LADDER], {minLength: 1}),
  ways: fc.tuple(ways, ways, ways, ways),
  services: fc.tuple(health, health, health, health, health),
  entra: health,
  corp: health,
  sinks: health,
  keys: health,
  store: fc.constantFrom('none', 'record', 'incidents'),
  storeHealth: fc.constantFrom<Health>('down', 'hanging'),
  somebody: fc.boolean(),
  finds: fc.constantFrom('never-arrived', 'unknown'),
  endings: fc.constantFrom('ended', 'not-active'),
});
type Harms = typeof harms extends fc.Arbitrary<infer T> ? T : never;

/** What each provider was sent, and how it answered. */
type Sent = {readonly intent: Intent; readonly way: Way; readonly isOpened: boolean};

function lay(
  w: EmergencyWorld,
  provider: FakeProvider,
  laid: readonly Way[],
  sent: Sent[],
  harm: Harms,
): void {
  const left = [...laid];
  const isOpened = () => w.log.steps.includes('opened') || w.incidents.rows.length > 0;
  provider.answers = [
    (intent): Answer => {
      const way = (left.length > 1 ? left.shift() : left[0]) ?? 'denied';
      sent.push({intent, way, isOpened: isOpened()});
      const answer = WAYS[way];
      if (answer instanceof Error) throw answer;
      return answer(intent);
    },
  ];
  provider.checks = [intent => pending('provisioning')(intent)];
  provider.finds = [() => harm.finds];
  provider.endings = [() => ({type: harm.endings})];
}

function worldOf(harm: Harms) {
  const w = emergencyWorld();
  const sent = w.providers.map((provider, at) => {
    const told: Sent[] = [];
    lay(w, provider, harm.ways[at] ?? ['denied'], told, harm);
    return told;
  });
  for (const [at, service] of SERVICES.entries()) w.services.set(service, harm.services[at] ?? 'ok');
  w.sinks.health = harm.sinks;
  w.keys.health = harm.keys;
  for (const [authority, how] of [
    [w.entra, harm.entra],
    [w.corp, harm.corp],
  ] as const) {
    if (how === 'down') authority.who = troubled({code: 'signed-out', reason: 'expired'});
    if (how === 'hanging') authority.actor = never;
  }
  if (harm.store === 'record') w.log.health = harm.storeHealth;
  if (harm.store === 'incidents') w.incidents.health = harm.storeHealth;
  return {w, sent};
}

const RECORDED: readonly EmergencyStory['type'][] = [
  ...(['opened', 'evidence', 'notice', 'cosigned', 'single-person', 'tried', 'passed'] as const),
  ...(['waiting', 'granted', 'without'] as const),
];

function checkRequests(sent: readonly (readonly Sent[])[], finds: Harms['finds']): void {
  for (const those of sent) {
    expect(those.every(({isOpened}) => isOpened)).toBe(true);
    for (const {way} of those.slice(0, -1)) {
      const isOver =
        DEFINITE.includes(way) || (finds === 'never-arrived' && (way === 'lost' || way === 'bug'));
      expect(isOver, `${way} was followed by another request`).toBe(true);
    }
    expect(those.length).toBeLessThanOrEqual(3);
  }
  const ids = sent.flat().map(({intent}) => intent.id);
  expect(new Set(ids).size).toBe(ids.length);
}

function checkStory(story: readonly EmergencyStory[]): void {
  const types = story.map(({type}) => type);
  const granted = types.indexOf('granted');
  expect(types.filter(type => type === 'granted').length).toBeLessThanOrEqual(1);
  if (granted >= 0)
    expect(types.slice(granted + 1).filter(type => type === 'tried' || type === 'passed')).toEqual([]);
  const isSettled = granted >= 0 || types.includes('waiting');
  expect(types.includes('without')).toBe(!isSettled);
}

async function checkRecord({log, clock}: EmergencyWorld, story: readonly EmergencyStory[]): Promise<void> {
  expect(log.steps).toEqual(story.map(({type}) => type).filter(type => RECORDED.includes(type)));
  const {entries} = await emergencyRecord(log);
  const report = reportOf(entries, 'INC-1', {now: clock.now()});
  const last = new Map(
    story.flatMap(one => (one.type !== 'road' && 'rung' in one ? [[one.rung.name, one] as const] : [])),
  );
  for (const row of report?.roles ?? []) {
    const told = last.get(row.rung);
    expect(row.state).toBe(told?.type ?? 'not-tried');
    expect(row.problem).toBe(told?.type === 'passed' ? told.problem.code : null);
  }
}

test('any ladder, any harm: nothing is asked twice that may have happened, and the record tells what did', async () => {
  await fc.assert(
    fc.asyncProperty(harms, async harm => {
      const {w, sent} = worldOf(harm);
      const people = harm.somebody ? SOMEBODY : NOBODY;
      const story = await emergencyRun(w, {rungs: harm.rungs}, people);
      checkRequests(sent, harm.finds);
      checkStory(story);
      if (harm.store !== 'record') await checkRecord(w, story);
    }),
    {numRuns: 300},
  );
}, 60_000);

test('stopped at any moment: the story just ends, and what was sent is on record', async () => {
  await fc.assert(
    fc.asyncProperty(harms, fc.nat({max: 15}), async (harm, after) => {
      const {w, sent} = worldOf({...harm, store: 'none'});
      const stop = new AbortController();
      const told = w.log.append.bind(w.log);
      w.log.append = fact => {
        if (w.log.facts.length >= after) stop.abort();
        return told(fact);
      };
      const run = emergencyRun(w, {rungs: harm.rungs}, SOMEBODY, stop.signal);
      const thrown = await run.then(() => undefined, problemOf);
      expect(thrown).toBeUndefined();
      checkRequests(sent, harm.finds);
      const requests = w.log.facts.flatMap(({type, requestId}) => (type === 'request' ? [requestId] : []));
      expect(requests).toEqual(expect.arrayContaining(sent.flat().map(({intent}) => intent.id)));
      expect(w.incidents.rows).toHaveLength(1);
    }),
    {numRuns: 200},
  );
}, 60_000);
