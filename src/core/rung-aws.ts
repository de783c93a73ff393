import {partitionOf} from './aws.ts';
import type {Eligibility} from './eligibility.ts';
import {linkedGuarantee, permissionSetGuarantee, ROLE_GUARANTEE} from './guarantee.ts';
import {eligibilityId} from './id.ts';
import type {ConfiguredRoleRung, PermissionSetRung, UserRoleRung} from './ladder.ts';
import {UNKNOWN_POLICY} from './policy.ts';
import {Trouble} from './problem.ts';
import {type RolePlace, readRoleArn} from './role-arn.ts';
import type {AwsSettings} from './settings.ts';
import {untrusted} from './untrusted.ts';

type AwsRung = PermissionSetRung | ConfiguredRoleRung | UserRoleRung;

/** The AWS half of `eligibilityOfRung`. */
export function awsEligibility(rung: AwsRung, aws: AwsSettings): Eligibility {
  if (rung.kind === 'aws-permission-set') return setEligibility(rung, aws);
  return 'user' in rung ? userRoleEligibility(rung) : configuredEligibility(rung, aws);
}

const common = {
  maxDuration: UNKNOWN_POLICY.maxDuration,
  requires: UNKNOWN_POLICY.requires,
  condition: null,
  endsAt: null,
  grantId: null,
} as const;

const accountScope = (id: string): Eligibility['scope'] => ({id, name: untrusted(id), type: 'account'});

/** Which group brings it, if one does, the settings' links tell. How long its sessions last is known to the portal alone. */
function setEligibility(rung: PermissionSetRung, aws: AwsSettings): Eligibility {
  const {kind, session: name, accountId, permissionSet} = rung;
  const session = aws.sessions?.find(known => known.name === name);
  if (session === undefined) return odd(rung, `the profile has no AWS session “${name}”`);
  const link = aws.groupLinks?.find(
    linked =>
      linked.session === name && linked.accountId === accountId && linked.permissionSet === permissionSet,
  );
  return {
    ...common,
    id: eligibilityId(kind, partitionOf(session.region), accountId, permissionSet),
    kind,
    name: untrusted(permissionSet),
    scope: accountScope(accountId),
    entitlement: link === undefined ? 'standing' : 'eligible',
    memberType: link === undefined ? 'direct' : 'group',
    guarantee: link === undefined ? permissionSetGuarantee(null) : linkedGuarantee(null),
    address: {
      session: name,
      accountId,
      permissionSet,
      ...(link === undefined ? {} : {groupId: link.groupId}),
    },
  };
}

const lent = {...common, kind: 'aws-role', entitlement: 'eligible', memberType: 'direct'} as const;

function configuredEligibility(rung: ConfiguredRoleRung, {roles = []}: AwsSettings): Eligibility {
  const settings = roles.find(({name}) => name === rung.role);
  if (settings === undefined) return odd(rung, `the profile has no AWS role “${rung.role}”`);
  const {partition, accountId} = placeOf(rung, settings.roleArn);
  return {
    ...lent,
    id: eligibilityId('aws-role', partition, accountId, rung.role),
    name: untrusted(rung.role),
    scope: accountScope(accountId),
    guarantee: ROLE_GUARANTEE,
    address: {...(settings.via === undefined ? {} : {session: settings.via.session}), role: rung.role},
  };
}

/** No list has it: it is known by the role's ARN and the user, under the name that the ladder gives it. */
function userRoleEligibility(rung: UserRoleRung): Eligibility {
  const {roleArn, user, region, name} = rung;
  const {partition, accountId} = placeOf(rung, roleArn);
  if (partitionOf(region) !== partition) return odd(rung, `${region} is no Region of the role’s partition`);
  return {
    ...lent,
    id: eligibilityId('aws-role', partition, accountId, roleArn, user),
    name: untrusted(name),
    scope: accountScope(accountId),
    guarantee: ROLE_GUARANTEE,
    address: {user, role: roleArn, region},
  };
}

const placeOf = (rung: AwsRung, roleArn: string): RolePlace =>
  readRoleArn(roleArn) ?? odd(rung, `“${roleArn}” is not the ARN of a role`);

function odd({name, kind}: AwsRung, reason: string): never {
  throw new Trouble({
    code: 'misconfigured',
    setting: 'breakGlass.ladder',
    reason: `of the emergency role “${name}”: ${reason}`,
    provider: kind,
  });
}
