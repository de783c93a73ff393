import {describe, expect, test} from 'vitest';
import type {Intent} from '../../src/core/intent.ts';
import type {Answer} from '../../src/core/ports.ts';
import {activate} from '../../src/usecases/activate.ts';
import type {ActivationOrder, Story} from '../../src/usecases/story.ts';
import {fold, run} from './activating.ts';
import {type AwsWorld, awsRole, linkedSet, orderOf, permissionSet} from './aws-world.ts';
import {troubled} from './fake-cloud.ts';
import {collect} from './fakes.ts';
import {begins, linkedWorld} from './linking.ts';
import {
  active,
  asksStepUp,
  lost,
  NOON,
  OFFLINE,
  order,
  pending,
  refused,
  STAY,
  scheduled,
} from './samples.ts';

const azure = (id: string) => order({id});
const entra = (id: string) => order({id, kind: 'entra-role'});
const withContext = (of: ActivationOrder): ActivationOrder => ({
  ...of,
  policy: {...of.policy, requires: {...of.policy.requires, authContext: 'c1'}},
});

/** Twelve roles of all five kinds, each with a fate of its own. */
const ORDERS: readonly ActivationOrder[] = [
  withContext(azure('azr-1')),
  azure('azr-2'),
  azure('azr-3'),
  azure('azr-4'),
  azure('azr-5'),
  withContext(entra('ent-1')),
  entra('ent-2'),
  entra('ent-3'),
  orderOf(permissionSet()),
  orderOf(awsRole()),
  orderOf(linkedSet()),
  order({id: 'grp-5', kind: 'entra-group'}),
];

type Says = (intent: Intent) => Answer;

const FATES: Readonly<Record<string, readonly (Says | Error)[]>> = {
  'azr-1': [active({id: 'azr-1.x'})],
  'azr-2': [lost],
  'azr-3': [refused({code: 'denied'}, 'denied')],
  'azr-4': [asksStepUp(), active({id: 'azr-4.x'})],
  'azr-5': [troubled({code: 'throttled', retryAfterSeconds: 9})],
  'ent-1': [active({id: 'ent-1.x'})],
  'ent-2': [pending('provisioning')],
  'ent-3': [new TypeError('our bug')],
  'grp-1': [begins],
  'grp-5': [scheduled(NOON + 1000)],
};

/** Each role is answered by its own fate, in whatever order they are asked; `most` were on their way at once. */
function manyWorld(): AwsWorld & {readonly most: () => number} {
  const w = linkedWorld();
  const left = new Map(Object.entries(FATES).map(([id, answers]) => [id, [...answers]]));
  let [now, most] = [0, 0];
  const answer = async (intent: Intent): Promise<Answer> => {
    now += 1;
    most = Math.max(most, now);
    await w.clock.sleep(100, new AbortController().signal);
    now -= 1;
    const says = left.get(intent.eligibilityId)?.shift();
    if (says === undefined) throw new Error(`asked too often: ${intent.eligibilityId}`);
    if (says instanceof Error) throw says;
    return says(intent);
  };
  for (const cloud of [w.arm, w.graph, w.groups]) cloud.answers = [answer];
  w.arm.finds = [() => 'never-arrived'];
  w.graph.finds = [() => 'unknown'];
  w.graph.checks = [active({id: 'ent-2.x'})];
  return {...w, most: () => most};
}

const ids = ORDERS.map(({eligibility}) => eligibility.id);
const fatesOf = (story: readonly Story[]) =>
  Object.fromEntries(
    ids.map(id => {
      const {state, problem} = fold(story, id);
      return [id, [state, problem?.code ?? null]];
    }),
  );

describe('twelve roles of all kinds at once', () => {
  test('each one’s fate is told, whatever happens to the others', async () => {
    const w = manyWorld();
    expect(fatesOf(await run(w, ORDERS))).toEqual({
      'azr-1': ['active', null],
      'azr-2': ['failed', 'unreachable'],
      'azr-3': ['denied', 'denied'],
      'azr-4': ['active', null],
      'azr-5': ['failed', 'throttled'],
      'ent-1': ['active', null],
      'ent-2': ['active', null],
      'ent-3': ['unknown', 'bug'],
      'aws-1': ['active', null],
      'awr-1': ['active', null],
      'aws-9': ['active', null],
      'grp-5': ['scheduled', null],
    });
  });

  test('one step-up for the context that three of them ask for, and at most four requests at once', async () => {
    const w = manyWorld();
    await run(w, ORDERS);
    expect(w.entra.steppedUp.map(({context}) => context)).toEqual(['c1']);
    expect(w.most()).toBe(4);
  });

  test('nothing is sent twice but what was definitely refused', async () => {
    const w = manyWorld();
    await run(w, ORDERS);
    const sent = [w.arm, w.graph, w.groups].flatMap(cloud => cloud.sent.map(({id}) => id));
    const counts = [...Map.groupBy(sent, id => id).values()].map(({length}) => length);
    expect(counts.filter(count => count > 1)).toEqual([2]);
    expect(sent.length).toBe(Object.keys(FATES).length + 1);
  });

  test('one cloud that nobody is signed in to takes its own with it, and no other', async () => {
    const w = manyWorld();
    w.entra.who = troubled({code: 'signed-out', reason: 'expired'});
    const fates = fatesOf(await run(w, ORDERS));
    expect(fates).toMatchObject({'azr-1': ['failed', 'signed-out'], 'aws-1': ['active', null]});
    expect(fates).toMatchObject({'aws-9': ['failed', 'signed-out'], 'awr-1': ['active', null]});
  });

  test.each([0, 50, 150, 250, 1050, 5000])(
    'interrupted after %i ms: each one’s fate is told',
    async after => {
      const w = manyWorld();
      const ctrlC = new AbortController();
      const story = collect(activate(w.app, ORDERS, STAY, ctrlC.signal));
      await w.clock.turn(0);
      await w.clock.turn(after);
      ctrlC.abort();
      const told = await w.clock.through(story);
      for (const id of ids)
        expect(told.filter(one => one.type === 'item' && one.item === id)).not.toEqual([]);
      expect(
        ids.map(id => fold(told, id)).filter(({state, problem}) => state === 'unknown' && problem === null),
      ).toEqual([]);
      const open = new Set(
        w.journal.rows.filter(({settledAt}) => settledAt === null).map(row => row.intent.eligibilityId),
      );
      for (const id of ids) {
        const {state} = fold(told, id);
        if (open.has(id)) expect(['unknown', 'submitted', 'provisioning', 'step-up']).toContain(state);
      }
    },
  );
});

test('offline as a whole: all told, nothing lost', async () => {
  const w = manyWorld();
  for (const cloud of [w.arm, w.graph, w.groups]) {
    cloud.answers = [lost];
    cloud.finds = [troubled(OFFLINE)];
  }
  const fates = fatesOf(await run(w, ORDERS));
  expect(fates).toMatchObject({'azr-1': ['unknown', 'unreachable'], 'aws-1': ['active', null]});
  expect(Object.values(fates).every(([state, code]) => state === 'active' || code !== null)).toBe(true);
});
