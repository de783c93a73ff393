import {Refusal} from '../refusal.ts';
import {durationMs, instantMs} from './duration.ts';
import type {Ask, Expiration, PracticeEligibility, PracticePolicy} from './model.ts';

const minute = 60_000;
/** PIM's own floor, for a requested length and for ending early alike (reference azure-pim 5.1). */
export const shortest = 5 * minute;

/** Length of what was asked in ms from `start`; null where there is none to be had. */
export function askedLength(expiration: Expiration | null, start: number): number | null {
  if (expiration?.type === 'AfterDuration') return durationMs(expiration.duration);
  if (expiration?.type !== 'AfterDateTime') return null;
  const end = instantMs(expiration.endDateTime);
  return end === null ? null : end - start;
}

const filled = (text: string | null | undefined): boolean => (text ?? '').trim() !== '';

function failingRules(policy: PracticePolicy, ask: Ask, length: number | null): readonly string[] {
  const most = durationMs(policy.maxDuration) ?? 0;
  const rows: readonly (readonly [string, boolean])[] = [
    ['ExpirationRule', length === null || length > most],
    ['JustificationRule', policy.justification && !filled(ask.justification)],
    ['TicketingRule', policy.ticket && !(filled(ask.ticket?.number) && filled(ask.ticket?.system))],
    ['MfaRule', policy.mfa && !ask.caller.amr.includes('mfa')],
  ];
  return rows.filter(([, fails]) => fails).map(([rule]) => rule);
}

/** One refusal names every failing rule (reference azure-pim 5.1). */
export function policyRefusal(rules: readonly string[]): Refusal {
  const message = `The following policy rules failed: ${JSON.stringify(rules)}`;
  return new Refusal(400, 'RoleAssignmentRequestPolicyValidationFailed', message);
}

export function tooShort(): Refusal {
  return new Refusal(
    400,
    'ActiveDurationTooShort',
    'The active duration is too short. Miniumum Required is 5 minutes.',
  );
}

/** A token that carries the context is still refused without `cp1` (reference azure-pim 5.2, note 2). */
function checkAuthContext(policy: PracticePolicy, ask: Ask): void {
  if (policy.authContext === null) return;
  if (ask.caller.cp1 && ask.caller.acrs.includes(policy.authContext)) return;
  const claims = `{"access_token":{"acrs":{"essential":true, "value":"${policy.authContext}"}}}`;
  throw new Refusal(
    400,
    'RoleAssignmentRequestAcrsValidationFailed',
    `&claims=${encodeURIComponent(claims)}`,
  );
}

/** An eligibility with a condition covers only a request that carries the same one. */
export function coversCondition(eligibility: PracticeEligibility, ask: Ask): boolean {
  return eligibility.condition === null || eligibility.condition.expression === ask.condition?.expression;
}

/** Throws the Refusal with which PIM would answer; `length` in ms. */
export function checkPolicy(policy: PracticePolicy, ask: Ask, length: number | null): void {
  if (length !== null && length < shortest) throw tooShort();
  const failing = failingRules(policy, ask, length);
  if (failing.length > 0) throw policyRefusal(failing);
  checkAuthContext(policy, ask);
}
