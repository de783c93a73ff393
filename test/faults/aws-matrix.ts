import {expect} from 'vitest';
import {hours} from '../../src/core/time.ts';
import {awsTruth} from './aws-afterwards.ts';
import type {AwsScenario} from './aws-scenarios.ts';
import {awsScene, usingAws} from './aws-scene.ts';
import type {NamedHarm} from './harms.ts';
import {problemsAreTyped, type Strike, struck} from './matrix.ts';
import type {PracticeHouse} from './practice-house.ts';

/** Every call of the scenario meets every harm; answers how many times something was done to it. */
export async function everyAwsCall(
  house: PracticeHouse,
  scenario: AwsScenario,
  harms: readonly NamedHarm[],
): Promise<number> {
  const calls = await played(house, scenario, undefined);
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

async function played(
  house: PracticeHouse,
  scenario: AwsScenario,
  strike: Strike | undefined,
): Promise<number> {
  const blank = await awsScene(house);
  try {
    const scene = (await scenario.before?.(blank)) ?? blank;
    const before = house.cloud.log.length;
    await struck(house, strike, () => usingAws(scene, app => scenario.act(scene, app)), scene.patience);
    const calls = house.cloud.log.length - before;
    scenario.told?.(scene, strike === undefined);
    problemsAreTyped(scene, strike);
    await awsTruth(scene, scenario.expected);
    return calls;
  } finally {
    house.cloud.faults.clear();
    house.cloud.clock.advance(hours(48));
  }
}
