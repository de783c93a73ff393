import {afterAll, describe, expect, test} from 'vitest';
import * as ending from './ending-scenarios.ts';
import {HARMS, type NamedHarm, WORST_HARMS} from './harms.ts';
import {everyCall} from './matrix.ts';
import {type HouseOptions, practiceHouse} from './practice-house.ts';
import type {Scenario} from './scenarios.ts';
import * as play from './scenarios.ts';

let tried = 0;

afterAll(() => {
  console.log(`${tried} faults tried: each call of each scenario with each harm`);
});

/** A house of its own, so that no list grows long. */
async function all(scenario: Scenario, harms: readonly NamedHarm[], options: HouseOptions): Promise<void> {
  const house = await practiceHouse({provisioningMs: 800, approverMs: 1500, ...options});
  try {
    const done = await everyCall(house, scenario, harms);
    expect(done).toBeGreaterThanOrEqual(harms.length);
    tried += done;
  } finally {
    await house.close();
  }
}

describe('each call meets each harm', () => {
  test.each([
    play.activating('azure-resource'),
    play.activating('entra-role'),
    play.activating('entra-group'),
    play.deactivating('azure-resource'),
    play.deactivating('entra-role'),
    play.deactivating('entra-group'),
    ending.execLike('azure-resource'),
    ending.execLike('entra-role'),
    ending.execLike('entra-group'),
  ])('$name', {timeout: 180_000}, scenario => all(scenario, HARMS, {}));

  test('token refresh', {timeout: 180_000}, () => all(play.refreshing, HARMS, {firstTokens: 200}));
});

describe('each call meets the worst harms, renewing of tokens among them', () => {
  test.each([
    play.withTokensOver(play.activating('azure-resource')),
    play.withTokensOver(play.activating('entra-role')),
  ])('$name', {timeout: 60_000}, scenario => all(scenario, WORST_HARMS, {firstTokens: 3600}));
});

describe('each call meets the worst harms', () => {
  test.each([
    play.withApproval('azure-resource'),
    play.withApproval('entra-group'),
    play.withStepUp('azure-resource', true),
    play.withStepUp('entra-role', false),
    play.cancelling('azure-resource'),
    play.cancelling('entra-group'),
    ending.reconciling('azure-resource'),
    ending.reconciling('entra-role'),
    play.listing,
    play.readingStatus,
  ])('$name', {timeout: 60_000}, scenario => all(scenario, WORST_HARMS, {}));
});
