import {afterAll, describe, expect, test} from 'vitest';
import {awsHouse, LONGEST_GOODBYE, lenientAwsHouse, linkedAwsHouse} from './aws-house.ts';
import {everyAwsCall} from './aws-matrix.ts';
import type {AwsScenario} from './aws-scenarios.ts';
import * as play from './aws-scenarios.ts';
import * as session from './aws-sign-in-scenarios.ts';
import {AWS_HARMS, LOST_HARMS, type NamedHarm, WORST_AWS_HARMS} from './harms.ts';
import type {PracticeHouse} from './practice-house.ts';

let tried = 0;

afterAll(() => {
  console.log(`${tried} faults tried: each call of each AWS scenario with each harm`);
});

/** A house of its own, so that no list grows long. */
async function all(
  scenario: AwsScenario,
  harms: readonly NamedHarm[],
  open: () => Promise<PracticeHouse> = () => lenientAwsHouse(),
): Promise<void> {
  const house = await open();
  try {
    const done = await everyAwsCall(house, scenario, harms);
    expect(done).toBeGreaterThanOrEqual(harms.length);
    tried += done;
  } finally {
    await house.close();
  }
}

describe('each call to AWS meets each harm', () => {
  test.each([play.borrowing('set'), play.borrowing('role'), play.renewing, play.execLike('set')])(
    '$name',
    {timeout: 120_000},
    scenario => all(scenario, AWS_HARMS),
  );
});

describe('each call to AWS meets the worst harms', () => {
  test.each([
    play.borrowing('guarded'),
    play.listing,
    play.lendingAnew,
    play.credentialsAtOnce,
    play.consoleOf('set'),
    play.consoleOf('role'),
    play.extending('set', 4 * 3600),
    play.extending('role', 3600),
    session.signingIn,
  ])('$name', {timeout: 60_000}, scenario => all(scenario, WORST_AWS_HARMS));

  test.each([play.borrowing('linked'), play.execLike('linked'), play.endingLinked])(
    '$name',
    {timeout: 60_000},
    scenario => all(scenario, LOST_HARMS, () => linkedAwsHouse()),
  );

  test('token refresh', {timeout: 120_000}, () => all(session.refreshing, AWS_HARMS, awsHouse));

  test('logout', {timeout: 60_000}, () =>
    all(session.signingOut, WORST_AWS_HARMS, () => awsHouse({limits: [LONGEST_GOODBYE]})),
  );
});
