import {expect} from 'vitest';
import type {Practice, Ran} from '../terminal/practice.ts';

/** The same command in two processes that begin together. */
export const both = ({run}: Practice, ...args: readonly string[]): Promise<readonly Ran[]> =>
  Promise.all([run(...args), run(...args)]);

/** Exit codes, the best first: which of the two came first does not matter. */
export const codes = (ran: readonly Ran[]): readonly number[] =>
  ran.map(({code}) => code).sort((a, b) => a - b);

export async function recordIsWhole({run}: Practice): Promise<void> {
  expect(await run('audit', 'verify')).toMatchObject({code: 0});
}
