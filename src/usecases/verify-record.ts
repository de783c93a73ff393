import {Trouble} from '../core/problem.ts';
import type {App} from './app.ts';

/**
 * Ordinary requests are refused on a record that does not verify (83), until somebody has acknowledged what was found.
 * Ending access never asks. Only what is new since the last look is judged line by line.
 */
export async function refuseBroken({audit}: Pick<App, 'audit'>): Promise<void> {
  const verdict = await audit.check?.();
  if (verdict?.type !== 'broken') return;
  throw new Trouble({code: 'audit-broken', seq: verdict.line, reason: verdict.reason});
}
