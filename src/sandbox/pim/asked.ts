import type {TokenClaims} from '../entra/claims.ts';
import {text} from '../http/call.ts';
import {Refusal} from '../refusal.ts';
import {instantMs} from './duration.ts';
import type {Caller, Expiration} from './model.ts';

export function callerOf(claims: TokenClaims): Caller {
  const cp1 = claims.xms_cc?.includes('cp1') ?? false;
  return {oid: claims.oid, amr: claims.amr, acrs: claims.acrs ?? [], cp1};
}

/** ms, or null where none was asked for. Graph sends the same fields. */
export function startOf(schedule: Readonly<Record<string, unknown>>): number | null {
  const asked = text(schedule.startDateTime);
  if (asked === null) return null;
  const at = instantMs(asked);
  if (at === null)
    throw new Refusal(400, 'InvalidRoleAssignmentRequestSchedule', `The start '${asked}' is not a date.`);
  return at;
}

/** The type is compared without case: Graph's documents and answers differ in it (reference azure-pim 3). */
export function expirationOf(asked: Readonly<Record<string, unknown>>): Expiration | null {
  const type = text(asked.type)?.toLowerCase();
  if (type === 'afterduration') return {type: 'AfterDuration', duration: text(asked.duration) ?? ''};
  if (type === 'afterdatetime') return {type: 'AfterDateTime', endDateTime: text(asked.endDateTime) ?? ''};
  return type === 'noexpiration' ? {type: 'NoExpiration'} : null;
}
