import type {Caller} from './callers.ts';
import {type Constraint, optional} from './constraints.ts';
import type {Estate} from './estate.ts';
import type {MfaDevices} from './mfa.ts';
import {AwsRefusal} from './refusal.ts';
import type {AwsSettings} from './settings.ts';

export interface FactorParts {
  readonly estate: Estate;
  readonly mfa: MfaDevices;
  readonly settings: AwsSettings;
}

const serialNumber: Constraint = {name: 'SerialNumber', min: 9, max: 256, pattern: /^[\w+=/:,.@-]*$/};
const tokenCode: Constraint = {name: 'TokenCode', min: 6, max: 6, pattern: /^\d*$/};

/** What a caller shows of a device: both or neither. */
export interface Shown {
  readonly serial: string;
  readonly code: string;
}

export function shownFactor(form: URLSearchParams): Shown | null {
  const serial = optional(form, serialNumber);
  const code = optional(form, tokenCode);
  if (serial === null && code === null) return null;
  if (serial !== null && code !== null) return {serial, code};
  throw new AwsRefusal(400, 'ValidationError', 'SerialNumber and TokenCode must be given together.');
}

/** Takes the code, once. Throws where the device is not the caller's, or the code is not the device's of this half minute. */
export function takeFactor(parts: FactorParts, caller: Caller, {serial, code}: Shown): void {
  if (!isOwn(parts, caller, serial))
    throw denied(
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    );
  if (!parts.mfa.take(serial, code))
    throw denied('MultiFactorAuthentication failed with invalid MFA one time pass code. ');
}

const denied = (message: string): AwsRefusal => new AwsRefusal(403, 'AccessDenied', message);

function isOwn({estate, settings}: FactorParts, {principal}: Caller, serial: string): boolean {
  if (principal.type === 'user') return estate.users.get(principal.sourceArn)?.mfaSerial === serial;
  const known = [...estate.users.values(), ...estate.roles.values()].map(({mfaSerial}) => mfaSerial);
  return settings.mfaForRoles && known.includes(serial);
}
