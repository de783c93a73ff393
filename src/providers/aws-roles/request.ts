import type {AssumeRoleCommandInput} from '@aws-sdk/client-sts';
import {LONGEST_CHAINED, LONGEST_SESSION} from '../../core/aws.ts';
import {sessionNameOf} from '../../core/aws-text.ts';
import type {PlannedRequest} from '../../core/ports.ts';
import type {Secret} from '../../core/secret.ts';
import type {Seconds} from '../../core/time.ts';
import {durationOf, isCut, policyUntil, type Window} from './session-policy.ts';
import {type Reasons, sessionTags} from './tags.ts';
import type {PlacedRole} from './translate.ts';

/** All that makes up one AssumeRole. */
export interface Asked extends Reasons {
  readonly role: PlacedRole;
  /** Of the person, as Identity Center knows them. */
  readonly userName: string;
  readonly window: Window;
  readonly mfaCode: Secret | undefined;
}

/** The members of AssumeRole (reference aws-jit 3). The MFA code is added where it is sent, see `withCode`. */
export function assumption({role, userName, window, ...reasons}: Asked): AssumeRoleCommandInput {
  const {roleArn, sourceIdentity, sessionTags: tagged, externalId, mfaSerial} = role.settings;
  const name = sessionNameOf(userName).text;
  const Tags = tagged === false ? [] : sessionTags(reasons);
  return {
    RoleArn: roleArn,
    RoleSessionName: name,
    DurationSeconds: durationOf(window, longestOf(role)),
    ...(isCut(window) ? {Policy: policyUntil(window.endsAt)} : {}),
    ...(sourceIdentity === false ? {} : {SourceIdentity: name}),
    ...(Tags.length === 0 ? {} : {Tags}),
    ...(typeof externalId === 'string' ? {ExternalId: externalId} : {}),
    ...(typeof mfaSerial === 'string' ? {SerialNumber: mfaSerial} : {}),
  };
}

/** What a user assumes is not chained: the role's own maximum alone counts there (reference aws-jit 3). */
const longestOf = ({user}: PlacedRole): Seconds => (user === undefined ? LONGEST_CHAINED : LONGEST_SESSION);

export const withCode = (input: AssumeRoleCommandInput, code: Secret | undefined): AssumeRoleCommandInput =>
  input.SerialNumber === undefined || code === undefined ? input : {...input, TokenCode: code.reveal()};

/** The POST as STS gets it, as a form; the MFA code, which is a secret, is not in it. */
export function planned(stsEndpoint: string, {Tags = [], ...plain}: AssumeRoleCommandInput): PlannedRequest {
  const fields = Object.entries(plain).map(([name, value]) => [name, String(value)]);
  const tags = Tags.flatMap(({Key, Value}, at) => [
    [`Tags.member.${at + 1}.Key`, Key],
    [`Tags.member.${at + 1}.Value`, Value],
  ]);
  const body = Object.fromEntries([['Action', 'AssumeRole'], ['Version', '2011-06-15'], ...fields, ...tags]);
  return {method: 'POST', url: `${stsEndpoint}/`, body};
}
