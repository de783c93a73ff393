import {type ActivationEvent, NOT_SENT, step} from '../core/activation.ts';
import type {Eligibility} from '../core/eligibility.ts';
import {type Fate, hasFailed} from '../usecases/rollback.ts';

/** Roles that were asked for together, each with what came of it: the lists forget a story once it is over. */
export type Batch = readonly Fate[];

/** One role alone has nothing to be given back for. */
export const batchOf = (roles: readonly Eligibility[]): Batch | null =>
  roles.length < 2 ? null : roles.map(eligibility => ({eligibility, activation: NOT_SENT}));

export const toldIn = (batch: Batch | null, item: string, event: ActivationEvent): Batch | null =>
  batch?.map(fate =>
    fate.eligibility.id === item ? {...fate, activation: step(fate.activation, event)} : fate,
  ) ?? null;

const ON_THE_WAY: readonly string[] = ['submitted', 'pending-approval', 'provisioning', 'scheduled'];

/** What a batch took, or may still get, although some of it failed; none where all went well or nothing did. */
export function toGiveBack(batch: Batch | null): Batch {
  if (batch === null || !batch.some(hasFailed)) return [];
  return batch.filter(isOurs);
}

/** A role that was active before is not this batch's; one that failed after all has nothing to give. */
function isOurs({activation: {state, problem, grant}}: Fate): boolean {
  if (problem?.code === 'already-active') return false;
  return state === 'active' ? grant !== null : ON_THE_WAY.includes(state);
}
