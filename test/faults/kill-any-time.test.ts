import {afterAll, expect, test} from 'vitest';
import {lived, VERBS} from './any-time.ts';
import {type PracticeHouse, practiceHouse} from './practice-house.ts';

/** Two cores: two at once, each with a cloud of its own, whose time nobody else turns. */
const LANES = 2;

const tally = new Map<string, number>();

afterAll(() => {
  const kills = [...tally.values()].reduce((sum, one) => sum + one, 0);
  const each = [...tally].map(([name, times]) => `${times} ${name}`).join(', ');
  console.log(`${kills} commands of the built program killed at any time of their life: ${each}`);
});

const GOLDEN = 0.618034;
/** Another seed kills at other moments; what a machine makes of each is never the same twice. */
const START = (Number(process.env.PROPERTY_SEED ?? 0) * GOLDEN) % 1;

/** Random, and well spread over the life: the golden section never comes close to itself. */
const moment = (nth: number): number => 0.03 + 0.94 * ((START + nth * GOLDEN) % 1);

async function lane(house: PracticeHouse, own: number): Promise<void> {
  for (const [times, verb] of VERBS) {
    let {ms: life} = verb.stays ? {ms: verb.stays} : await lived(house, verb, own, null);
    for (let nth = own; nth < times; nth += LANES) {
      const {isKilled, ms} = await lived(house, verb, nth, life * moment(nth));
      if (isKilled) tally.set(verb.name, (tally.get(verb.name) ?? 0) + 1);
      else life = Math.min(life, ms);
    }
  }
}

test('the built program, killed at any time of its life: the next command finds the truth, and ends what was to end', {
  timeout: 180_000,
}, async () => {
  const houses = await Promise.all(
    Array.from({length: LANES}, () => practiceHouse({ticking: true, provisioningMs: 0, firstTokens: 200})),
  );
  try {
    await Promise.all(houses.map(lane));
  } finally {
    await Promise.all(houses.map(house => house.close()));
  }
  expect([...tally.keys()]).toEqual(VERBS.map(([, {name}]) => name));
  expect([...tally.values()].reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(200);
});
