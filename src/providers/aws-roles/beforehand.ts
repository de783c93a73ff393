import type {Intent} from '../../core/intent.ts';
import type {Call} from '../../core/ports.ts';
import type {Problem} from '../../core/problem.ts';
import {codeNeeded} from './denial.ts';
import type {PlacedRole} from './translate.ts';

/** What would be refused, or done otherwise than asked, and so is not sent. `undefined`: nothing. */
export function refusedBeforehand(
  role: PlacedRole,
  {request}: Intent,
  call: Pick<Call, 'mfaCode'>,
): Problem | undefined {
  const {duration, startAt, narrowerScope} = request;
  if (duration > role.maxDuration)
    return {code: 'duration-too-long', asked: duration, most: role.maxDuration};
  if (duration < 1) return {code: 'duration-too-short', asked: duration, least: 1};
  if (startAt !== null) return unsupported('An AWS role is lent at once: it has no later start.');
  if (narrowerScope !== null) return unsupported('An AWS role is lent as it is: it has no narrower scope.');
  return missingCode(role, call);
}

/** STS asks for MFA with the call itself, so the code has to be there before. */
export function missingCode({settings}: PlacedRole, {mfaCode}: Pick<Call, 'mfaCode'>): Problem | undefined {
  if (typeof settings.mfaSerial !== 'string') return undefined;
  if (mfaCode !== undefined && /^\d{6}$/.test(mfaCode.reveal())) return undefined;
  return codeNeeded(
    mfaCode === undefined
      ? `${settings.name} asks for a code of the MFA device ${settings.mfaSerial}`
      : 'A code of an MFA device is six digits',
    'Give the six digits that it shows now with --mfa-code',
  );
}

const unsupported = (reason: string): Problem => ({code: 'unsupported', reason});
