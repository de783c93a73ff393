import {expect, test} from 'vitest';
import {everyCallOfBatch} from './batch.ts';

test('a batch that is had whole or not at all, each call struck: all of it or nothing', {
  timeout: 240_000,
}, async () => {
  const tried = await everyCallOfBatch({undo: true});
  expect(tried).toBeGreaterThan(100);
  console.log(`${tried} faults tried: each call of a batch with rollback with each harm`);
});
