import {expect} from 'vitest';
import {truthComesOut} from './afterwards.ts';
import type {NamedHarm} from './harms.ts';
import type {PracticeHouse} from './practice-house.ts';
import type {Scenario} from './scenarios.ts';
import {afterAll, type Scene, scene, using, usingAll} from './scene.ts';

export interface Strike extends NamedHarm {
  /** 1-based. */
  readonly nth: number;
}

/** Plays the scenario where nothing goes wrong; answers how many calls it takes. */
export async function callsOf(house: PracticeHouse, scenario: Scenario): Promise<number> {
  return played(house, scenario, undefined);
}

/** Every call of the scenario meets every harm; answers how many times something was done to it. */
export async function everyCall(
  house: PracticeHouse,
  scenario: Scenario,
  harms: readonly NamedHarm[],
): Promise<number> {
  const calls = await callsOf(house, scenario);
  const failures: unknown[] = [];
  let tried = 0;
  for (let nth = 1; nth <= calls; nth += 1)
    for (const harm of harms) {
      tried += 1;
      await played(house, scenario, {...harm, nth}).catch((thrown: unknown) => {
        failures.push(`${scenario.name}, call ${nth} of ${calls}, ${harm.name}: ${thrown}`);
      });
    }
  expect(failures).toEqual([]);
  return tried;
}

async function played(house: PracticeHouse, scenario: Scenario, strike: Strike | undefined): Promise<number> {
  const stage = await scene(house, scenario.wish);
  const opened = scenario.wide ? usingAll : using;
  try {
    await scenario.before?.(stage);
    const before = house.cloud.log.length;
    await struck(house, strike, () => opened(stage, app => scenario.act(stage, app)));
    const calls = house.cloud.log.length - before;
    scenario.told(stage, strike === undefined);
    problemsAreTyped(stage, strike);
    await truthComesOut(stage, {exits: scenario.exits});
    return calls;
  } finally {
    house.cloud.faults.clear();
    afterAll(house);
  }
}

const AWS_ORIGINS: readonly string[] = ['oidc', 'portal', 'sts', 'signin'];

/**
 * While the work runs, its n-th call meets the harm; an answer that hangs has hung for as long as we wait. Where AWS hangs,
 * the person has had enough (`patience`): the SDK's own limit is a real timer.
 */
export async function struck<T>(
  {cloud, clock}: PracticeHouse,
  strike: Strike | undefined,
  work: () => Promise<T>,
  patience?: AbortController,
): Promise<T> {
  const [hits, before] = [cloud.faults.hits, cloud.log.length];
  if (strike !== undefined) cloud.faults.add({nth: strike.nth, do: strike.harm});
  if (strike?.thenGone)
    cloud.faults.add({nth: strike.nth + 1, times: Number.POSITIVE_INFINITY, do: {reset: true}});
  const watch = setInterval(() => {
    if (strike?.harm.hang !== true || cloud.faults.hits === hits) return;
    clock.endAnswers();
    if (AWS_ORIGINS.includes(cloud.log[before + strike.nth - 1]?.origin ?? '')) patience?.abort();
  }, 2);
  try {
    return await work();
  } finally {
    clearInterval(watch);
  }
}

/** Whatever went wrong was said in words that everybody knows, and never as a mistake of ours. */
export function problemsAreTyped(
  {tale}: {readonly tale: Pick<Scene['tale'], 'problems'>},
  strike: Strike | undefined,
): void {
  for (const problem of tale.problems) {
    expect(problem.code, problem.code === 'bug' ? String(problem.cause) : '').not.toBe('bug');
    expect(problem.provider, 'it says where it comes from').toBeDefined();
  }
  if (strike === undefined) expect(tale.problems).toEqual([]);
}
