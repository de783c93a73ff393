import {MFA_STEP_UP} from '../../core/identity.ts';
import type {Problem, ProblemCode, ProblemDetail} from '../../core/problem.ts';
import {minutes} from '../../core/time.ts';
import {untrusted} from '../../core/untrusted.ts';
import {claimsInHeader, claimsInText, stepUpOf} from './claims-challenge.ts';
import {jsonObject, type WireError} from './wire-error.ts';

type Reading = (error: WireError) => ProblemDetail & {readonly rules?: readonly ProblemCode[]};

/** The clouds' codes, row by row of reference azure-pim 5.1. */
const CODES: Readonly<Record<string, Reading>> = {
  RoleAssignmentRequestPolicyValidationFailed: failingRules,
  RoleAssignmentRequestAcrsValidationFailed: challenge,
  RequestDisallowedByAzure: challenge,
  RoleAssignmentExists: () => ({code: 'already-active', endsAt: null}),
  PendingRoleAssignmentRequest: () => ({code: 'request-pending'}),
  RoleAssignmentRequestExists: () => ({code: 'request-pending'}),
  RoleAssignmentDoesNotExist: () => ({code: 'not-active', asked: 'this role'}),
  ActiveDurationTooShort: () => ({code: 'duration-too-short', least: minutes(5) / 1000}),
  InsufficientPermissions: refused,
  AuthorizationFailed: refused,
  Authorization_RequestDenied: refused,
  PermissionScopeNotGranted: ({message}) => ({code: 'consent-missing', scopes: scopesIn(message)}),
  AadPremiumLicenseRequired: () => ({
    code: 'failed',
    reason: 'This tenant has no licence for Privileged Identity Management.',
    nextSteps: ['An administrator needs Entra ID P2 or ID Governance for it'],
  }),
};

/** What a code means; `undefined` for one that is not in the table. */
export function problemByCode(error: WireError): Problem | undefined {
  const reading =
    error.code !== undefined && Object.hasOwn(CODES, error.code) ? CODES[error.code] : undefined;
  return reading === undefined ? undefined : {...reading(error), wire: untrusted(error.message)};
}

/** In the contract's order (3): the first that fails names the problem. */
const RULES: readonly (readonly [rule: string, code: ProblemCode])[] = [
  ['EligibilityRule', 'not-eligible'],
  ['ExpirationRule', 'duration-too-long'],
  ['MfaRule', 'step-up-needed'],
  ['TicketingRule', 'ticket-needed'],
  ['JustificationRule', 'justification-needed'],
];

function failingRules(error: WireError): ReturnType<Reading> {
  const named = rulesIn(error.message);
  const rules = RULES.filter(([rule]) => named.includes(rule)).map(([, code]) => code);
  const first = rules[0];
  return first === undefined ? {code: 'failed', reason: error.message} : {...ruleProblem(first), rules};
}

function ruleProblem(code: ProblemCode): ProblemDetail {
  if (code === 'not-eligible' || code === 'ticket-needed' || code === 'duration-too-long') return {code};
  if (code === 'step-up-needed') return {code, ...MFA_STEP_UP};
  return {code: 'justification-needed'};
}

/** `The following policy rules failed: ["JustificationRule","ExpirationRule"]` */
function rulesIn(message: string): readonly unknown[] {
  const list = /\[[^\]]*\]/.exec(message)?.[0];
  const rules = jsonObject(list);
  return Array.isArray(rules) ? rules : [];
}

function challenge({message, text, header}: WireError): ProblemDetail {
  const claims =
    claimsInText(message) ?? claimsInText(text ?? '') ?? claimsInHeader(header('www-authenticate'));
  return {code: 'step-up-needed', ...(claims === undefined ? MFA_STEP_UP : stepUpOf(claims))};
}

function refused({message}: WireError): ProblemDetail {
  return {code: 'denied', reason: untrusted(message)};
}

/** Scope names end the message, divided by commas or spaces. */
function scopesIn(message: string): readonly string[] {
  return [...new Set(message.match(/\b\w+(?:\.\w+)+\b/g) ?? [])];
}
