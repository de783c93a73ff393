import {expect, test} from 'vitest';
import {everyCallOfBatch} from './batch.ts';

test('a batch over four kinds, each call struck: each role’s fate is told', {timeout: 240_000}, async () => {
  const tried = await everyCallOfBatch({undo: false});
  expect(tried).toBeGreaterThan(100);
  console.log(`${tried} faults tried: each call of a batch over four kinds with each harm`);
});
