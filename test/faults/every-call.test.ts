import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {HARMS, WORST_HARMS} from './harms.ts';
import {everyCall} from './matrix.ts';
import {type PracticeHouse, practiceHouse} from './practice-house.ts';
import * as play from './scenarios.ts';

let house: PracticeHouse;
let tried = 0;

beforeAll(async () => {
  house = await practiceHouse({provisioningMs: 2500, approverMs: 2500});
});

afterAll(async () => {
  await house.close();
  console.log(`${tried} faults tried: each call of each scenario with each harm`);
});

describe('each call meets each harm', () => {
  test.each([
    play.activating('azure-resource'),
    play.activating('entra-role'),
    play.activating('entra-group'),
  ])('$name', {timeout: 60_000}, async scenario => {
    const done = await everyCall(house, scenario, HARMS);
    expect(done).toBeGreaterThan(50);
    tried += done;
  });
});

describe('each call meets the worst harms', () => {
  test.each([
    play.withApproval('azure-resource'),
    play.withApproval('entra-group'),
    play.withStepUp('azure-resource', true),
    play.withStepUp('entra-role', false),
    play.deactivating('azure-resource'),
    play.deactivating('entra-role'),
    play.cancelling('azure-resource'),
    play.cancelling('entra-group'),
    play.listing,
    play.readingStatus,
  ])('$name', {timeout: 60_000}, async scenario => {
    const done = await everyCall(house, scenario, WORST_HARMS);
    expect(done).toBeGreaterThan(10);
    tried += done;
  });

  test('token refresh', async () => {
    const stale = await practiceHouse({firstTokens: 200});
    try {
      tried += await everyCall(stale, play.refreshing, WORST_HARMS);
    } finally {
      await stale.close();
    }
  });
});
