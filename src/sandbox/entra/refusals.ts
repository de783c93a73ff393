import {randomUUID} from 'node:crypto';
import type {Answer} from '../http/call.ts';

/** A token endpoint's no, with the code that wording may use but no program should branch on (reference azure-pim 5.3). */
export class EntraRefusal extends Error {
  readonly error: string;
  readonly aadsts: number;
  readonly extra: Readonly<Record<string, string>>;

  constructor(error: string, aadsts: number, message: string, extra: Readonly<Record<string, string>> = {}) {
    super(message);
    this.error = error;
    this.aadsts = aadsts;
    this.extra = extra;
  }
}

/** The whole body of reference azure-pim 1.1, "error". `now` in ms. */
export function refusalAnswer(refusal: EntraRefusal, now: number, correlation: string | undefined): Answer {
  const trace = randomUUID();
  const correlationId = correlation ?? randomUUID();
  const timestamp = new Date(now)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  const lines = `AADSTS${refusal.aadsts}: ${refusal.message} Trace ID: ${trace} Correlation ID: ${correlationId}`;
  return {
    status: refusal.error === 'invalid_client' ? 401 : 400,
    body: {
      error: refusal.error,
      error_description: `${lines} Timestamp: ${timestamp}`,
      error_codes: [refusal.aadsts],
      timestamp,
      trace_id: trace,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${refusal.aadsts}`,
      ...refusal.extra,
    },
  };
}

const blocked = {
  53003:
    'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  530033:
    'Access has been blocked by Conditional Access policies. Remote device flow is blocked by a device-based policy.',
  530036:
    'The refresh token or the authentication flow was refused by an authentication flows check of Conditional Access.',
} as const;

export type DeviceFlowBlock = keyof typeof blocked;

export function blockedBy(code: DeviceFlowBlock): EntraRefusal {
  return new EntraRefusal('invalid_grant', code, blocked[code], {suberror: 'message_only'});
}

export const pending = () =>
  new EntraRefusal(
    'authorization_pending',
    70016,
    'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  );
export const declined = () =>
  new EntraRefusal('authorization_declined', 65004, 'User declined to consent to access the app.');
export const expiredCode = () =>
  new EntraRefusal('expired_token', 70019, 'The verification code has expired. Sign in again.');
export const unknownCode = () =>
  new EntraRefusal('bad_verification_code', 70018, 'The device code is unknown: invalid verification code.');
export const tooFast = () =>
  new EntraRefusal('slow_down', 70016, 'The client polls too often. Wait five seconds more between polls.');
export const usedGrant = () =>
  new EntraRefusal(
    'invalid_grant',
    54005,
    'OAuth2 authorization code was already redeemed, please retry with a new code.',
  );
export const revoked = () =>
  new EntraRefusal(
    'invalid_grant',
    50173,
    'The provided grant has expired due to it being revoked, a fresh auth token is needed.',
  );
export const unknownGrant = () =>
  new EntraRefusal('invalid_grant', 9002313, 'Invalid request. Request is malformed or invalid.');

/** The step-up challenge of a refresh that cannot bring what was asked for (reference azure-pim 5.3, 50076). */
export function interactionRequired(claims: string): EntraRefusal {
  const why =
    'Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication.';
  return new EntraRefusal('interaction_required', 50076, why, {suberror: 'basic_action', claims});
}
