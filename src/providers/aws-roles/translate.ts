import {LONGEST_CHAINED, type Partition} from '../../core/aws.ts';
import {DURATION_FORMS, readDuration, showDuration} from '../../core/duration.ts';
import type {Eligibility} from '../../core/eligibility.ts';
import {ROLE_GUARANTEE} from '../../core/guarantee.ts';
import {eligibilityId} from '../../core/id.ts';
import type {Policy} from '../../core/policy.ts';
import type {Problem} from '../../core/problem.ts';
import {readRoleArn} from '../../core/role-arn.ts';
import type {AwsRoleSettings} from '../../core/settings.ts';
import type {Seconds} from '../../core/time.ts';
import {untrusted} from '../../core/untrusted.ts';

/** A role of the settings that can be read: where it is, and how long it may be held. */
export interface PlacedRole {
  readonly settings: AwsRoleSettings;
  /** Dotted name of its row in the settings. */
  readonly setting: string;
  readonly partition: Partition;
  readonly accountId: string;
  readonly maxDuration: Seconds;
  /** The IAM user who assumes it; absent: a permission set does. */
  readonly user?: string | undefined;
}

/** A row of the settings that makes no sense. */
export interface Misplaced {
  readonly settings: AwsRoleSettings;
  readonly fault: Problem;
}

export function placeRole(profile: string, settings: AwsRoleSettings, index: number): PlacedRole | Misplaced {
  const setting = `profiles.${profile}.aws.roles.${index}`;
  const place = readRoleArn(settings.roleArn);
  if (place === undefined)
    return misplaced(settings, `${setting}.roleArn`, `“${settings.roleArn}” is not the ARN of a role`);
  const maxDuration = readDuration(settings.maxDuration ?? 'PT1H');
  if (maxDuration === undefined || maxDuration > LONGEST_CHAINED)
    return misplaced(settings, `${setting}.maxDuration`, tooLong(settings, maxDuration));
  return {settings, setting, ...place, maxDuration};
}

const tooLong = ({maxDuration = ''}: AwsRoleSettings, length: Seconds | undefined): string =>
  length === undefined
    ? `“${maxDuration}” is not a duration; write it as ${DURATION_FORMS}`
    : `AWS ends a role that is assumed through a permission set after ${showDuration(LONGEST_CHAINED)}`;

function misplaced(settings: AwsRoleSettings, setting: string, reason: string): Misplaced {
  return {settings, fault: {code: 'misconfigured', setting, reason, provider: 'aws-role'}};
}

export function eligibilityOf(role: PlacedRole): Eligibility {
  const {settings, partition, accountId} = role;
  const {maxDuration, requires} = policyOf(role);
  return {
    id: eligibilityId('aws-role', partition, accountId, settings.name),
    kind: 'aws-role',
    name: untrusted(settings.name),
    scope: {id: accountId, name: untrusted(accountId), type: 'account'},
    entitlement: 'eligible',
    memberType: 'direct',
    ...{maxDuration, requires},
    condition: null,
    guarantee: ROLE_GUARANTEE,
    endsAt: null,
    grantId: null,
    address: {...(settings.via === undefined ? {} : {session: settings.via.session}), role: settings.name},
  };
}

/** What the settings ask; the role's trust policy is asked by STS alone. */
export function policyOf({settings, maxDuration}: PlacedRole): Policy {
  const mfa = typeof settings.mfaSerial === 'string';
  const none = {ticket: false, approval: false, authContext: false} as const;
  return {maxDuration, requires: {justification: true, mfa, ...none}, approvers: []};
}
