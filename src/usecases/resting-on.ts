import type {WireAddress} from '../core/eligibility.ts';
import type {Grant} from '../core/grant.ts';
import type {Actor} from '../core/intent.ts';

/** The membership of a PIM group that was activated for a loan, and who may give it up. */
export interface RestsOn {
  readonly grant: Grant;
  readonly actor: Actor;
}

/**
 * What a loan's address says of the group it rests on: `groupGrantId`, and the whole grant with its actor as JSON text in
 * `groupGrant`, so that giving it up needs no list and no sign-in to Entra to be wished for.
 */
export function restingOn(address: WireAddress, {grant, actor}: RestsOn): WireAddress {
  return {...address, groupGrantId: grant.id, groupGrant: JSON.stringify({grant, actor})};
}

/** `undefined`: the loan rests on nothing of ours; a group that was active before is not remembered. */
export function restOf({address}: Pick<Grant, 'address'>): RestsOn | undefined {
  const {groupGrantId, groupGrant} = address;
  if (groupGrantId === undefined || groupGrant === undefined) return undefined;
  try {
    const rest: unknown = JSON.parse(groupGrant);
    return isRest(rest) && rest.grant.id === groupGrantId ? rest : undefined;
  } catch {
    return undefined;
  }
}

/** It is our own writing; only one that an earlier version wrote, or none at all, is told from it. */
function isRest(rest: unknown): rest is RestsOn {
  return isObject(rest) && isObject(rest.grant) && isObject(rest.actor) && typeof rest.grant.id === 'string';
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
