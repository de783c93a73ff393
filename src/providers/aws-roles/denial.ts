import type {Problem} from '../../core/problem.ts';
import {untrusted} from '../../core/untrusted.ts';
import {type Asked, assumption} from './request.ts';
import type {StsError} from './wire.ts';

/** A wrong code, one that was used already, or a device that is not the caller's: STS calls them all AccessDenied. */
const MFA_FAILED = /MultiFactorAuthentication failed/i;

export const isWrongCode = ({code, message}: StsError): boolean =>
  code === 'AccessDenied' && MFA_FAILED.test(message);

/** STS does not say which of its conditions was not met, so all that are known to matter are named. */
export function accessDenied(error: StsError, asked: Asked): Problem {
  if (isWrongCode(error)) return wrongCode(error);
  const {message} = error;
  const {roleArn} = asked.role.settings;
  return {
    code: 'denied',
    reason: untrusted(`AWS does not let you assume ${roleArn}. ${message}`.trim()),
    nextSteps: [...trustNeeded(asked), ...otherwise(asked)],
  };
}

/** Before anything is sent, and after a code that AWS did not take. */
export function codeNeeded(detail: string, ...nextSteps: readonly string[]): Problem {
  return {code: 'step-up-needed', context: 'mfa', detail, nextSteps};
}

export const wrongCode = ({message}: StsError): Problem =>
  codeNeeded(
    `AWS did not take the MFA code: it is wrong, or it has been used (${message})`,
    'Wait for the next code of the device, and give it with --mfa-code: each is good once',
    'If new codes are refused too, mfaSerial of the role in the settings may name another device',
  );

/** What the role's trust policy has to allow for this very request, with the setting that asks for less. */
function* trustNeeded(asked: Asked): Generator<string> {
  const {role} = asked;
  const {SourceIdentity, Tags} = assumption(asked);
  const {via} = role.settings;
  const who =
    role.user === undefined ? (via?.permissionSet ?? 'the permission set') : `the user ${role.user}`;
  yield `The trust policy of the role has to allow sts:AssumeRole to ${who}, and so has ${who} itself`;
  if (SourceIdentity !== undefined)
    yield `It has to allow sts:SetSourceIdentity too, which puts your name into CloudTrail; without it: ${role.setting}.sourceIdentity false`;
  if (Tags !== undefined)
    yield `It has to allow sts:TagSession too, which puts the justification into CloudTrail; without it: ${role.setting}.sessionTags false`;
}

function* otherwise({role}: Asked): Generator<string> {
  const {externalId, mfaSerial} = role.settings;
  if (typeof externalId !== 'string' || typeof mfaSerial !== 'string')
    yield `If it asks for an external id or for MFA, name them in ${role.setting} (externalId, mfaSerial)`;
  yield 'A role that is gone is refused in the same words: see that its ARN is right';
}
